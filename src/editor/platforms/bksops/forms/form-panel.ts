import {
  Disposable,
  Range,
  Selection,
  TextEditorRevealType,
  type Uri,
  ViewColumn,
  commands as editorCommands,
  env,
  l10n,
  window,
  workspace,
  type TextDocument,
  type TextDocumentChangeEvent,
  type WebviewPanel,
} from 'vscode';
import { ids } from '../../../../ids';
import type { TextRange } from '../../../../manifest/parse/text-range';
import { rangeIn } from '../../../language/checked-documents';
import { pauseAfter } from '../../../language/while-typing';
import { showPage } from '../../../pages/show-page';
import { formPage } from './form-page';
import type { FormReader, OpenForms } from './open-forms';
import { readPageMessage, type PageMessage, type ShowMessage } from './page-messages';
import { ShownForm } from './shown-form';
import { changedParts } from '../../../pages/changed-parts';

type Parts = Required<ShowMessage['parts']>;

/** The preview of one file: the form of the component in which the cursor is, while its text changes. */
export class FormPanel implements Disposable {
  private readonly byComponent = new Map<string, ShownForm>();
  private current: ShownForm | undefined;
  private forms: OpenForms | undefined;
  /** What the page shows, as far as it was sent. */
  private sent: Partial<Parts> = {};
  private shown = 0;
  private waiting: NodeJS.Timeout | undefined;
  private readonly parts: Disposable;

  /** @param files The folder of the page's own files. */
  constructor(
    private readonly panel: WebviewPanel,
    readonly document: TextDocument,
    private readonly reader: FormReader,
    files: Uri,
  ) {
    const { webview } = panel;
    this.parts = Disposable.from(
      webview.onDidReceiveMessage((message: unknown) => {
        this.hear(readPageMessage(message));
      }),
      workspace.onDidChangeTextDocument((event) => this.changed(event)),
      window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        if (textEditor.document === document && selection) {
          this.follow(document.offsetAt(selection.active));
        }
      }),
      panel.onDidDispose(() => this.dispose()),
    );
    showPage(webview, files, 'form', formPage);
  }

  /** What the page shows, as HTML by part. */
  get content(): Partial<Parts> {
    return this.sent;
  }

  /** Brings the panel to the front, with a component that somebody names. Resolves when its form is read. */
  async show(component?: string): Promise<void> {
    this.panel.reveal(undefined, true);
    await this.read(component);
  }

  /** Shows the text as it is now, of the named component or the one in which the cursor is. */
  async read(component?: string): Promise<void> {
    clearTimeout(this.waiting);
    const forms = await this.reader.of(this.document);
    if (!forms) {
      return;
    }
    this.forms = forms;
    const cursor = window.visibleTextEditors.find(({ document }) => document === this.document)?.selection.active;
    const offset = cursor ? this.document.offsetAt(cursor) : 0;
    const named = component ?? this.nameAt(offset);
    this.choose(named ?? this.nameOf(this.current) ?? forms.forms[0]?.component.className);
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.parts.dispose();
  }

  private nameOf(shown: ShownForm | undefined): string | undefined {
    return [...this.byComponent].find(([, each]) => each === shown)?.[0];
  }

  private nameAt(offset: number): string | undefined {
    const found = this.forms?.forms.find(({ component: { range } }) => range.start <= offset && offset <= range.end);
    return found?.component.className;
  }

  private changed({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (document !== this.document || contentChanges.length === 0) {
      return;
    }
    for (const { rangeOffset: start, rangeLength, text } of contentChanges) {
      this.byComponent.forEach((shown) => shown.moved({ start, end: start + rangeLength, length: text.length }));
    }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.read(), pauseAfter(this.reader.workOf(document)));
  }

  private follow(offset: number): void {
    const name = this.forms?.version === this.document.version ? this.nameAt(offset) : undefined;
    if (name !== undefined && name !== this.nameOf(this.current)) {
      this.choose(name);
    }
  }

  /** Shows a component's form of the text that was read last; one that is gone stays as it was. */
  private choose(name: string | undefined): void {
    const { module, lines } = this.forms ?? {};
    const form = this.forms?.forms.find(({ component }) => component.className === name);
    if (name !== undefined && module && lines && form) {
      const known = this.byComponent.get(name);
      known?.take({ form, module, lines });
      const shown = known ?? new ShownForm({ form, module, lines });
      this.byComponent.set(name, shown);
      this.current = shown;
    } else {
      this.current?.lose();
    }
    this.showAll();
  }

  private showAll(): void {
    const { current } = this;
    if (!current) {
      return;
    }
    this.shown += 1;
    this.panel.title = l10n.t('Form: {0}', current.title);
    this.send(current, current.parts());
  }

  /** Sends what has changed; the rest stays in the page as it is, and what is typed there with it. */
  private send(current: ShownForm, parts: Partial<Parts>): void {
    const changed = changedParts<Parts>(this.sent, parts);
    this.sent = { ...this.sent, ...parts };
    void this.panel.webview.postMessage({
      is: 'show',
      shown: this.shown,
      parts: changed,
      complaints: current.complaints(),
      file: this.document.uri.toString(),
    } satisfies ShowMessage);
  }

  private hear(message: PageMessage | undefined): void {
    const { current } = this;
    if (message?.is === 'ready') {
      this.sent = {};
      this.showAll();
    }
    if (!message || !current) {
      return;
    }
    switch (message.is) {
      case 'ready':
        return;
      case 'validate':
        current.validate();
        this.send(current, {});
        return;
      case 'copy':
        void this.copy(current.inputs);
        return;
      case 'run':
        void editorCommands.executeCommand(ids.command.runComponent, {
          uri: this.document.uri.toString(),
          component: current.className,
          inputs: current.values,
        });
        return;
      case 'entry':
      case 'field':
      case 'listed':
        // What was meant in an older form may be something else in this one.
        if (message.shown === this.shown) {
          this.act(message, current);
        }
    }
  }

  private act(message: Extract<PageMessage, { readonly shown: number }>, current: ShownForm): void {
    switch (message.is) {
      case 'entry':
        current.enter(message.path, message.entry);
        if (message.entry.is === 'row') {
          this.showAll();
        } else {
          this.send(current, current.valueParts());
        }
        return;
      case 'field':
        void this.reveal(current.placeOfField(message.path), true);
        return;
      case 'listed':
        void this.reveal(current.placeOfListed(message.index), false);
    }
  }

  private async copy(inputs: string): Promise<void> {
    await env.clipboard.writeText(inputs);
    window.setStatusBarMessage(l10n.t('The values of the form are copied.'), 4000);
  }

  private async reveal(place: TextRange | undefined, preserveFocus: boolean): Promise<void> {
    if (!place) {
      return;
    }
    const open = window.visibleTextEditors.find(({ document }) => document === this.document);
    const viewColumn = open?.viewColumn ?? ViewColumn.One;
    const editor = await window.showTextDocument(this.document, { viewColumn, preserveFocus, preview: false });
    const { start, end } = rangeIn(this.document, place);
    editor.selection = new Selection(start, end);
    editor.revealRange(new Range(start, end), TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
