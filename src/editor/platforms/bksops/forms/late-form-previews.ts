import {
  Disposable,
  EventEmitter,
  commands as editorCommands,
  languages,
  window,
  workspace,
  type CodeLens,
  type TextDocument,
  type Uri,
} from 'vscode';
import { mayHoldForms } from '../../../../platforms/bksops/forms/may-hold-forms';
import { ids } from '../../../../ids';
import type { CommandTable } from '../../../commands';
import { SCHEMES } from '../../../language/checked-documents';
import { LateCommands } from '../../../late-commands';
import type { Log } from '../../../log';
import { REST } from '../../../language/while-typing';
import type { FormPreviews } from './form-previews';
import { areLensesWanted, onLensesSetting } from '../../../language/lenses-setting';

/** Where components are edited. */
const selector = SCHEMES.map((scheme) => ({ language: 'python', scheme }));

/**
 * The preview of a component's form. Its code is loaded when a Python file is open that looks as if it held one, or a preview
 * is left from an earlier window.
 */
export function formPreviews(extension: Uri, commands: CommandTable, log: Log): Disposable {
  const late = new LateCommands([ids.command.showFormPreview]);
  const changed = new EventEmitter<void>();
  let loading: Promise<FormPreviews> | undefined;
  const load = (): Promise<FormPreviews> => {
    loading ??= import('./form-previews').then(({ FormPreviews }) => new FormPreviews(extension, late));
    return loading;
  };
  const mayShow = (document: TextDocument): boolean =>
    document.languageId === 'python' && SCHEMES.includes(document.uri.scheme) && mayHoldForms(document.getText());
  const lenses = async (document: TextDocument): Promise<CodeLens[]> =>
    !areLensesWanted() || !mayShow(document) ? [] : (await load()).lenses(document);
  return Disposable.from(
    changed,
    late.register(commands, load),
    tellTitle(async (document) => mayShow(document) && (await (await load()).hasForm(document)), log),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(selector, { onDidChangeCodeLenses: changed.event, provideCodeLenses: lenses }),
    window.registerWebviewPanelSerializer(ids.webview.formPreview, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restore(panel, state),
    }),
    new Disposable(() => void loading?.then((previews) => previews.dispose())),
  );
}

/** Tells the title of the open text editor whether a form is there to be shown. */
function tellTitle(hasForm: (document: TextDocument) => Promise<boolean>, log: Log): Disposable {
  let told = false;
  let waiting: NodeJS.Timeout | undefined;
  const tell = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    const now = document !== undefined && (await hasForm(document));
    if (now !== told && window.activeTextEditor?.document === document) {
      told = now;
      void editorCommands.executeCommand('setContext', ids.context.componentForm, now);
    }
  };
  const soon = (milliseconds: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void tell().catch((error: unknown) => log.error(String(error))), milliseconds);
  };
  soon(0);
  return Disposable.from(
    window.onDidChangeActiveTextEditor(() => soon(0)),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document && document.languageId === 'python') {
        soon(REST);
      }
    }),
    new Disposable(() => clearTimeout(waiting)),
  );
}
