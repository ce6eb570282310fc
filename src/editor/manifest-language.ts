import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  Range,
  Uri,
  languages,
  workspace,
  type TextDocument,
} from 'vscode';
import { checkText, sniff, type CheckedText } from '../manifest/check-text';
import type { Finding, Severity } from '../manifest/finding';
import type { LineIndex } from '../manifest/line-index';
import { ParseCache } from '../manifest/parse-cache';
import { manifestKinds, manifestRules } from '../platforms/platforms';

/** Typing is checked this many milliseconds after it pauses. */
const PAUSE = 150;
/** A longer text is checked when it is opened and saved, not while it is typed. */
const LONGEST_WHILE_TYPING = 1_000_000;
/** Where a person edits; what other extensions show in documents of their own is theirs. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-userdata']);

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Marks the mistakes in manifests while they are written. */
export function manifestLanguage(): Disposable {
  const checks = new ManifestChecks();
  workspace.textDocuments.forEach((document) => checks.check(document));
  return Disposable.from(
    checks,
    workspace.onDidOpenTextDocument((document) => checks.check(document)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) {
        checks.checkSoon(document);
      }
    }),
    workspace.onDidSaveTextDocument((document) => checks.check(document)),
    workspace.onDidCloseTextDocument((document) => checks.forget(document)),
  );
}

class ManifestChecks implements Disposable {
  private readonly diagnostics = languages.createDiagnosticCollection('plugin-workbench');
  private readonly checked = new Map<string, CheckedText>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly cache = new ParseCache();

  check(document: TextDocument): void {
    const key = document.uri.toString();
    this.stopWaiting(key);
    if (document.languageId !== 'yaml' || !SCHEMES.has(document.uri.scheme)) {
      return;
    }
    const text = document.getText();
    const previous = this.checked.get(key);
    // A kind sticks while a document is half typed, so what was ours is looked at even when it does not look so now.
    if (!previous && !sniff(text, manifestKinds)) {
      return;
    }
    const checked = checkText(text, manifestKinds, manifestRules, { previous, cache: this.cache });
    if (checked.documents.some(({ kind }) => kind) || checked.findings.length > 0) {
      this.checked.set(key, checked);
    } else {
      this.checked.delete(key);
    }
    this.diagnostics.set(
      document.uri,
      checked.findings.map((finding) => toDiagnostic(finding, checked.lines)),
    );
  }

  checkSoon(document: TextDocument): void {
    const key = document.uri.toString();
    this.stopWaiting(key);
    if (
      document.languageId === 'yaml' &&
      document.offsetAt(document.lineAt(document.lineCount - 1).range.end) <= LONGEST_WHILE_TYPING
    ) {
      this.waiting.set(
        key,
        setTimeout(() => this.check(document), PAUSE),
      );
    }
  }

  forget({ uri }: TextDocument): void {
    this.stopWaiting(uri.toString());
    this.checked.delete(uri.toString());
    this.diagnostics.delete(uri);
  }

  dispose(): void {
    this.waiting.forEach((timer) => clearTimeout(timer));
    this.diagnostics.dispose();
  }

  private stopWaiting(key: string): void {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
  }
}

function toDiagnostic(finding: Finding, lines: LineIndex): Diagnostic {
  const { start, end } = lines.rangeAt(finding.range);
  const range = new Range(start.line, start.character, end.line, end.character);
  const diagnostic = new Diagnostic(range, finding.message, severities[finding.severity]);
  diagnostic.source = 'Plugin Workbench';
  diagnostic.code = finding.link ? { value: finding.code, target: Uri.parse(finding.link) } : finding.code;
  return diagnostic;
}
