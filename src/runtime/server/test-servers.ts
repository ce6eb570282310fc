import { Emitter } from '../../base/emitter';
import { identityKey, type PluginIdentity } from '../../base/plugin-identity';
import type { Redactor } from '../secrets/redactor';
import type { ReadyProbe } from './ready-probe';
import type { ServerProcesses } from './server-process';
import { TestServer, type ServerState } from './test-server';

export interface ServerChange {
  readonly server: TestServer;
  readonly state: ServerState;
  readonly before: ServerState;
}

/** The test servers of all plugins, one a plugin, made when first asked for. */
export class TestServers implements AsyncDisposable {
  private readonly servers = new Map<string, TestServer>();
  private readonly changed = new Emitter<ServerChange>();

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly processes: ServerProcesses,
    private readonly redactor: Redactor,
    private readonly probe: ReadyProbe,
  ) {}

  /** The server of a plugin; idle when nothing has been asked of it yet. */
  of({ platform, folder }: PluginIdentity): TestServer {
    const key = identityKey({ platform, folder });
    let server = this.servers.get(key);
    if (!server) {
      const made = new TestServer({ platform, folder }, this.processes, this.redactor, this.probe);
      let before = made.state;
      made.onDidChange((state) => {
        const change = { server: made, state, before };
        before = state;
        this.changed.fire(change);
      });
      this.servers.set(key, made);
      server = made;
    }
    return server;
  }

  get all(): readonly TestServer[] {
    return [...this.servers.values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((server) => server[Symbol.asyncDispose]()));
    this.servers.clear();
    this.changed.dispose();
  }
}
