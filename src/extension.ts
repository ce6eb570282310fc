import type { ExtensionContext } from 'vscode';
import { knownRequests } from './editor/calls/known-requests';
import { Commands } from './editor/commands';
import { CredentialProfiles } from './editor/credential-profiles';
import { workspacePaths } from './editor/editor-files';
import { environments } from './editor/environments';
import { Failures } from './editor/failures';
import { KnownWorkspace } from './editor/known-workspace';
import { Languages } from './editor/language/languages';
import { Log } from './editor/log';
import { argocdViews } from './editor/platforms/argocd/argocd-views';
import { bksopsViews, componentLoading, runFiles } from './editor/platforms/bksops/bksops-views';
import { SpaceoneViews } from './editor/platforms/spaceone/spaceone-views';
import { pluginsView } from './editor/plugins/plugins-view';
import { profileCommands } from './editor/profile-commands';
import { scaffolding } from './editor/scaffold/scaffolding';
import { testServers } from './editor/test-servers';
import { ids } from './ids';
import { servicesBeside } from './platforms/platforms';
import { Runtime } from './runtime/runtime';

/** What runs until the window closes. */
const running: AsyncDisposable[] = [];

export function activate(context: ExtensionContext): void {
  const runtime = new Runtime(context.asAbsolutePath('dist'), workspacePaths, servicesBeside);
  const log = new Log(runtime.redactor);
  const failures = new Failures(log, runtime.redactor);
  const commands = new Commands(log, failures);
  const workspace = new KnownWorkspace(log);
  const { catalog, files, manifests } = workspace;
  const profiles = new CredentialProfiles(context.secrets, runtime.credentialFiles, runtime.redactor);
  const requests = knownRequests(context, catalog, runtime, profiles, log);
  const spaceone = new SpaceoneViews(context, manifests, files, runtime.redactor, failures, log);
  const runs = runFiles(workspace);
  const languages = new Languages(workspace, [requests.schemas, runs], spaceone.findings, runtime);
  const plugins = pluginsView(catalog, manifests, runtime.servers, spaceone, requests.sent, commands);
  const loading = componentLoading(context.secrets, languages.documents);
  running.push(spaceone, runtime);
  context.subscriptions.push(
    log,
    commands.add(ids.command.showLog, () => log.show()),
    workspace.follow(),
    requests.listening,
    runs,
    spaceone.register(languages.documents, commands, { catalog, files, profiles, runtime, history: requests.history }),
    bksopsViews(context, runtime, workspace, commands, languages.documents, failures, log),
    argocdViews(context, runtime, workspace, commands, failures),
    languages.register(log),
    plugins,
    scaffolding(catalog, runtime, plugins, commands, failures),
    environments(catalog, files, runtime, log, commands, () => requests.schemas.forgetContracts()),
    testServers(workspace, runtime, profiles, languages.documents, requests, commands, failures, loading),
    profileCommands(profiles, commands),
  );
}

/** Resolves when no process is left and nothing listens any more. */
export async function deactivate(): Promise<void> {
  await Promise.all(running.map((each) => each[Symbol.asyncDispose]()));
}
