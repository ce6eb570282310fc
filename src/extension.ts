import type { ExtensionContext } from 'vscode';
import { Catalog } from './catalog/catalog';
import { Manifests } from './catalog/manifests';
import { Calls } from './editor/calls/calls';
import { callLenses } from './editor/calls/call-lenses';
import { Commands } from './editor/commands';
import { knownRequests } from './editor/calls/known-requests';
import { CredentialProfiles } from './editor/credential-profiles';
import { debugging } from './editor/debugging/debugging';
import { PluginServers } from './editor/debugging/plugin-servers';
import { ServerSessions } from './editor/debugging/server-sessions';
import { EditorFiles } from './editor/editor-files';
import { environments } from './editor/environments';
import { Failures } from './editor/failures';
import { IgnoredFiles } from './editor/ignored-files';
import { Log } from './editor/log';
import { manifestLanguage } from './editor/manifest-language';
import { NewPlugin } from './editor/new-plugin';
import { pluginsView } from './editor/plugins/plugins-view';
import { profileCommands } from './editor/profile-commands';
import { serverCommands } from './editor/servers';
import { workspaceChanges, workspacePaths } from './editor/workspace-changes';
import { ids } from './ids';
import { manifestReader, platforms } from './platforms/platforms';
import { readText } from './runtime/read-text';
import { Runtime } from './runtime/runtime';

let runtime: Runtime | undefined;

export function activate(context: ExtensionContext): void {
  const made = new Runtime(context.asAbsolutePath('dist'), workspacePaths);
  runtime = made;
  const { redactor, servers } = made;
  const log = new Log(redactor);
  const failures = new Failures(log, redactor);
  const commands = new Commands(log, failures);
  const files = new EditorFiles({ read: readText });
  const catalog = new Catalog(
    platforms.map(({ finder }) => finder),
    files,
  );
  const ignored = new IgnoredFiles({ read: readText });
  const manifests = new Manifests(manifestReader(), ignored.without(files));
  const profiles = new CredentialProfiles(context.secrets, made.credentialFiles);
  const pluginServers = new PluginServers(servers);
  const sessions = new ServerSessions(catalog, files, servers, made.python, profiles, redactor, failures);
  const requests = knownRequests(catalog, made, profiles);
  const newPlugin = new NewPlugin(platforms, made.templates, made.scaffolds);

  context.subscriptions.push(
    log,
    commands.add(ids.command.showLog, () => log.show()),
    workspaceChanges(catalog, manifests),
    requests.listening,
    ignored,
    manifestLanguage(manifests, requests.schemas, ignored),
    pluginsView(catalog, manifests, servers, commands),
    newPlugin,
    newPlugin.register(commands),
    environments(catalog, files, made, log, commands, () => requests.schemas.forgetContracts()),
    debugging(catalog, sessions, redactor, failures),
    serverCommands(catalog, servers, pluginServers, commands, failures, redactor),
    new Calls(catalog, pluginServers, made.connections, profiles, redactor).register(commands),
    callLenses(catalog),
    profileCommands(profiles, commands),
  );
}

/** Resolves when no process is left. */
export async function deactivate(): Promise<void> {
  await runtime?.[Symbol.asyncDispose]();
}
