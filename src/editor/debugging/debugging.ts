import {
  DebugAdapterInlineImplementation,
  DebugAdapterServer,
  DebugConfigurationProviderTriggerKind,
  Disposable,
  debug,
  l10n,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  type DebugSession,
  type DebugAdapterDescriptor,
} from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { WorkbenchError } from '../../base/workbench-error';
import { ids } from '../../ids';
import type { Redactor } from '../../runtime/redactor';
import { DebuggerConnection } from '../../runtime/server/debugger-connection';
import { requireTrust } from '../commands';
import type { Failures } from '../failures';
import { ChildProcessAdapter } from './child-process-adapter';
import {
  launchOf,
  pluginOfConfiguration,
  type AttachConfiguration,
  type LaunchConfiguration,
} from './launch-configuration';
import { PluginServerAdapter } from './plugin-server-adapter';
import type { ServerSessions } from './server-sessions';

/** F5 on a plugin: configurations of the type `plugin-server`, and the sessions that they start. */
export function debugging(
  catalog: Catalog,
  sessions: ServerSessions,
  redactor: Redactor,
  failures: Failures,
): Disposable {
  return Disposable.from(
    debug.registerDebugConfigurationProvider(ids.debugType, new Configurations(catalog, failures)),
    debug.registerDebugConfigurationProvider(
      ids.debugType,
      { provideDebugConfigurations: async () => (await catalog.ready()).map(launchOf) },
      DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    debug.registerDebugAdapterDescriptorFactory(ids.debugType, {
      createDebugAdapterDescriptor: (session) => describe(session, sessions, redactor),
    }),
    debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type === ids.debugType && event === 'debugpyAttach') {
        void attachToChild(session, body as AttachConfiguration);
      }
    }),
  );
}

class Configurations implements DebugConfigurationProvider {
  constructor(
    private readonly catalog: Catalog,
    private readonly failures: Failures,
  ) {}

  /** F5 without a launch.json comes with an empty configuration: the plugin of the open file is meant. */
  async resolveDebugConfiguration(
    _folder: unknown,
    configuration: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    if (configuration.type) {
      return configuration;
    }
    return this.orShow(async () => launchOf(await pluginOfConfiguration(this.catalog, { ...configuration })));
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    _folder: unknown,
    configuration: LaunchConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    return this.orShow(async () => {
      requireTrust();
      if (configuration.request === 'attach') {
        return configuration;
      }
      const { folder } = await pluginOfConfiguration(this.catalog, configuration);
      return {
        ...configuration,
        plugin: folder,
        internalConsoleOptions: (configuration['internalConsoleOptions'] as string | undefined) ?? 'openOnSessionStart',
      };
    });
  }

  async provideDebugConfigurations(): Promise<DebugConfiguration[]> {
    const plugins = await this.catalog.ready();
    return plugins.length > 0
      ? plugins.map(launchOf)
      : [{ type: ids.debugType, request: 'launch', name: l10n.t('Plugin server') }];
  }

  /** Undefined ends the launch in silence, so the failure is shown here. */
  private async orShow(resolve: () => Promise<DebugConfiguration>): Promise<DebugConfiguration | undefined> {
    try {
      return await resolve();
    } catch (error) {
      void this.failures.show(error);
      return undefined;
    }
  }
}

async function describe(
  session: DebugSession,
  sessions: ServerSessions,
  redactor: Redactor,
): Promise<DebugAdapterDescriptor> {
  if (session.configuration.request === 'attach') {
    const { host = '127.0.0.1', port } = (session.configuration as AttachConfiguration).connect ?? {};
    if (port === undefined) {
      throw new WorkbenchError({
        what: l10n.t('An attach configuration names the port of debugpy as "connect": { "port": … }.'),
      });
    }
    const token = sessions.debuggerToken(port);
    return token === undefined
      ? new DebugAdapterServer(port, host)
      : new DebugAdapterInlineImplementation(
          new ChildProcessAdapter(await DebuggerConnection.open(port, token), redactor),
        );
  }
  const configuration = session.configuration as LaunchConfiguration;
  const opened = await sessions.open(configuration, configuration['noDebug'] !== true);
  return new DebugAdapterInlineImplementation(new PluginServerAdapter(opened, redactor));
}

/** debugpy tells of a process that the plugin has started; it is debugged in a session under the plugin's. */
async function attachToChild(parent: DebugSession, configuration: AttachConfiguration): Promise<void> {
  await debug.startDebugging(
    parent.workspaceFolder,
    { ...configuration, type: ids.debugType, name: l10n.t('{0}: child process', parent.name) },
    { parentSession: parent, lifecycleManagedByParent: true },
  );
}
