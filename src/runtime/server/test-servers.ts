import { Emitter } from '../../base/emitter';
import type { Processes } from '../processes/processes';
import type { ReadyProbe } from './ready-probe';
import { TestServer, type ServerState } from './test-server';

export interface ServerChange {
  readonly server: TestServer;
  readonly state: ServerState;
  readonly before: ServerState;
}

/** The test servers of all plugins, one a plugin folder, made when first asked for. */
export class TestServers implements AsyncDisposable {
  private readonly servers = new Map<string, TestServer>();
  private readonly changed = new Emitter<ServerChange>();

  readonly onDidChange = this.changed.event;

  /** @param serveScript The path of `serve.py`. */
  constructor(
    private readonly serveScript: string,
    private readonly processes: Processes,
    private readonly probe: ReadyProbe,
  ) {}

  /** The server of a plugin's folder; idle when nothing has been asked of it yet. */
  of(folder: string): TestServer {
    let server = this.servers.get(folder);
    if (!server) {
      const made = new TestServer(folder, this.serveScript, this.processes, this.probe);
      let before = made.state;
      made.onDidChange((state) => {
        const change = { server: made, state, before };
        before = state;
        this.changed.fire(change);
      });
      this.servers.set(folder, made);
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
