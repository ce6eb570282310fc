import { Disposable, ViewColumn, env, l10n, window, type Uri, type WebviewPanel } from 'vscode';
import { basename, isInside } from '../../../../base/paths';
import { isAbort, sentence, toFailure, type FilePlace } from '../../../../base/workbench-error';
import { readinessMarkdown } from '../../../../platforms/bksops/deploy/markdown';
import type { Readiness, Step } from '../../../../platforms/bksops/deploy/readiness';
import { showPage } from '../../../pages/show-page';
import { shownText } from '../../../shown-text';
import { openCode } from '../sources/source-commands';
import { deployPage } from './deploy-page';
import { readPageMessage, type PageMessage, type Parts, type ShowMessage } from './page-messages';
import { ReadinessHtml } from './readiness-html';
import { changedParts } from '../../../pages/changed-parts';

/** The check of one manifest that is under way. */
interface Check {
  readonly progress: Partial<Record<Step, string>>;
  readonly cancelled: AbortController;
  readonly done: Promise<Readiness>;
}

/** The page of one manifest: what the last check has found, and the one that is under way. */
export class ReadinessPanel implements Disposable {
  private check: Check | undefined;
  private ended: string | undefined;
  private html: ReadinessHtml;
  private sent: Partial<Parts> = {};
  private shown = 0;
  private isClosed = false;
  private readonly parts: Disposable;

  /**
   * @param files The folder of the page's own files.
   * @param readiness What is known already.
   * @param again Asks for another check, as a person would.
   */
  constructor(
    private readonly panel: WebviewPanel,
    private readonly manifest: string,
    files: Uri,
    private readiness: Readiness | undefined,
    private readonly again: () => void,
  ) {
    this.html = new ReadinessHtml(manifest, readiness);
    panel.title = l10n.t('Ready to Deploy? {0}', shownText(basename(manifest)));
    this.parts = Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.hear(readPageMessage(message))),
      panel.onDidDispose(() => this.dispose()),
    );
    showPage(panel.webview, files, 'deploy', deployPage);
    this.show();
  }

  /** What the page shows, as HTML by part. */
  get content(): Partial<Parts> {
    return this.sent;
  }

  reveal(): void {
    this.panel.reveal();
  }

  /**
   * Shows a check while it runs, and what it finds; the one that runs already, if there is one.
   * @param work Does it; a person may cancel it in the page.
   * @throws what the work throws; an AbortError when it was cancelled
   */
  async follow(
    work: (signal: AbortSignal, tell: (step: Step, progress: string) => void) => Promise<Readiness>,
  ): Promise<Readiness> {
    if (this.check) {
      return this.check.done;
    }
    const cancelled = new AbortController();
    const progress: Partial<Record<Step, string>> = {};
    const done = work(cancelled.signal, (step, words) => {
      progress[step] = words;
      this.show();
    });
    this.check = { progress, cancelled, done };
    this.ended = undefined;
    this.show();
    try {
      this.readiness = await done;
      this.html = new ReadinessHtml(this.manifest, this.readiness);
      this.shown += 1;
      return this.readiness;
    } catch (error) {
      this.ended = isAbort(error) ? 'The check was cancelled.' : sentence(toFailure(error));
      throw error;
    } finally {
      this.check = undefined;
      this.show();
    }
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.isClosed = true;
    this.check?.cancelled.abort();
    this.parts.dispose();
  }

  /** Sends what has changed; the rest stays in the page as it is. */
  private show(): void {
    if (this.isClosed) {
      return;
    }
    const { manifest, check, ended, shown } = this;
    const parts = this.html.parts({ progress: check?.progress, ended });
    const changed = changedParts<Parts>(this.sent, parts);
    this.sent = parts;
    void this.panel.webview.postMessage({
      is: 'show',
      shown,
      parts: changed,
      manifest,
    } satisfies ShowMessage);
  }

  private hear(message: PageMessage | undefined): void {
    switch (message?.is) {
      case undefined:
        return;
      case 'ready':
        this.sent = {};
        this.show();
        return;
      case 'again':
        this.again();
        return;
      case 'cancel':
        this.check?.cancelled.abort();
        return;
      case 'copy':
        void this.copy();
        return;
      case 'open': {
        // The places of an older page may be others.
        const place = message.shown === this.shown ? this.html.places[message.index] : undefined;
        if (place) {
          void this.open(place);
        }
      }
    }
  }

  private async copy(): Promise<void> {
    if (this.readiness) {
      await env.clipboard.writeText(readinessMarkdown(this.readiness));
      window.setStatusBarMessage(l10n.t('What the check has found is copied as Markdown.'), 4000);
    }
  }

  private async open(place: FilePlace): Promise<void> {
    const sources = this.readiness?.state.sources ?? [];
    const isCopy = sources.some(
      ({ type, folder }) => type !== 'fs' && folder !== undefined && isInside(folder, place.file),
    );
    await openCode(place, isCopy, { viewColumn: ViewColumn.Beside });
  }
}
