import { EventEmitter, Uri, ViewColumn, window, workspace, type Disposable } from 'vscode';
import { openDocument } from '../language/open-document';

/** A text that is filled while it arrives. */
interface GrowingText {
  toString(): string;
}

/** A long answer costs more to show, so it is shown less often: this many characters a millisecond of waiting. */
const CHARACTERS_A_MILLISECOND = 2000;
const SHORTEST_WAIT = 60;

/** Answers as read-only documents beside what was asked, filled while they arrive. No secret is in them any more. */
export class Answers implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly registration: Disposable;

  /** @param scheme Of their addresses. */
  constructor(private readonly scheme: string) {
    this.registration = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
    });
  }

  /** Opens the answer with that path beside what was asked, or reuses the tab of the last one. */
  async open(path: string, answer: GrowingText): Promise<Uri> {
    const uri = Uri.from({ scheme: this.scheme, path });
    this.put(uri, answer);
    const document = await openDocument(uri);
    const shown = window.visibleTextEditors.find((editor) => editor.document === document);
    await window.showTextDocument(document, {
      preview: false,
      preserveFocus: true,
      viewColumn: shown?.viewColumn ?? ViewColumn.Beside,
    });
    return uri;
  }

  /** Shows what the answer says by now, soon. */
  update(uri: Uri, answer: GrowingText): void {
    const key = uri.toString();
    if (!this.waiting.has(key)) {
      const wait = Math.max(SHORTEST_WAIT, (this.texts.get(key)?.length ?? 0) / CHARACTERS_A_MILLISECOND);
      this.waiting.set(
        key,
        setTimeout(() => this.put(uri, answer), wait),
      );
    }
  }

  /** Shows what the answer says by now, at once. */
  put(uri: Uri, answer: GrowingText): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.texts.set(key, answer.toString());
    this.changed.fire(uri);
  }

  dispose(): void {
    this.waiting.forEach((timer) => clearTimeout(timer));
    this.registration.dispose();
    this.changed.dispose();
  }
}
