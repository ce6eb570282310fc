import {
  CodeLens,
  Range,
  Uri,
  ViewColumn,
  l10n,
  window,
  TabInputText,
  type Disposable,
  type Tab,
  type TextDocument,
  type WebviewPanel,
} from 'vscode';
import { WorkbenchError } from '../../../../base/workbench-error';
import { ids } from '../../../../ids';
import type { CommandTable } from '../../../commands';
import { openDocument } from '../../../language/open-document';
import { pageFiles } from '../../../pages/show-page';
import type { SourceNode } from '../sources/source-tree';
import { FormPanel } from './form-panel';
import { FormReader } from './open-forms';
import { readPageState } from './page-messages';

/** The component whose form a lens shows. */
interface FormPlace {
  readonly uri: string;
  readonly component: string;
}

/** The row of a component in the Sources view. */
type ComponentRow = Extract<SourceNode, { is: 'component' }>;

/** The previews of component forms, one a file. */
export class FormPreviews implements Disposable {
  private readonly reader = new FormReader();
  private readonly panels = new Map<string, FormPanel>();
  private readonly command: Disposable;
  /** A document outlives its tab for a while: the tab is what a person closes. */
  private readonly closing = window.tabGroups.onDidChangeTabs(({ closed }) => {
    const left = openTexts();
    for (const file of textsIn(closed).filter((each) => !left.includes(each))) {
      this.panels.get(file)?.close();
    }
  });

  /** @param extension The folder of the extension. */
  constructor(
    private readonly extension: Uri,
    commands: CommandTable,
  ) {
    this.command = commands.add(ids.command.showFormPreview, (given?: Uri | FormPlace | ComponentRow) =>
      this.show(given),
    );
  }

  async hasForm(document: TextDocument): Promise<boolean> {
    return ((await this.reader.of(document))?.forms.length ?? 0) > 0;
  }

  /** One above each form. */
  async lenses(document: TextDocument): Promise<CodeLens[]> {
    const { forms = [], lines } = (await this.reader.of(document)) ?? {};
    return forms.flatMap(({ component: { form, className } }) => {
      if (!form || !lines) {
        return [];
      }
      const { line } = lines.positionAt(form.key.start);
      const place: FormPlace = { uri: document.uri.toString(), component: className };
      const title = `$(open-preview) ${l10n.t('Show form preview')}`;
      const command = { title, command: ids.command.showFormPreview, arguments: [place] };
      return [new CodeLens(new Range(line, 0, line, 0), command)];
    });
  }

  /** Takes over a panel that an earlier window has left, as long as its file is open as well; closes it otherwise. */
  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const file = readPageState(state)?.file;
    const isOpen = file !== undefined && openTexts().includes(file) && !this.panels.has(file);
    if (!isOpen) {
      panel.dispose();
      return;
    }
    await this.own(panel, await openDocument(Uri.parse(file))).read();
  }

  dispose(): void {
    this.command.dispose();
    this.closing.dispose();
    this.panels.forEach((panel) => panel.dispose());
    this.reader.dispose();
  }

  /**
   * Shows the form of the component that a lens or a row names, or of that in which the cursor is.
   * @returns the panel, for whoever runs the command from code
   */
  private async show(given?: Uri | FormPlace | ComponentRow): Promise<FormPanel> {
    if (given && 'is' in given) {
      return this.show(await this.placeOf(given));
    }
    const place = given instanceof Uri ? undefined : given;
    const uri = given instanceof Uri ? given : place && Uri.parse(place.uri);
    const document = uri ? await openDocument(uri) : window.activeTextEditor?.document;
    if (!document || !(await this.hasForm(document))) {
      throw new WorkbenchError({
        what: l10n.t('There is no form to show: the file has no component with a form that is written in it.'),
      });
    }
    const panel = this.panels.get(document.uri.toString()) ?? this.open(document);
    await panel.show(place?.component);
    return panel;
  }

  /** The component of a row; its file is shown, as the preview stands beside it. */
  private async placeOf({ component: { at } }: ComponentRow): Promise<FormPlace | Uri> {
    const document = await openDocument(Uri.file(at.file));
    await window.showTextDocument(document, { selection: new Range(at.line - 1, 0, at.line - 1, 0) });
    const { forms = [], lines } = (await this.reader.of(document)) ?? {};
    const meant = forms.findLast(({ component }) => lines && lines.positionAt(component.at.start).line < at.line);
    return meant ? { uri: document.uri.toString(), component: meant.component.className } : document.uri;
  }

  private open(document: TextDocument): FormPanel {
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel = window.createWebviewPanel(ids.webview.formPreview, l10n.t('Form'), column, {
      enableFindWidget: true,
    });
    return this.own(panel, document);
  }

  private own(panel: WebviewPanel, document: TextDocument): FormPanel {
    const key = document.uri.toString();
    const made = new FormPanel(panel, document, this.reader, pageFiles(this.extension));
    this.panels.set(key, made);
    panel.onDidDispose(() => this.panels.delete(key));
    return made;
  }
}

/** The files that are open in a tab, also one whose text is not loaded yet. */
function openTexts(): string[] {
  return textsIn(window.tabGroups.all.flatMap(({ tabs }) => tabs));
}

function textsIn(tabs: readonly Tab[]): string[] {
  return tabs.flatMap(({ input }) => (input instanceof TabInputText ? [input.uri.toString()] : []));
}
