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
  type WorkspaceFolder,
} from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { WorkbenchError } from '../../base/workbench-error';
import { ids } from '../../ids';
import type { Redactor } from '../../runtime/secrets/redactor';
import { DebuggerConnection } from '../../runtime/server/debugger-connection';
import { requireTrust } from '../commands';
import type { Failures } from '../failures';
import { ChildProcessAdapter } from './child-process-adapter';
import {
  launchOf,
  launchOfOpenFile,
  pluginOfConfiguration,
  type AttachConfiguration,
  type LaunchConfiguration,
} from './launch-configuration';
import { PluginServerAdapter } from './plugin-server-adapter';
import type { ServerSessions } from './server-sessions';
import { whatF5Starts, type RunOfDocument } from './what-f5-starts';

/** F5 on a plugin: configurations of the type `plugin-server`, and the sessions that they start. */
export function debugging(
  catalog: Catalog,
  sessions: ServerSessions,
  redactor: Redactor,
  failures: Failures,
  runOf: RunOfDocument,
): Disposable {
  return Disposable.from(
    debug.registerDebugConfigurationProvider(ids.debugType, new Configurations(catalog, failures, runOf)),
    debug.registerDebugConfigurationProvider(
      ids.debugType,
      {
        provideDebugConfigurations: async () => [
          launchOfOpenFile(),
          ...(await catalog.ready()).map((plugin) => launchOf(catalog, plugin)),
        ],
      },
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
    private readonly runOf: RunOfDocument,
  ) {}

  /** F5 without a launch.json comes with an empty configuration. */
  async resolveDebugConfiguration(
    folder: WorkspaceFolder | undefined,
    configuration: DebugConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    if (configuration.request === 'attach') {
      return configuration;
    }
    return this.orShow(() => {
      requireTrust();
      return whatF5Starts(this.catalog, folder, configuration, this.runOf);
    });
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

  /** A new launch.json: its first configuration is what F5 runs from then on, whatever file is open. */
  provideDebugConfigurations(): DebugConfiguration[] {
    return [launchOfOpenFile()];
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
  const opened = await sessions.open(configuration, configuration['noDebug'] !== true, (attach) => {
    void debug.startDebugging(
      session.workspaceFolder,
      { ...attach, request: 'attach', name: l10n.t('{0}: debugger', session.name) },
      { parentSession: session, lifecycleManagedByParent: true },
    );
  });
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
