import { CodeActionKind, Disposable, languages, window, workspace, type TextDocument } from 'vscode';
import { finishInTurns, timed } from '../../base/steps';
import type { Finding } from '../../manifest/finding';
import { LineIndex } from '../../manifest/parse/line-index';
import type { CheckedSources, SourceChecks } from '../../platforms/platform';
import { pathOf } from '../editor-files';
import type { KnownWorkspace } from '../known-workspace';
import type { Log } from '../log';
import { isLong } from './checked-documents';
import { quickFixesAt } from './manifest-fixes';
import { toMarked, type Marked } from './manifest-language';
import type { ToldMistakes } from './told-mistakes';
import { REST, markedWhileTyping, pauseAfter, typedLine } from './while-typing';

/** Changes on the disk are looked at together, this many milliseconds after the last. */
const BURST = 300;

/** Marks what is wrong in the source files of plugins while they are written, and mends what is certain. */
export function sourceLanguage(
  known: KnownWorkspace,
  kinds: readonly SourceChecks[],
  log: Log,
  told: ToldMistakes,
): Disposable {
  const checks = kinds.map((kind) => new SourceDocuments(kind, known, log, told));
  return Disposable.from(...checks);
}

/** What is known of an open document. */
interface Checked {
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly marked: readonly Marked[];
  /** Milliseconds of work. */
  readonly work: number;
}

/** A document in which somebody types. */
interface Typing {
  readonly line: number;
  readonly rest: NodeJS.Timeout;
}

class SourceDocuments implements Disposable {
  private readonly sources: CheckedSources;
  private readonly collection: ReturnType<typeof languages.createDiagnosticCollection>;
  private readonly checked = new Map<string, Checked>();
  private readonly running = new Map<string, AbortController>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly typing = new Map<string, Typing>();
  private readonly changed = new Set<string>();
  private telling: NodeJS.Timeout | undefined;
  private readonly listening: Disposable;

