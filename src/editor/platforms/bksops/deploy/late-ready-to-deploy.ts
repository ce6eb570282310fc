import {
  CodeLens,
  Disposable,
  EventEmitter,
  Range,
  l10n,
  languages,
  window,
  workspace,
  type TextDocument,
} from 'vscode';
import { ids } from '../../../../ids';
import { sourceKinds } from '../../../../platforms/bksops/package-sources';
import type { CommandTable } from '../../../commands';
import { pathOf } from '../../../editor-files';
import { manifestSelector, type CheckedDocuments } from '../../../language/checked-documents';
import { LateCommands } from '../../../late-commands';
import type { ReadyToDeploy } from './ready-to-deploy';
import { areLensesWanted, onLensesSetting } from '../../../language/lenses-setting';

/**
 * *Ready to Deploy?*: its command, the lens above a manifest of sources, and pages of earlier windows. Its code is loaded
 * when the first of them is needed.
 * @param load Makes it, with the table that its command is added to.
 */
export function readyToDeploy(
  documents: CheckedDocuments,
  commands: CommandTable,
  load: (commands: CommandTable) => Promise<ReadyToDeploy>,
): Disposable {
  const late = new LateCommands([ids.command.readyToDeploy]);
  const changed = new EventEmitter<void>();
  let loading: Promise<ReadyToDeploy> | undefined;
  const loaded = (): Promise<ReadyToDeploy> => (loading ??= load(late));
  return Disposable.from(
    changed,
    late.register(commands, loaded),
    documents.onDidCheck(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) => lenses(document, documents),
    }),
    window.registerWebviewPanelSerializer(ids.webview.readyToDeploy, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await loaded()).restore(panel, state),
    }),
    new Disposable(() => void loading?.then((made) => made.dispose())),
  );
}

/** One above the first manifest of sources in a file: all of them are checked together. */
function lenses(document: TextDocument, documents: CheckedDocuments): CodeLens[] {
  const isShown = areLensesWanted();
  if (!isShown || !workspace.isTrusted || document.uri.scheme !== 'file') {
    return [];
  }
  const checked = documents.lastOf(document);
  const found = checked?.documents.find(({ kind }) => kind !== undefined && sourceKinds.includes(kind.id));
  if (!checked || !found?.document) {
    return [];
  }
  const { line } = checked.lines.positionAt(found.start + found.document.head.start);
  const title = `$(rocket) ${l10n.t('Ready to deploy?')}`;
  const given = { is: 'manifest', file: pathOf(document.uri) };
  return [new CodeLens(new Range(line, 0, line, 0), { title, command: ids.command.readyToDeploy, arguments: [given] })];
}
