import { Emitter, type Disposable, type Event } from '../../base/emitter';
import type { PluginIdentity } from '../../base/plugin-identity';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import type { CheckedText } from '../../manifest/check/check-text';
import type { Schema } from '../../manifest/schema/json-schema';
import { requestKind } from '../../manifest/requests/request-kind';
import type { JsonObject } from '../../base/json';
import { platformOf } from '../../platforms/platforms';
import type { Callers } from '../../runtime/calls/callers';
import { schemaFromContracts } from '../../runtime/calls/request-schema';
import type { ServerChange } from '../../runtime/server/test-servers';
import type { ServerState } from '../../runtime/server/test-server';

/** The test servers, as far as their states go. */
interface ServerStates {
  of(plugin: PluginIdentity): { readonly state: ServerState };
  readonly onDidChange: Event<ServerChange>;
}

/** The contracts that a plugin's Python has installed, as a serialized FileDescriptorSet. */
export type Contracts = (plugin: Plugin, signal: AbortSignal) => Promise<Uint8Array>;

const CONTRACTS = 'contracts';

/** Where a schema can be read; `id` is another one when something else may come of it. */
interface Source {
  readonly id: string;
  read(signal: AbortSignal): Promise<JsonObject | undefined>;
}

/**
 * What is known of the messages of requests: learnt in the background for the request files that are open, from the
 * plugin's ready server, or else from the contracts that its Python has installed.
 */
export class RequestSchemas implements Disposable {
  /** The kind of request files, with the schemas that are known by then. */
  readonly kind;
  private readonly known = new Map<string, { readonly schema: Schema; readonly text: string }>();
  private readonly asked = new Map<string, string>();
  private readonly contracts = new Map<string, Promise<Uint8Array>>();
  private readonly changed = new Emitter<void>();
  private readonly listening: Disposable;
  private readonly stopped = new AbortController();

  /** Fires when open request files are to be checked again. */
  readonly onDidChange = this.changed.event;

  /**
   * @param mayRun False while no program of the workspace may be run.
   * @param profiles The names of the credential profiles.
   */
  constructor(
    private readonly catalog: Catalog,
    private readonly servers: ServerStates,
    private readonly callers: Pick<Callers, 'to'>,
    private readonly readContracts: Contracts,
    private readonly mayRun: () => boolean,
    profiles: () => Iterable<string>,
  ) {
    this.kind = requestKind((call) => this.schemaOf(call), {
      calls: () => catalog.plugins.flatMap(({ methods }) => methods.map(({ name }) => name)),
      profiles,
    });
    this.listening = servers.onDidChange(({ state }) => {
      if (state.is === 'ready') {
        this.changed.fire();
      }
    });
  }

  /** Learns what the requests in a checked file need; each source is asked once for each call. */
  async look(file: string, { documents }: CheckedText): Promise<void> {
    const calls = documents.flatMap(({ kind, document }) => {
      const call = kind?.id === this.kind.id ? document?.at('call')?.text : undefined;
      return call === undefined || call === '' ? [] : [call];
    });
    if (calls.length === 0) {
      return;
    }
    await this.catalog.ready();
    const plugin = this.catalog.pluginOf(file);
    if (plugin) {
      await Promise.all(calls.map((call) => this.learn(plugin, call)));
    }
  }

  /** Forgets what a plugin's Python had installed, after its environment has changed or the workspace is trusted. */
  forgetContracts(): void {
    this.contracts.clear();
    this.asked.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.stopped.abort();
    this.listening.dispose();
    this.changed.dispose();
  }

  /** Plugins that know different messages by one name leave open which is meant. */
  private schemaOf(call: string): Schema | undefined {
    const found = [...this.known].flatMap(([key, each]) => (key.endsWith(`\n${call}`) ? [each] : []));
    return found.every(({ text }) => text === found[0]?.text) ? found[0]?.schema : undefined;
  }

  private async learn(plugin: Plugin, call: string): Promise<void> {
    const source = this.sourceOf(plugin, call);
    const key = `${plugin.folder}\n${call}`;
    const before = this.asked.get(key);
    // What a server said counts beyond its end: the contracts of its Python say no more.
    if (!source || source.id === before || (source.id === CONTRACTS && before !== undefined)) {
      return;
    }
    this.asked.set(key, source.id);
    // What cannot be learnt is no failure to tell of: the header is checked all the same, and a call says more.
    const schema = await source.read(this.stopped.signal).catch(() => undefined);
    const text = JSON.stringify(schema);
    if (schema && this.known.get(key)?.text !== text && !this.stopped.signal.aborted) {
      this.known.set(key, { schema, text });
      this.changed.fire();
    }
  }

  private sourceOf(plugin: Plugin, call: string): Source | undefined {
    const { state } = this.servers.of(plugin);
    const side = platformOf(plugin).server;
    if (state.is === 'ready') {
      const { address, pid } = state;
      return {
        id: `${address} ${pid}`,
        read: (signal) => this.callers.to(address, { http: side?.http }).schema(call, signal),
      };
    }
    if (!this.mayRun() || !side?.contracts) {
      return undefined;
    }
    const area = plugin.type.split('.')[0];
    return {
      id: CONTRACTS,
      read: async (signal) => schemaFromContracts(await this.contractsOf(plugin, signal), call, area),
    };
  }

  private contractsOf(plugin: Plugin, signal: AbortSignal): Promise<Uint8Array> {
    const known = this.contracts.get(plugin.folder) ?? this.readContracts(plugin, signal);
    this.contracts.set(plugin.folder, known);
    return known;
  }
}
