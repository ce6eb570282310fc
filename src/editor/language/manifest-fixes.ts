import {
  CodeAction,
  CodeActionKind,
  SnippetString,
  SnippetTextEdit,
  TextEdit,
  Uri,
  WorkspaceEdit,
  l10n,
  languages,
  type CodeActionContext,
  type Diagnostic,
  type Disposable,
  type Range,
  type TextDocument,
} from 'vscode';
import type { Finding, Fix } from '../../manifest/finding';
import { editsOf, safeEdits } from '../../manifest/edit/fix-edits';
import { manifestSelector, rangeIn, type CheckedDocuments } from './checked-documents';

const fixAll = CodeActionKind.SourceFixAll.append('pluginWorkbench');

/** Changes that answer findings, one at a time, and all that need no second look at once. */
export function manifestFixes(documents: CheckedDocuments): Disposable {
  return languages.registerCodeActionsProvider(
    manifestSelector,
    { provideCodeActions: (document, range, context) => actions(documents, document, range, context) },
    { providedCodeActionKinds: [CodeActionKind.QuickFix, fixAll] },
  );
}

async function actions(
  documents: CheckedDocuments,
  document: TextDocument,
  range: Range,
  { only, diagnostics }: CodeActionContext,
): Promise<CodeAction[]> {
  const findings = (await documents.current(document))?.findings ?? [];
  const wanted = (kind: CodeActionKind): boolean => only?.contains(kind) ?? true;
  const found: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix)) {
    found.push(...quickFixesAt(document, range, findings, diagnostics));
  }
  const edits = wanted(fixAll) && only ? safeEdits(findings) : [];
  if (edits.length > 0) {
    const action = new CodeAction(l10n.t('Apply all safe fixes'), fixAll);
    action.edit = new WorkspaceEdit();
    action.edit.set(
      document.uri,
      edits.map((edit) => TextEdit.replace(rangeIn(document, edit.range), edit.replace)),
    );
    found.push(action);
  }
  return found;
}

/** What mends the findings at a place, with the diagnostics that it answers. */
export function quickFixesAt(
  document: TextDocument,
  range: Range,
  findings: readonly Finding[],
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  return findings.flatMap((finding) => {
    const at = rangeIn(document, finding.range);
    const answered = diagnostics.filter(
      ({ range: other, message }) => other.isEqual(at) && message === finding.message,
    );
    return at.intersection(range)
      ? quickFixes(document, finding).map((action) => Object.assign(action, { diagnostics: answered }))
      : [];
  });
}

function quickFixes(document: TextDocument, finding: Finding): CodeAction[] {
  const action = (fix: Fix, isPreferred: boolean): CodeAction => {
    const made = new CodeAction(fix.title, CodeActionKind.QuickFix);
    made.isPreferred = isPreferred;
    made.edit = new WorkspaceEdit();
    made.edit.set(document.uri, textEdits(document, finding, fix));
    for (const { file, text } of fix.creates ?? []) {
      made.edit.createFile(Uri.file(file), { contents: Buffer.from(text), ignoreIfExists: true });
    }
    return made;
  };
  return [
    ...(finding.fix ? [action(finding.fix, true)] : []),
    ...(finding.choices ?? []).map((choice) => action(choice, false)),
  ];
}

function textEdits(document: TextDocument, finding: Finding, fix: Fix): (TextEdit | SnippetTextEdit)[] {
  if (fix.snippet !== undefined) {
    const range = rangeIn(document, fix.range ?? finding.range);
    const snippet = new SnippetTextEdit(range, new SnippetString(fix.snippet));
    // The text brings its own indentation.
    snippet.keepWhitespace = true;
    return [snippet];
  }
  return editsOf(finding, fix).map((edit) => TextEdit.replace(rangeIn(document, edit.range), edit.replace));
}
