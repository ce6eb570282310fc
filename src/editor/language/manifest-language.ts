import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  Disposable,
  Location,
  Range,
  Uri,
  workspace,
  type TextDocument,
} from 'vscode';
import type { Manifests } from '../../catalog/manifests';
import type { Finding, Severity } from '../../manifest/finding';
import type { LineIndex } from '../../manifest/parse/line-index';
import type { RequestSchemas } from '../calls/request-schemas';
import {
  isLong,
  isManifestLanguage,
  type CheckedDocument,
  type CheckedDocuments,
  type FindingsBeside,
} from './checked-documents';
import { pathOf } from '../editor-files';
import type { IgnoredFiles } from '../ignored-files';
import { manifestCompletion } from './manifest-completion';
import { manifestFixes } from './manifest-fixes';
import { manifestHover } from './manifest-hover';
import { manifestNames } from './manifest-names';
import { manifestSymbols } from './manifest-symbols';
import { DiagnosticsBesideRedHat } from '../redhat-yaml/diagnostics-beside';
import { RedHatYaml } from '../redhat-yaml/redhat-yaml';

/** Typing is checked this many milliseconds after it pauses. */
const PAUSE = 150;
/** Reading begins sooner, so that a long text is read by then; not at once, for the next letter mostly follows. */
const READ_AHEAD = 40;

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Marks the mistakes in manifests while they are written, mends them, and says what may come next. */
export function manifestLanguage(
  documents: CheckedDocuments,
  manifests: Manifests,
  requests: RequestSchemas,
  ignored: IgnoredFiles,
  beside: FindingsBeside,
): Disposable {
  const redHat = new RedHatYaml(documents);
  const checks = new ManifestChecks(documents, redHat, ignored);
  workspace.textDocuments.forEach((document) => checks.check(document));
  return Disposable.from(
    checks,
    redHat,
    documents,
    workspace.onDidOpenTextDocument((document) => checks.check(document)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) {
        checks.checkSoon(document);
      }
    }),
    workspace.onDidSaveTextDocument((document) => checks.check(document)),
    workspace.onDidCloseTextDocument((document) => checks.forget(document)),
    documents.onDidCheck(({ checked }) => void (checked && manifests.ready())),
    // What one file defines decides what is right in another.
    manifests.onDidChange(() => checks.checkAgain()),
    documents.onDidCheck(({ document, checked }) => void (checked && requests.look(pathOf(document.uri), checked))),
    requests.onDidChange(() => checks.checkAgain()),
    ignored.onDidChange(() => manifests.forget()),
    beside.onDidChange((document) => checks.check(document)),
    manifestFixes(documents),
    manifestCompletion(documents, redHat),
    manifestHover(documents, redHat),
    manifestSymbols(documents),
    ...manifestNames(documents, manifests),
  );
}

class ManifestChecks implements Disposable {
  private readonly diagnostics: DiagnosticsBesideRedHat;
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly listening: Disposable;

  constructor(
    private readonly documents: CheckedDocuments,
    redHat: RedHatYaml,
    private readonly ignored: IgnoredFiles,
  ) {
    this.diagnostics = new DiagnosticsBesideRedHat(redHat);
    this.listening = documents.onDidCheck((done) => this.show(done));
  }

  check(document: TextDocument): void {
    this.stopWaiting(document);
    void this.run(document);
  }

  checkSoon(document: TextDocument): void {
    this.stopWaiting(document);
    if (isManifestLanguage(document) && !isLong(document)) {
      const key = document.uri.toString();
      const wait = (what: () => void, milliseconds: number): void =>
        void this.waiting.set(key, setTimeout(what, milliseconds));
      wait(() => {
        this.documents.readAhead(document);
        wait(() => this.check(document), PAUSE - READ_AHEAD);
      }, READ_AHEAD);
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
    this.documents.forget(document);
    this.diagnostics.delete(document.uri);
  }

  dispose(): void {
    this.waiting.forEach((timer) => clearTimeout(timer));
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

  private show({ document, checked }: CheckedDocument): void {
    this.diagnostics.set(
      document,
      checked?.findings.map((finding) => toDiagnostic(finding, checked.lines)),
    );
  }

  private stopWaiting({ uri }: TextDocument): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
  }
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
  diagnostic.code = finding.link ? { value: finding.code, target: Uri.parse(finding.link) } : finding.code;
  return diagnostic;
}
