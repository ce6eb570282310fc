import { CodeLens, Disposable, ProgressLocation, Range, Uri, l10n, languages, window, workspace } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import type { Files } from '../../../../../base/files';
import type { Catalog } from '../../../../../catalog/catalog';
import { ids } from '../../../../../ids';
import type { AnswerHistory } from '../../../../../platforms/answer-history';
import { messageAtHand } from '../../../../../platforms/requests-at-hand';
import { deployManifest } from '../../../../../platforms/spaceone/deploy-manifest';
import { deploymentIn } from '../../../../../platforms/spaceone/deploy/deployment';
import { stepLine, tryDeployment } from '../../../../../platforms/spaceone/deploy/try-deployment';
import { RepositoryClient } from '../../../../../platforms/spaceone/registrations/repository-client';
import type { Runtime } from '../../../../../runtime/runtime';
import { withProgress } from '../../../../cancellation';
import type { CommandTable } from '../../../../commands';
import type { CredentialProfiles } from '../../../../credential-profiles';
import { PluginServers } from '../../../../debugging/plugin-servers';
import { pathOf } from '../../../../editor-files';
import { manifestSelector, type CheckedDocuments } from '../../../../language/checked-documents';
import { ReportLog } from '../../../../log';
import { choosePlugin } from '../../../../plugins/choose-plugin';
import type { Endpoints } from '../endpoints/endpoints';
import { areLensesWanted } from '../../../../language/lenses-setting';

/** What plugins are started and called with. */
export interface Calling {
  readonly catalog: Catalog;
  readonly files: Files;
  readonly history: AnswerHistory;
  readonly runtime: Runtime;
  readonly profiles: CredentialProfiles;
}

/** *Try Deployment Here*: what the core does with a deploy manifest, at the chosen endpoint and on the plugin around it. */
export function deployments(
  endpoints: Endpoints,
  documents: CheckedDocuments,
  calling: Calling,
  commands: CommandTable,
): Disposable {
  const { redactor } = calling.runtime;
  let log: ReportLog | undefined;
  const tell = (lines: readonly string[]): void => {
    log ??= new ReportLog(l10n.t('Deployments'), redactor);
    log.append(lines);
    log.show();
  };
  return Disposable.from(
    deployLenses(documents),
    commands.add(ids.command.tryDeployment, (given?: Uri) => tried(given, endpoints, calling, tell)),
    new Disposable(() => log?.dispose()),
  );
}

/** @returns the lines that were told, for whoever runs the command from code */
async function tried(
  given: Uri | undefined,
  endpoints: Endpoints,
  { catalog, files, history, runtime, profiles }: Calling,
  tell: (lines: readonly string[]) => void,
): Promise<readonly string[]> {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  const file = uri && pathOf(uri);
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri?.toString());
  // One that is not open stays closed.
  const text = open?.getText() ?? (file === undefined ? undefined : await files.read(file));
  if (file === undefined || text === undefined) {
    throw new WorkbenchError({ what: l10n.t('No deploy manifest is open.') });
  }
  const deployment = deploymentIn(text, file);
  await catalog.ready();
  const plugin = catalog.pluginOf(file) ?? (await choosePlugin(catalog, undefined));
  await endpoints.ready();
  const endpoint = endpoints.chosen;
  const servers = new PluginServers(catalog, runtime.servers, runtime.callers, runtime.credentialFiles, history);
  const repository = new RepositoryClient(endpoint, { redact: (text) => runtime.redactor.redact(text) });
  const values = async (profile: string): Promise<Readonly<Record<string, unknown>>> =>
    (await profiles.values(profile, plugin.folder)).secretData;
  const lines = [l10n.t('{0} at {1}, on {2}', deployment.pluginId, endpoint.name, catalog.nameOf(plugin))];
  try {
    await withProgress({ location: ProgressLocation.Notification, title: lines[0] ?? '' }, async (signal) => {
      const steps = tryDeployment(deployment, {
        ...{ plugin, repository, signal },
        start: () => servers.answerer(plugin, { debug: false }, signal),
        messageFor: (call, answerer) => messageAtHand(answerer, call, { files, values }),
      });
      for await (const step of steps) {
        lines.push(stepLine(step));
      }
    });
  } finally {
    repository.close();
  }
  tell(lines);
  return lines;
}

/** One above the first deploy manifest of a file. */
function deployLenses(documents: CheckedDocuments): Disposable {
  return languages.registerCodeLensProvider(manifestSelector, {
    provideCodeLenses: (document) => {
      const isShown = areLensesWanted();
      const checked = documents.lastOf(document);
      const found = checked?.documents.find(({ kind }) => kind?.id === deployManifest.id);
      if (!isShown || !workspace.isTrusted || document.uri.scheme !== 'file' || !checked || !found?.document) {
        return [];
      }
      const { line } = checked.lines.positionAt(found.start + found.document.head.start);
      const title = `$(rocket) ${l10n.t('Try deployment here')}`;
      const command = { title, command: ids.command.tryDeployment, arguments: [document.uri] };
      return [new CodeLens(new Range(line, 0, line, 0), command)];
    },
  });
}
