import { EventEmitter, workspace, type Disposable, type TextDocument } from 'vscode';
import type { Finding } from '../../../../../manifest/finding';
import type { FindingsBeside } from '../../../../language/checked-documents';

/**
 * What endpoints have refused of the open manifests, as findings. They are about the text that was sent: they go with
 * the next edit, and with the next try.
 */
export class RefusedManifests implements FindingsBeside, Disposable {
  private readonly byUri = new Map<string, { readonly version: number; readonly findings: readonly Finding[] }>();
  private readonly changed = new EventEmitter<TextDocument>();
  private readonly closing = workspace.onDidCloseTextDocument(({ uri }) => this.byUri.delete(uri.toString()));
  readonly onDidChange = this.changed.event;

  /** What was refused of a document's text as it is now; offsets count from the start of the file. */
  of({ uri, version }: TextDocument): readonly Finding[] {
    const refused = this.byUri.get(uri.toString());
    return refused?.version === version ? refused.findings : [];
  }

  /** Marks findings in a document's text as it is now. */
  mark(document: TextDocument, findings: readonly Finding[]): void {
    this.byUri.set(document.uri.toString(), { version: document.version, findings });
    this.changed.fire(document);
  }

  /** Takes back what was refused of a document. */
  forget(document: TextDocument): void {
    if (this.byUri.delete(document.uri.toString())) {
      this.changed.fire(document);
    }
  }

  dispose(): void {
    this.closing.dispose();
    this.changed.dispose();
  }
}
