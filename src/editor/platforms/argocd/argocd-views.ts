import {
  Disposable,
  EventEmitter,
  commands as editorCommands,
  languages,
  window,
  workspace,
  type CodeLens,
  type ExtensionContext,
  type TextDocument,
} from 'vscode';
import { ids } from '../../../ids';
import type { Runtime } from '../../../runtime/runtime';
import type { CommandTable } from '../../commands';
import type { Failures } from '../../failures';
import type { KnownWorkspace } from '../../known-workspace';
import { manifestSelector } from '../../language/checked-documents';
import { REST } from '../../language/while-typing';
import { LateCommands } from '../../late-commands';
import type { SetPreviews } from './set-previews';
import { areLensesWanted, onLensesSetting } from '../../language/lenses-setting';

/** A look that is cheaper than a tree: nothing else has a lens of ours. */
const MAY_HOLD = /\bkind["']?\s*:\s*["']?ApplicationSet\b|\bbaseUrl\b/;
const IS_SET = /\bkind["']?\s*:\s*["']?ApplicationSet\b/;

/** A longer text is no manifest that a person writes. */
const LONGEST = 1_000_000;

/** What the editor has for Argo CD alone: previews of ApplicationSets and calls of their generators. Loaded with the first. */
export function argocdViews(
  context: ExtensionContext,
  runtime: Runtime,
  known: KnownWorkspace,
  commands: CommandTable,
  failures: Failures,
): Disposable {
  const late = new LateCommands([ids.command.showSetPreview, ids.command.callGenerator]);
  const changed = new EventEmitter<void>();
  let loading: Promise<SetPreviews> | undefined;
  const load = (): Promise<SetPreviews> =>
    (loading ??= import('./set-previews').then(
      ({ SetPreviews: Previews }) => new Previews(context, runtime, known, late, failures),
    ));
  const areWanted = (): boolean => workspace.isTrusted && areLensesWanted();
  const provideCodeLenses = async (document: TextDocument): Promise<CodeLens[]> =>
    areWanted() && holds(document, MAY_HOLD) ? (await load()).lenses(document) : [];
  return Disposable.from(
    changed,
    late.register(commands, load),
    tellSet(),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses,
    }),
    window.registerWebviewPanelSerializer(ids.webview.setPreview, {
      deserializeWebviewPanel: async (panel, state: unknown) =>
        workspace.isTrusted ? (await load()).restore(panel, state) : void panel.dispose(),
    }),
    new Disposable(() => void loading?.then((previews) => previews.dispose())),
  );
}

function holds(document: TextDocument, words: RegExp): boolean {
  const text = document.getText();
  return text.length < LONGEST && words.test(text);
}

/** Tells the title of the open text editor whether an ApplicationSet is there to be previewed. */
function tellSet(): Disposable {
  let told = false;
  let waiting: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const document = window.activeTextEditor?.document;
    const now = document?.languageId === 'yaml' && holds(document, IS_SET);
    if (now !== told) {
      told = now;
      void editorCommands.executeCommand('setContext', ids.context.applicationSet, now);
    }
  };
  tell();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(tell),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === window.activeTextEditor?.document && document.languageId === 'yaml') {
        clearTimeout(waiting);
        waiting = setTimeout(tell, REST);
      }
    }),
    new Disposable(() => clearTimeout(waiting)),
  );
}
