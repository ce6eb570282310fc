import { Emitter, type Disposable } from '../../base/emitter';
import type { Finding } from '../../manifest/finding';

/** Which of the open documents tells a mistake that several of them show: the first that has shown it, while it does. */
export class ToldMistakes implements Disposable {
  private readonly tellers = new Map<string, string>();
  private readonly released = new Emitter<void>();
  /** Fires when a document tells a mistake no longer, so that another one may. */
  readonly onDidRelease = this.released.event;

  /** The findings of a document without those that show a mistake that another one tells. */
  tell(document: string, findings: readonly Finding[]): Finding[] {
    const shown = new Set(findings.flatMap(({ mistake }) => mistake ?? []));
    shown.forEach((mistake) => this.tellers.set(mistake, this.tellers.get(mistake) ?? document));
    this.release(document, shown);
    return findings.filter(({ mistake }) => mistake === undefined || this.tellers.get(mistake) === document);
  }

  /** @param but What the document still shows. */
  release(document: string, but: ReadonlySet<string> = new Set()): void {
    const gone = [...this.tellers].filter(([mistake, teller]) => teller === document && !but.has(mistake));
    gone.forEach(([mistake]) => this.tellers.delete(mistake));
    if (gone.length > 0) {
      this.released.fire();
    }
  }

  dispose(): void {
    this.released.dispose();
  }
}