  constructor(
    private readonly kind: SourceChecks,
    private readonly known: KnownWorkspace,
    private readonly log: Log,
    private readonly told: ToldMistakes,
  ) {
    this.sources = kind.over(known.files);
    this.collection = languages.createDiagnosticCollection(`plugin-workbench-${kind.language}`);
    const watcher = workspace.createFileSystemWatcher(`**/*${kind.ending}`);
    const selector = { language: kind.language, scheme: 'file' };
    const fixes = { providedCodeActionKinds: [CodeActionKind.QuickFix] };
    this.listening = Disposable.from(
      watcher,
      watcher.onDidChange((uri) => this.tell(pathOf(uri))),
      watcher.onDidCreate((uri) => this.tell(pathOf(uri))),
      watcher.onDidDelete((uri) => this.tell(pathOf(uri))),
      // Which packages there are is said by manifests, too.
      known.sources.onDidChange(() => this.tell(undefined)),
      told.onDidRelease(() => this.checkOpen()),
      workspace.onDidOpenTextDocument((document) => this.check(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.checkSoon(document, typedLine(contentChanges));
        }
      }),
      workspace.onDidSaveTextDocument((document) => {
        this.stopTyping(document);
        this.check(document);
      }),
      workspace.onDidCloseTextDocument((document) => this.forget(document)),
      window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const at = this.typing.get(keyOf(textEditor.document));
        if (at && !selections.some(({ active }) => active.line === at.line)) {
          this.rest(textEditor.document);
        }
      }),
      languages.registerCodeActionsProvider(
        selector,
        {
          provideCodeActions: (document, range, { diagnostics }) =>
            quickFixesAt(document, range, this.currentOf(document), diagnostics),
        },
        fixes,
      ),
    );
    this.checkOpen();
  }

  dispose(): void {
    clearTimeout(this.telling);
    this.waiting.forEach((timer) => clearTimeout(timer));
    this.typing.forEach(({ rest }) => clearTimeout(rest));
    this.running.forEach((running) => running.abort());
    this.listening.dispose();
    this.collection.dispose();
  }

  private isOurs({ languageId, uri }: TextDocument): boolean {
    return languageId === this.kind.language && uri.scheme === 'file' && uri.path.endsWith(this.kind.ending);
  }

  /** Findings of the text as it is now; none while it is being checked. */
  private currentOf(document: TextDocument): readonly Finding[] {
    const known = this.checked.get(keyOf(document));
    return known?.version === document.version ? known.findings : [];
  }

  private check(document: TextDocument): void {
    if (this.isOurs(document)) {
      clearTimeout(this.waiting.get(keyOf(document)));
      this.waiting.delete(keyOf(document));
      void this.run(document).catch((error: unknown) => this.log.error(String(error)));
    }
  }

  private checkSoon(document: TextDocument, line: number | undefined): void {
    if (!this.isOurs(document) || isLong(document)) {
      return;
    }
    const key = keyOf(document);
    this.stopTyping(document);
    if (line !== undefined) {
      this.typing.set(key, { line, rest: setTimeout(() => this.rest(document), REST) });
    }
    clearTimeout(this.waiting.get(key));
    const pause = pauseAfter(this.checked.get(key)?.work ?? 0);
    this.waiting.set(
      key,
      setTimeout(() => this.check(document), pause),
    );
  }

  private async run(document: TextDocument): Promise<void> {
    const key = keyOf(document);
    const { version } = document;
    this.running.get(key)?.abort();
    const running = new AbortController();
    this.running.set(key, running);
    const isLeftOut = await this.known.ignored.leavesOutDocument(document);
    const path = pathOf(document.uri);
    const unit = isLeftOut ? undefined : await this.sources.unitOf(path);
    if (running.signal.aborted || document.isClosed) {
      return;
    }
    if (unit === undefined) {
      this.forget(document);
      return;
    }
    const text = document.getText();
    let work = 0;
    const steps = await this.sources.check(path, unit, text);
    const findings = await finishInTurns(
      timed(steps, (time) => (work += time)),
      running.signal,
    );
    // What was begun later, or has closed the document, has stopped this.
    if (findings && document.version === version) {
      this.running.delete(key);
      this.show(document, findings, work, text);
    }
  }

  private show(document: TextDocument, findings: readonly Finding[], work: number, text: string): void {
    const key = keyOf(document);
    const before = this.checked.get(key);
    const lines = new LineIndex(text);
    const now = this.told.tell(key, findings).map((finding) => toMarked(finding, lines));
    const typing = this.typing.get(key);
    const marked = typing ? markedWhileTyping(before?.marked ?? [], now, typing.line) : now;
    const { version } = document;
    this.checked.set(key, { version, findings, marked, work });
    this.collection.set(
      document.uri,
      marked.map(({ diagnostic }) => diagnostic),
    );
    if (before && before.version !== version) {
      this.checkOpen(document);
    }
  }

  /** Nothing was typed for a while, or the line was left: what has waited is marked. */
  private rest(document: TextDocument): void {
    this.stopTyping(document);
    if (!this.waiting.has(keyOf(document))) {
      this.check(document);
    }
  }

  /** What one file of a package defines decides what is right in another. */
  private checkOpen(but?: TextDocument): void {
    for (const document of workspace.textDocuments) {
      if (document !== but && !this.waiting.has(keyOf(document)) && (!but || this.checked.has(keyOf(document)))) {
        this.check(document);
      }
    }
  }

  /** @param file Undefined where the manifests have changed. */
  private tell(file: string | undefined): void {
    this.changed.add(file ?? '');
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const changed = [...this.changed];
      this.changed.clear();
      this.sources.forget(changed.includes('') ? undefined : changed);
      this.checkOpen();
    }, BURST);
  }

  private stopTyping(document: TextDocument): void {
    clearTimeout(this.typing.get(keyOf(document))?.rest);
    this.typing.delete(keyOf(document));
  }

  private forget(document: TextDocument): void {
    const key = keyOf(document);
    this.stopTyping(document);
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.running.get(key)?.abort();
    this.running.delete(key);
    this.checked.delete(key);
    this.collection.delete(document.uri);
    this.told.release(key);
  }
}

function keyOf({ uri }: TextDocument): string {
  return uri.toString();
}
