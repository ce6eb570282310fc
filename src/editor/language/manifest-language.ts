import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  Disposable,
  Location,
  Range,
  Uri,
  window,
  workspace,
  type TextDocument,
} from 'vscode';
import type { Manifests } from '../../catalog/manifests';
import type { Finding, Severity } from '../../manifest/finding';
import type { LineIndex } from '../../manifest/parse/line-index';
import {
  isLong,
  isManifestLanguage,
  type CheckedDocument,
  type CheckedDocuments,
  type FindingsBeside,
} from './checked-documents';
import { pathOf } from '../editor-files';
import type { IgnoredFiles } from '../ignored-files';
import { REST, markedWhileTyping, pauseAfter, typedLine, type Mark } from './while-typing';
import type { LearntKind } from './learnt-kinds';
import { manifestCompletion } from './manifest-completion';
import { manifestFixes } from './manifest-fixes';
import { manifestHover } from './manifest-hover';
import { manifestNames } from './manifest-names';
import { manifestSymbols } from './manifest-symbols';
import type { ToldMistakes } from './told-mistakes';
import { DiagnosticsBesideRedHat } from '../redhat-yaml/diagnostics-beside';
import { RedHatYaml } from '../redhat-yaml/redhat-yaml';

/** Reading begins so many milliseconds after an edit, within the pause, so that a long text is read by its end; the letter itself goes first. */
const READ_AHEAD = 5;

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Marks the mistakes in manifests while they are written, mends them, and says what may come next. */
export function manifestLanguage(
  documents: CheckedDocuments,
  manifests: Manifests,
  learnt: readonly LearntKind[],
  ignored: IgnoredFiles,
  beside: FindingsBeside,
  told: ToldMistakes,
): Disposable {
  const redHat = new RedHatYaml(documents);
  const checks = new ManifestChecks(documents, redHat, ignored, told);
  workspace.textDocuments.forEach((document) => checks.check(document));
  return Disposable.from(
    checks,
    redHat,
    documents,
    workspace.onDidOpenTextDocument((document) => checks.check(document)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) {
        checks.checkSoon(document, typedLine(contentChanges));
      }
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections }) =>
      checks.lookAt(
        textEditor.document,
        selections.map(({ active }) => active.line),
      ),
    ),
    workspace.onDidSaveTextDocument((document) => checks.checkWhole(document)),
    workspace.onDidCloseTextDocument((document) => checks.forget(document)),
    documents.onDidCheck(({ checked }) => void (checked && manifests.ready())),
    // What one file defines decides what is right in another.
    manifests.onDidChange(() => checks.checkAgain()),
    ...learnt.map(({ onDidChange }) => onDidChange(() => checks.checkAgain())),
    documents.onDidCheck(({ document, checked }) =>
      learnt.forEach((each) => void (checked && each.look(pathOf(document.uri), checked))),
    ),
    ignored.onDidChange(() => manifests.forget()),
    beside.onDidChange((document) => checks.check(document)),
    told.onDidRelease(() => checks.checkAgain()),
    manifestFixes(documents),
    manifestCompletion(documents, redHat),
    manifestHover(documents, redHat),
    manifestSymbols(documents),
    ...manifestNames(documents, manifests),
  );
}

/** A diagnostic of ours. */
export interface Marked extends Mark {
  readonly diagnostic: Diagnostic;
}

/** A document in which somebody types. */
interface Typing {
  readonly line: number;
  readonly rest: NodeJS.Timeout;
  /** What the check of the text as it is now gave, once it is through. */
  done?: CheckedDocument;
}

class ManifestChecks implements Disposable {
  private readonly diagnostics: DiagnosticsBesideRedHat;
  private readonly typing = new Map<string, Typing>();
  private readonly marked = new Map<string, readonly Marked[]>();
  /** Documents that were changed otherwise than by typing since they were marked: their marks stood in other lines. */
  private readonly moved = new Set<string>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly listening: Disposable;

  constructor(
    private readonly documents: CheckedDocuments,
    redHat: RedHatYaml,
    private readonly ignored: IgnoredFiles,
    private readonly told: ToldMistakes,
  ) {
    this.diagnostics = new DiagnosticsBesideRedHat(redHat);
    this.listening = documents.onDidCheck((done) => this.show(done));
  }

  check(document: TextDocument): void {
    this.stopWaiting(document);
    void this.run(document);
  }

