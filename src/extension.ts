import type { ExtensionContext } from 'vscode';
import { Catalog } from './catalog/catalog';
import { Manifests } from './catalog/manifests';
import { Calls } from './editor/calls/calls';
import { callLenses } from './editor/calls/call-lenses';
import { CheckedDocuments } from './editor/language/checked-documents';
import { Commands } from './editor/commands';
import { knownRequests } from './editor/calls/known-requests';
import { LastRequests } from './editor/calls/last-requests';
import { CredentialProfiles } from './editor/credential-profiles';
import { debugging } from './editor/debugging/debugging';
import { PluginServers } from './editor/debugging/plugin-servers';
import { ServerSessions } from './editor/debugging/server-sessions';
import { EditorFiles, workspacePaths } from './editor/editor-files';
import { environments } from './editor/environments';
import { failuresThatGo } from './editor/failures-that-go';
import { Failures } from './editor/failures';
import { IgnoredFiles } from './editor/ignored-files';
import { interruptedWritings } from './editor/interrupted-writings';
import { Log } from './editor/log';
import { manifestLanguage } from './editor/language/manifest-language';
import { NewPlugin } from './editor/new-plugin';
import { pluginsView } from './editor/plugins/plugins-view';
import { profileCommands } from './editor/profile-commands';
import { Endpoints } from './editor/platforms/spaceone/registrations/endpoints/endpoints';
import { EndpointTokens } from './editor/platforms/spaceone/registrations/endpoints/endpoint-tokens';
import {
  localRepositoryPlace,
  WindowRepository,
} from './editor/platforms/spaceone/registrations/endpoints/local-repository';
import { ManifestRegistrations } from './editor/platforms/spaceone/registrations/publish/manifest-registrations';
import { publishing } from './editor/platforms/spaceone/registrations/publish/publishing';
import { RefusedManifests } from './editor/platforms/spaceone/registrations/publish/refused-manifests';
import { registeredPlugins } from './editor/platforms/spaceone/registrations/view/registered-plugins';
import { SpacectlFiles } from './editor/platforms/spaceone/registrations/endpoints/spacectl-files';
import { serverCommands } from './editor/servers';
import { workspaceChanges } from './editor/workspace-changes';
import { ids } from './ids';
import {
  manifestKinds,
  manifestReader,
  manifestRules,
  pluginFinders,
  platforms,
  serverSides,
} from './platforms/platforms';
import { NodeFiles } from './runtime/files/node-files';
import { Runtime } from './runtime/runtime';

/** What runs until the window closes. */
const running: AsyncDisposable[] = [];

export function activate(context: ExtensionContext): void {
  const besides = serverSides.flatMap((side) => side.besides ?? []);
  const made = new Runtime(context.asAbsolutePath('dist'), workspacePaths, besides);
  const { redactor, servers } = made;
  const log = new Log(redactor);
  const failures = new Failures(log, redactor);
  const commands = new Commands(log, failures);
  const disk = new NodeFiles(workspacePaths, { tell: (note) => log.info(note) });
  const files = new EditorFiles(disk);
  const catalog = new Catalog(pluginFinders, files);
  const ignored = new IgnoredFiles(disk, (note) => log.info(note));
  const manifests = new Manifests(manifestReader(), ignored.without(files));
  const profiles = new CredentialProfiles(context.secrets, made.credentialFiles, redactor);
  const pluginServers = new PluginServers(catalog, servers);
  const sessions = new ServerSessions(catalog, files, made, profiles, failures);
  const requests = knownRequests(catalog, made, profiles);
  const sent = new LastRequests();
  const refused = new RefusedManifests();
  const documents = new CheckedDocuments([...manifestKinds, requests.schemas.kind], manifestRules, manifests, refused);
  const local = new WindowRepository(localRepositoryPlace(context, manifests, failures, log), redactor);
  const tokens = new EndpointTokens(context.secrets);
  const endpoints = new Endpoints(local, new SpacectlFiles(), tokens, context.workspaceState, redactor);
  const registrations = new ManifestRegistrations(endpoints, manifests, files);
  const newPlugin = new NewPlugin(platforms, made.templates, made.scaffolds, catalog);

  running.push(local, made);
  context.subscriptions.push(
    log,
    commands.add(ids.command.showLog, () => log.show()),
    workspaceChanges(catalog, manifests),
    requests.listening,
    ignored,
    refused,
    manifestLanguage(documents, manifests, requests.schemas, ignored, refused),
    registrations,
    pluginsView(catalog, manifests, servers, registrations, sent, commands),
    endpoints,
    publishing(endpoints, manifests, documents, refused, commands),
    registeredPlugins(endpoints, tokens, context.workspaceState, redactor, commands),
    newPlugin,
    newPlugin.register(commands),
    interruptedWritings(catalog, made.scaffolds, failures),
    environments(catalog, files, made, log, commands, () => requests.schemas.forgetContracts()),
    failuresThatGo(servers),
    debugging(catalog, sessions, redactor, failures),
    serverCommands(catalog, servers, pluginServers, commands, failures, redactor),
    new Calls(catalog, pluginServers, made.callers, profiles, documents, sent).register(commands),
    callLenses(catalog, documents),
    profileCommands(profiles, commands),
  );
}

/** Resolves when no process is left and nothing listens any more. */
export async function deactivate(): Promise<void> {
  await Promise.all(running.map((each) => each[Symbol.asyncDispose]()));
}
