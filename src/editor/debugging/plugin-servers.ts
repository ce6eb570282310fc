import { debug } from 'vscode';
import type { Disposable } from '../../base/emitter';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import type { AnswerHistory } from '../../platforms/answer-history';
import type { Answerer } from '../../platforms/exchange';
import { serverOf } from '../../platforms/platforms';
import type { Callers } from '../../runtime/calls/callers';
import type { CredentialFiles } from '../../runtime/secrets/credential-files';
import type { ServerState, TestServer } from '../../runtime/server/test-server';
import type { TestServers } from '../../runtime/server/test-servers';
import { startingConfiguration, workspaceFolderOf, type LaunchConfiguration } from './launch-configuration';

/** How a server is to run. */
export interface RunningOptions {
  readonly debug: boolean;
  /** Its way to its cloud, in place of the one that its launch configuration gives it. */
  readonly cloud?: Pick<LaunchConfiguration, 'record' | 'replay'> | undefined;
}

/** Starts and stops test servers from views, lenses and calls; a server always runs in a debug session, debugged or not. */
export class PluginServers {
  constructor(
    private readonly catalog: Catalog,
    private readonly servers: TestServers,
    private readonly callers: Callers,
    private readonly credentialFiles: Pick<CredentialFiles, 'content'>,
    private readonly history: Pick<AnswerHistory, 'keeping'>,
  ) {}

  /** Who answers for a plugin: its {@link running} server. */
  async answerer(plugin: Plugin, options: RunningOptions, signal: AbortSignal): Promise<Answerer> {
    const side = serverOf(plugin);
    const address = await this.running(plugin, options, signal);
    const server = this.servers.of(plugin);
    const caller = this.callers.to(address, { http: side.http, token: server.place?.token });
    return {
      plugin,
      sides: [side],
      caller,
      kept: this.history.keeping(plugin, () => server.startedAt),
      secretFile: (file) => this.credentialFiles.content(file, plugin.folder),
      listen: () => server.listen(),
    };
  }

  /** What the plugin's server does now. */
  stateOf(plugin: Plugin): ServerState {
    return this.servers.of(plugin).state;
  }

  /**
   * The address of the plugin's running server, started first when need be; `debug` asks for one under the debugger, and
   * `cloud` for one that has this way to it.
   */
  async running(plugin: Plugin, options: RunningOptions, signal: AbortSignal): Promise<string> {
    const server = this.servers.of(plugin);
    const { state } = server;
    const isAsked = !options.cloud?.replay || server.place?.cloud?.how === 'replay';
    if (state.is === 'ready' && isAsked && (state.debugged || !options.debug)) {
      return state.address;
    }
    if (state.is !== 'starting' || options.debug || !isAsked) {
      await this.start(plugin, options);
    }
    return becomesReady(server, signal);
  }

  /**
   * Starts the server, anew when it runs; resolves when the session has started, before the server answers.
   * @throws WorkbenchError when the plugin is no server
   */
  async start(plugin: Plugin, { debug: debugged, cloud }: RunningOptions): Promise<void> {
    serverOf(plugin); // says that it is none, before a session opens in vain
    await this.servers.of(plugin).stop();
    const configuration = { ...startingConfiguration(this.catalog, plugin), ...cloud };
    const started = await debug.startDebugging(workspaceFolderOf(plugin), configuration, {
      noDebug: !debugged,
      suppressDebugToolbar: !debugged,
      suppressDebugView: !debugged,
      suppressDebugStatusbar: !debugged,
    });
    if (!started) {
      // Whoever refused has said why.
      throw new DOMException('The session did not start.', 'AbortError');
    }
  }

  async stop(plugin: Plugin): Promise<void> {
    await this.servers.of(plugin).stop();
  }

  async restart(plugin: Plugin): Promise<void> {
    const { state } = this.servers.of(plugin);
    await this.start(plugin, { debug: state.is === 'ready' && state.debugged });
  }
}

/** Resolves with the address; rejects with what made the start fail, or an AbortError when it was stopped or the signal aborts. */
async function becomesReady(server: TestServer, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const subscriptions: Disposable[] = [];
    const settle = (then: () => void): void => {
      subscriptions.forEach((subscription) => subscription.dispose());
      signal.removeEventListener('abort', abort);
      then();
    };
    const abort = (): void => settle(() => reject(new DOMException('Cancelled.', 'AbortError')));
    const look = (state: ServerState): void => {
      if (state.is === 'ready') {
        settle(() => resolve(state.address));
      } else if (state.is === 'failed') {
        // The session has shown it already.
        settle(() => reject(new DOMException('The server failed.', 'AbortError')));
      }
    };
    subscriptions.push(
      server.onDidChange((state) => {
        look(state);
        if (state.is === 'idle') {
          abort();
        }
      }),
    );
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      abort();
    } else {
      look(server.state);
    }
  });
}
