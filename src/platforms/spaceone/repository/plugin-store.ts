import { Emitter } from '../../../base/emitter';
import type { JournalContent } from '../../../runtime/journal/journal-format';
import type { PluginRecord } from './plugin-record';

/** One change of the registered plugins. */
export type PluginEntry =
  { readonly put: PluginRecord } | { readonly remove: { readonly plugin_id: string; readonly domain_id: string } };

/** The registered plugins, in the order in which they were registered. */
export class PluginStore implements JournalContent<PluginEntry> {
  private readonly records = new Map<string, PluginRecord>();
  private readonly changed = new Emitter<void>();
  /** Fires with each entry. */
  readonly onDidChange = this.changed.event;

  get size(): number {
    return this.records.size;
  }

  get(pluginId: string, domainId: string): PluginRecord | undefined {
    return this.records.get(keyOf(pluginId, domainId));
  }

  all(): PluginRecord[] {
    return [...this.records.values()];
  }

  clear(): void {
    this.records.clear();
  }

  apply(entry: PluginEntry): void {
    if ('put' in entry) {
      this.records.set(keyOf(entry.put.plugin_id, entry.put.domain_id), entry.put);
    } else {
      this.records.delete(keyOf(entry.remove.plugin_id, entry.remove.domain_id));
    }
    this.changed.fire();
  }

  *entries(): Generator<PluginEntry> {
    for (const put of this.records.values()) {
      yield { put };
    }
  }
}

function keyOf(pluginId: string, domainId: string): string {
  return JSON.stringify([domainId, pluginId]);
}