  /** Of a text that somebody has called finished. */
  checkWhole(document: TextDocument): void {
    this.stopTyping(document);
    this.check(document);
  }

  /** @param line Where somebody types. */
  checkSoon(document: TextDocument, line: number | undefined): void {
    this.stopWaiting(document);
    this.stopTyping(document);
    if (isManifestLanguage(document) && !isLong(document)) {
      const key = document.uri.toString();
      if (line === undefined) {
        this.moved.add(key);
      } else if (!this.moved.has(key)) {
        this.typing.set(key, { line, rest: setTimeout(() => this.rest(document), REST) });
      }
      const wait = (what: () => void, milliseconds: number): void =>
        void this.waiting.set(key, setTimeout(what, milliseconds));
      const pause = pauseAfter(this.documents.workOf(document));
      wait(() => {
        this.documents.readAhead(document);
        wait(() => this.check(document), pause - READ_AHEAD);
      }, READ_AHEAD);
    }
  }

  /** Somebody who has left the line types in it no more. */
  lookAt(document: TextDocument, lines: readonly number[]): void {
    const typing = this.typing.get(document.uri.toString());
    if (typing && !lines.includes(typing.line)) {
      this.rest(document);
    }
  }

  /** Checks what is open anew, as soon as there is time; documents that wait for a pause have it in any case. */
  checkAgain(): void {
    for (const document of workspace.textDocuments) {
      if (!this.waiting.has(document.uri.toString()) && !isLong(document)) {
        this.check(document);
      }
    }
  }

  forget(document: TextDocument): void {
    this.stopWaiting(document);
    this.stopTyping(document);
    this.marked.delete(document.uri.toString());
    this.moved.delete(document.uri.toString());
    this.documents.forget(document);
    this.diagnostics.delete(document.uri);
    this.told.release(document.uri.toString());
  }

  dispose(): void {
    this.waiting.forEach((timer) => clearTimeout(timer));
    this.typing.forEach(({ rest }) => clearTimeout(rest));
    this.listening.dispose();
    this.diagnostics.dispose();
  }

  private async run(document: TextDocument): Promise<void> {
    if (await this.ignored.leavesOutDocument(document)) {
      this.forget(document);
    } else {
      await this.documents.check(document);
    }
  }

  private show(done: CheckedDocument): void {
    const { document, checked } = done;
    const key = document.uri.toString();
    const findings = this.told.tell(key, checked?.findings ?? []);
    const now = checked ? findings.map((finding) => toMarked(finding, checked.lines)) : [];
    const typing = this.typing.get(key);
    const marked = typing ? markedWhileTyping(this.marked.get(key) ?? [], now, typing.line) : now;
    if (typing) {
      typing.done = done;
    }
    this.marked.set(key, marked);
    this.moved.delete(key);
    this.diagnostics.set(
      document,
      marked.map(({ diagnostic }) => diagnostic),
    );
  }

  /** Marks what has waited; a check that is still to come marks all by itself. */
  private rest(document: TextDocument): void {
    const done = this.typing.get(document.uri.toString())?.done;
    this.stopTyping(document);
    if (done) {
      this.show(done);
    }
  }

  private stopTyping({ uri }: TextDocument): void {
    clearTimeout(this.typing.get(uri.toString())?.rest);
    this.typing.delete(uri.toString());
  }

  private stopWaiting({ uri }: TextDocument): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
  }
}

/** A finding as it is marked in an editor. */
export function toMarked(finding: Finding, lines: LineIndex): Marked {
  const diagnostic = toDiagnostic(finding, lines);
  return { code: finding.code, line: diagnostic.range.start.line, diagnostic };
}

function toDiagnostic(finding: Finding, lines: LineIndex): Diagnostic {
  const { start, end } = lines.rangeAt(finding.range);
  const range = new Range(start.line, start.character, end.line, end.character);
  const diagnostic = new Diagnostic(range, finding.message, severities[finding.severity]);
  diagnostic.source = 'Plugin Workbench';
  diagnostic.relatedInformation = (finding.related ?? []).map(
    ({ file, at, message }) =>
      new DiagnosticRelatedInformation(
        new Location(Uri.file(file), new Range(at.start.line, at.start.character, at.end.line, at.end.character)),
        message,
      ),
  );
  diagnostic.code = finding.code;
  return diagnostic;
}
