import { Disposable, StatusBarAlignment, env, l10n, window } from 'vscode';
import type { Catalog } from '../catalog/catalog';
import type { Plugin } from '../catalog/plugin';
import { ids } from '../ids';
import type { Redactor } from '../runtime/secrets/redactor';
import type { TestServer } from '../runtime/server/test-server';
import type { TestServers } from '../runtime/server/test-servers';
import type { Commands } from './commands';
import type { PluginServers } from './debugging/plugin-servers';
import type { Failures } from './failures';
import { ServerLog } from './log';
import { logLinks } from './log-links';
import { noticeText } from './notice-text';
import { choosePlugin, type PluginArgument } from './plugins/choose-plugin';
import { stateWords } from './plugins/plugin-nodes';
import { shownText } from './shown-text';

/** Starting, stopping and watching test servers: commands, a status item while one runs, and a log each. */
export function serverCommands(
  catalog: Catalog,
  servers: TestServers,
  pluginServers: PluginServers,
  commands: Commands,
  failures: Failures,
  redactor: Redactor,
): Disposable {
  const logs = new ServerLogs(catalog, redactor);
  const serverOf = async (given: PluginArgument): Promise<TestServer> => servers.of(await choosePlugin(catalog, given));
  /** Says why a command has nothing to do. */
  const tellState = ({ plugin, state }: TestServer, lacks: string): void => {
    const name = catalog.nameOf(plugin);
    const text = l10n.t('{0} has {1} (test server: {2}).', name, lacks, stateWords(state));
    void window.showInformationMessage(noticeText(redactor.redact(text)));
  };
  const stop = async (plugin: Plugin): Promise<void> => {
    const server = servers.of(plugin);
    if (server.state.is === 'idle' || server.state.is === 'failed') {
      tellState(server, l10n.t('nothing to stop'));
      return;
    }
    await pluginServers.stop(plugin);
  };
  return Disposable.from(
    logs,
    logLinks(),
    statusItem(catalog, servers),
    servers.onDidChange(({ server, state }) => {
      if (state.is === 'starting') {
        logs.follow(server);
      }
    }),
    deathsAreTold(servers, failures),
    commands.add(ids.command.startServer, async (given: PluginArgument) =>
      pluginServers.start(await choosePlugin(catalog, given), { debug: false }),
    ),
    commands.add(ids.command.debugServer, async (given: PluginArgument) =>
      pluginServers.start(await choosePlugin(catalog, given), { debug: true }),
    ),
    commands.add(ids.command.restartServer, async (given: PluginArgument) =>
      pluginServers.restart(await choosePlugin(catalog, given)),
    ),
    commands.add(ids.command.stopServer, async (given: PluginArgument) => stop(await choosePlugin(catalog, given))),
    commands.add(ids.command.showServerLog, async (given: PluginArgument) => logs.follow(await serverOf(given)).show()),
    commands.add(ids.command.showServerFailure, async (given: PluginArgument) => {
      const server = await serverOf(given);
      if (server.state.is !== 'failed') {
        tellState(server, l10n.t('no failure'));
        return;
      }
      await failures.show(server.state.failure);
    }),
    commands.add(ids.command.copyServerAddress, async (given: PluginArgument) => {
      const server = await serverOf(given);
      const { state } = server;
      if (state.is !== 'ready') {
        tellState(server, l10n.t('no address'));
        return;
      }
      await env.clipboard.writeText(state.address);
      window.setStatusBarMessage(l10n.t('Copied {0}', state.address), 3000);
    }),
  );
}

/** What each server prints, in a channel of its own, from its first start on. */
class ServerLogs implements Disposable {
  private readonly logs = new Map<TestServer, { readonly log: ServerLog; dispose(): void }>();

  constructor(
    private readonly catalog: Catalog,
    private readonly redactor: Redactor,
  ) {}

  follow(server: TestServer): ServerLog {
    let followed = this.logs.get(server);
    if (!followed) {
      const log = new ServerLog(this.catalog.nameOf(server.plugin), this.redactor);
      const subscription = server.onLine((line) => log.append(line));
      followed = {
        log,
        dispose: () => {
          subscription.dispose();
          log.dispose();
        },
      };
      this.logs.set(server, followed);
    }
    return followed.log;
  }

  dispose(): void {
    this.logs.forEach((followed) => followed.dispose());
  }
}

/** One item in the status bar while any server is more than idle; a click leads to the view or to what went wrong. */
function statusItem(catalog: Catalog, servers: TestServers): Disposable {
  const item = window.createStatusBarItem('pluginWorkbench.servers', StatusBarAlignment.Left);
  item.name = l10n.t('Plugin test servers');
  const subscription = servers.onDidChange(({ server }) => {
    const busy = servers.all.filter(({ state }) => state.is !== 'idle');
    const shown = busy.includes(server) ? server : busy.at(-1);
    if (!shown) {
      item.hide();
      return;
    }
    const name = shownText(catalog.nameOf(shown.plugin));
    const others = busy.length > 1 ? l10n.t(' (and {0} more)', busy.length - 1) : '';
    item.text = `${iconOf(shown)} ${name}: ${short(shown)}${others}`;
    item.tooltip = busy.map((one) => shownText(`${catalog.nameOf(one.plugin)}: ${stateWords(one.state)}`)).join('\n');
    item.command =
      shown.state.is === 'failed'
        ? { command: ids.command.showServerFailure, title: l10n.t('Show Why It Failed'), arguments: [shown.plugin] }
        : { command: `${ids.view.plugins}.focus`, title: l10n.t('Show Plugins') };
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  });
  return Disposable.from(item, subscription);
}

function short({ state }: TestServer): string {
  return state.is === 'failed' ? l10n.t('failed') : state.is === 'ready' ? state.address : stateWords(state);
}

function iconOf({ state }: TestServer): string {
  switch (state.is) {
    case 'failed':
      return '$(error)';
    case 'ready':
      return state.debugged ? '$(debug-alt)' : '$(vm-running)';
    case 'idle':
      return '$(server-process)';
    case 'starting':
    case 'stopping':
      return '$(loading~spin)';
  }
}

/** A failed start is told by the session that asked for it; a server that dies later has nobody but this. */
function deathsAreTold(servers: TestServers, failures: Failures): Disposable {
  return Disposable.from(
    servers.onDidChange(({ state, before }) => {
      if (state.is === 'failed' && before.is === 'ready') {
        void failures.show(state.failure);
      }
    }),
  );
}
