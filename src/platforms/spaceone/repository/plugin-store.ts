import { GrpcRefusal } from '../../../runtime/grpc-server';
import { MemoryRecords } from '../../../runtime/records/memory-records';
import { OldJournal } from '../../../runtime/records/old-journal';
import { RecordFolder } from '../../../runtime/records/record-folder';
import { recordName } from '../../../runtime/records/record-name';
import type { Records } from '../../../runtime/records/records';
import type { Failure } from '../../../base/workbench-error';
import type { PluginRecord } from './plugin-record';
import { databaseQuery } from './refusals';

/** The format of a plugin's file; a higher number is one that this version cannot read. */
const FORMAT = { name: 'plugins', version: 2, again: 'register it again' };

/** One change of the registered plugins as version 0.1 kept it. */
type OldEntry =
  { readonly put: PluginRecord } | { readonly remove: { readonly plugin_id: string; readonly domain_id: string } };

/** The registered plugins, in the order in which they were registered. */
export class PluginStore {
  private constructor(private readonly records: Records<PluginRecord>) {}

  /**
   * The plugins of a folder, which several processes may use; without a folder they end with the process.
   * @throws WorkbenchError when the folder cannot be written to, or a newer version wrote a plugin's file
   */
  static async open(
    folder: string | undefined,
    onDamage: ((failure: Failure) => void) | undefined,
  ): Promise<PluginStore> {
    if (folder === undefined) {
      return new PluginStore(new MemoryRecords());
    }
    const plugins = new RecordFolder<PluginRecord>(folder, FORMAT, onDamage);
    await plugins.open();
    const journal = new OldJournal<OldEntry>(folder, FORMAT.name, onDamage);
    const entries = await journal.entries();
    if (entries) {
      await plugins.addMissing(contentOf(entries));
      await journal.putAside();
    }
    return new PluginStore(plugins);
  }

  get onDidChange(): Records<PluginRecord>['onDidChange'] {
    return this.records.onDidChange;
  }

  /** @throws GrpcRefusal when the disk fails */
  async get(pluginId: string, domainId: string): Promise<PluginRecord | undefined> {
    return this.records.get(nameOf(pluginId, domainId)).catch(asRefusal);
  }

  /** @throws GrpcRefusal when the disk fails */
  async all(): Promise<readonly PluginRecord[]> {
    return this.records.all().catch(asRefusal);
  }

  /**
   * Keeps what `decide` makes of a plugin, or removes it for undefined; `decide` runs again when another process was
   * faster. Nothing has changed when this rejects.
   * @throws GrpcRefusal when the disk fails, or of `decide`
   */
  async change(
    pluginId: string,
    domainId: string,
    decide: (now: PluginRecord | undefined) => PluginRecord | undefined,
  ): Promise<void> {
    await this.records.change(nameOf(pluginId, domainId), decide).catch(asRefusal);
  }
}

/** An id is one domain's. */
function nameOf(pluginId: string, domainId: string): string {
  return recordName(pluginId, domainId);
}

/** A disk that fails is to the caller what a failing database is. */
function asRefusal(error: unknown): never {
  throw error instanceof GrpcRefusal ? error : databaseQuery(error instanceof Error ? error.message : String(error));
}

function contentOf(entries: readonly OldEntry[]): Map<string, PluginRecord> {
  const content = new Map<string, PluginRecord>();
  for (const entry of entries) {
    if ('put' in entry) {
      content.set(nameOf(entry.put.plugin_id, entry.put.domain_id), entry.put);
    } else {
      content.delete(nameOf(entry.remove.plugin_id, entry.remove.domain_id));
    }
  }
  return content;
}
