import { cutDocuments, type DocumentCut } from './document-cuts';
import { moveFinding, type Finding } from './finding';
import type { ManifestKind } from './kind';
import { LineIndex } from './line-index';
import { ManifestDocument } from './manifest-document';
import { noNames, type Names } from './names';
import { ParseCache } from './parse-cache';
import type { ParsedDocument } from './parse-document';
import { readerFindings } from './reader-checks';
import { kindsBefore, recognize, sniff } from './recognition';
import type { Rule, RuleContext } from './rule';
import { walkSchema } from './schema-walk';

export interface CheckOptions {
  /** What the same file's text gave before: a document keeps its kind while it is half typed. */
  readonly previous?: CheckedText | undefined;
  /** Keeps documents between checks. */
  readonly cache?: ParseCache;
  /** What the workspace's manifests define and refer to. */
  readonly names?: Names;
  /** In UTF-16 units; a longer text is not checked, and a finding says so. */
  readonly lengthLimit?: number;
}

/** One document of a file and what it was taken for. */
export interface CheckedDocument {
  readonly start: number;
  readonly text: string;
  /** Undefined for a document that is none of ours; nothing is said about it. */
  readonly kind: ManifestKind | undefined;
  /** The document as its kind reads it; undefined when it is none of ours or could not be parsed. */
  readonly document: ManifestDocument | undefined;
}

export interface CheckedText {
  /** In the order of the text; offsets count from the start of the file. */
  readonly findings: readonly Finding[];
  readonly documents: readonly CheckedDocument[];
  readonly lines: LineIndex;
}

/**
 * Checks a file's text: cuts it into documents, recognizes each by its content, and holds those of a kind against
 * YAML, the kind's schema, its reader and its rules. Never throws: a check that fails is a finding of its own.
 */
export function checkText(
  text: string,
  kinds: readonly ManifestKind[],
  rules: readonly Rule[],
  { previous, cache = new ParseCache(), names = noNames, lengthLimit = 4_000_000 }: CheckOptions = {},
): CheckedText {
  const lines = new LineIndex(text.length > lengthLimit ? '' : text);
  if (text.length > lengthLimit) {
    return {
      findings: sniff(text.slice(0, 100_000), kinds, names) ? [tooLong(lengthLimit)] : [],
      documents: [],
      lines,
    };
  }
  const cuts = cutDocuments(text);
  const before = kindsBefore(cuts, previous?.documents ?? []);
  const findings: Finding[] = [];
  const documents = cuts.map((cut, index): CheckedDocument => {
    const checked = checkDocument(cut, kinds, rules, before[index], cache, names);
    findings.push(...checked.findings.map((finding) => moveFinding(finding, cut.start)));
    return { start: cut.start, text: cut.text, kind: checked.kind, document: checked.document };
  });
  return { findings: findings.sort(inOrder), documents, lines };
}

interface Checked {
  readonly kind: ManifestKind | undefined;
  readonly document: ManifestDocument | undefined;
  readonly findings: readonly Finding[];
}

function checkDocument(
  { text }: DocumentCut,
  kinds: readonly ManifestKind[],
  rules: readonly Rule[],
  before: ManifestKind | undefined,
  cache: ParseCache,
  names: Names,
): Checked {
  if (!before && !sniff(text, kinds, names)) {
    return { kind: undefined, document: undefined, findings: [] };
  }
  let parsed: ParsedDocument;
  try {
    parsed = cache.parse(text);
  } catch (error) {
    const kind = kinds.find((each) => each === before || each.sniff(text, names));
    return { kind, document: undefined, findings: kind ? [internalFailure('parser', error, text)] : [] };
  }
  const failures: Finding[] = [];
  const guarded = <T>(what: string, check: () => T): T | undefined => {
    try {
      return check();
    } catch (error) {
      failures.push(internalFailure(what, error, text));
      return undefined;
    }
  };
  const kind = guarded('recognition', () => recognize(parsed, kinds, before, names));
  if (!kind) {
    return { kind, document: undefined, findings: failures };
  }
  const document = new ManifestDocument(parsed, kind.dialect);
  const findings = [...(guarded('schema check', () => ownFindings(document, kind)) ?? [])];
  for (const rule of rules) {
    if (rule.kinds.includes(kind.id)) {
      findings.push(...(guarded(rule.code, () => ruleFindings(rule, { document, kind, names })) ?? []));
    }
  }
  return { kind, document, findings: [...beforeSyntaxError(findings, parsed), ...failures] };
}

const known = new WeakMap<ParsedDocument, Map<ManifestKind, readonly Finding[]>>();

/** What the YAML, the schema and the reader give depends on the document alone, so it is computed once. */
function ownFindings(document: ManifestDocument, kind: ManifestKind): readonly Finding[] {
  const { parsed } = document;
  const byKind = known.get(parsed) ?? new Map<ManifestKind, readonly Finding[]>();
  known.set(parsed, byKind);
  let findings = byKind.get(kind);
  if (!findings) {
    const problems = parsed.problems.map((problem): Finding => ({ severity: 'error', ...problem }));
    const walked = walkSchema(document, kind);
    findings = [...problems, ...walked.findings, ...readerFindings(document, walked.typed)];
    byKind.set(kind, findings);
  }
  return findings;
}

function ruleFindings(rule: Rule, context: RuleContext): Finding[] {
  return [...rule.check(context)].map((remark) => ({ code: rule.code, severity: rule.severity, ...remark }));
}

/** After a syntax error the parser guesses: only what stands before it is said beside it. */
function beforeSyntaxError(findings: readonly Finding[], parsed: ParsedDocument): readonly Finding[] {
  const syntax = parsed.problems.find(({ code }) => code === 'manifest/syntax');
  if (!syntax) {
    return findings;
  }
  const text = parsed.text.slice(0, syntax.range.start);
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  return findings.filter((finding) => finding.range.end <= line || finding.code === syntax.code);
}

function internalFailure(what: string, error: unknown, text: string): Finding {
  const why = error instanceof Error ? error.message : String(error);
  const end = text.search(/[\r\n]/);
  return {
    code: 'manifest/internal-failure',
    severity: 'error',
    range: { start: 0, end: end < 0 ? text.length : end },
    message: `The workbench could not finish its check (${what}): ${why}. The manifest itself may be right.`,
  };
}

function tooLong(limit: number): Finding {
  const message = `Longer than ${limit.toLocaleString('en')} characters: not checked.`;
  return { code: 'manifest/too-long', severity: 'warning', range: { start: 0, end: 0 }, message };
}

function inOrder(a: Finding, b: Finding): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || a.code.localeCompare(b.code);
}
