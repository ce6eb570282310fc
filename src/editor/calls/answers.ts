import { EventEmitter, Uri, ViewColumn, window, workspace, type Disposable } from 'vscode';
import type { AnswerText } from '../../manifest/requests/answer-text';
import { openDocument } from '../language/open-document';

const SCHEME = 'plugin-workbench-answer';
/** A long answer costs more to show, so it is shown less often: this many characters a millisecond of waiting. */
const CHARACTERS_A_MILLISECOND = 2000;
const SHORTEST_WAIT = 60;

/**
 * The answers of calls as read-only documents, one a method of a plugin, filled while they arrive. No secret is in them:
 * the connection has taken them out.
 */
export class Answers implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
  });

  /** Opens the answer beside the request, or reuses the tab of the method's last answer. */
  async open(plugin: string, call: string, answer: AnswerText): Promise<Uri> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${plugin}/${call}.answer.yaml` });
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
  update(uri: Uri, answer: AnswerText): void {
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
  put(uri: Uri, answer: AnswerText): void {
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
