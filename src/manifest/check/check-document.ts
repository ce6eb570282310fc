import { BudgetSpent } from '../../base/budget';
import type { TemplateJudge } from '../../base/template-judge';
import type { Finding } from '../finding';
import type { ManifestKind } from '../kind';
import { asJson } from '../edit/json-fixes';
import { ManifestDocument } from '../parse/manifest-document';
import type { Names } from '../names/names';
import type { ParseCache } from '../parse/parse-cache';
import type { ParsedDocument } from '../parse/parse-document';
import { manifestsWithin, partsOf } from './parts';
import { readerFindings } from './reader-checks';
import { recognize, sniff } from './recognition';
import type { Rule, RuleContext, RuleRemark } from '../rule';
import { walkInSteps } from '../schema/schema-walk';
import type { Steps } from '../../base/steps';
import { lineEnd, lineStart } from '../parse/text-range';

/** What a check of one document gives; offsets count from the start of its own text. */
export interface DocumentCheck {
  readonly kind: ManifestKind | undefined;
  readonly document: ManifestDocument | undefined;
  readonly findings: readonly Finding[];
  /** The kinds of the objects in it, where it holds several. */
  readonly objects?: readonly ManifestKind[];
}

/** What documents are held against. */
export interface CheckGround {
  readonly kinds: readonly ManifestKind[];
  readonly rules: readonly Rule[];
  readonly names: Names;
  readonly cache: ParseCache;
  readonly templates: TemplateJudge;
}

/** Checks the text of one document in parts; a check that fails is a finding of its own. */
export function* checkDocument(
  text: string,
  had: ManifestKind | undefined,
  before: readonly (ManifestKind | undefined)[],
  ground: CheckGround,
): Steps<DocumentCheck> {
  const { kinds, names, cache } = ground;
  if (!had && !sniff(text, kinds, names)) {
    return { kind: undefined, document: undefined, findings: [] };
  }
  let parsed: ParsedDocument;
  try {
    parsed = yield* cache.parseInSteps(text);
  } catch (error) {
    const kind = kinds.find((each) => each === had || each.sniff(text, names));
    return { kind, document: undefined, findings: kind ? [internalFailure('parser', error, text)] : [] };
  }
  const parts = partsOf(parsed, kinds);
  if (!parts) {
    return yield* checkWithInner(parsed, had, before, ground);
  }
  const objects: DocumentCheck[] = [];
  for (const part of parts) {
    objects.push(yield* checkParsed(part, undefined, before, ground));
  }
  const findings = objects.flatMap((each) => each.findings);
  return { kind: undefined, document: undefined, findings, objects: objects.flatMap((each) => each.kind ?? []) };
}

/** Checks a document and the manifests that stand inside it; of what is in these, they alone speak. */
function* checkWithInner(
  parsed: ParsedDocument,
  had: ManifestKind | undefined,
  before: readonly (ManifestKind | undefined)[],
  ground: CheckGround,
): Steps<DocumentCheck> {
  const outer = yield* checkParsed(parsed, had, before, ground);
  const inner = outer.kind ? manifestsWithin(parsed, outer.kind) : [];
  const isInside = ({ range }: Finding): boolean =>
    inner.some(({ parsed: { root } }) => root && root.range.start <= range.start && range.end <= root.range.end);
  const isOfText = ({ code }: Finding): boolean => parsed.problems.some((problem) => problem.code === code);
  const findings = outer.findings.filter((finding) => isOfText(finding) || !isInside(finding));
  for (const { parsed: document, kind } of inner) {
    const checked = yield* checkOfKind(kind, document, [], ground);
    findings.push(...beforeSyntaxError(checked.findings, parsed));
  }
  return { ...outer, findings };
}

function* checkParsed(
  parsed: ParsedDocument,
  had: ManifestKind | undefined,
  before: readonly (ManifestKind | undefined)[],
  ground: CheckGround,
): Steps<DocumentCheck> {
  const { kinds, names } = ground;
  let kind: ManifestKind | undefined;
  try {
    kind = recognize(parsed, kinds, had, names);
    kind = kind?.asPart?.(names) ?? kind;
  } catch (error) {
    return { kind, document: undefined, findings: [internalFailure('recognition', error, parsed.text)] };
  }
  if (!kind) {
    return { kind, document: undefined, findings: [] };
  }
  return yield* checkOfKind(kind, parsed, before, ground);
}

/** Checks a document that is known to be of a kind. */
export function* checkOfKind(
  kind: ManifestKind,
  parsed: ParsedDocument,
  before: readonly (ManifestKind | undefined)[],
  { rules, names, templates }: CheckGround,
): Steps<DocumentCheck> {
  const document = new ManifestDocument(parsed, kind.dialect, kind);
  const known = knownOf(parsed, kind);
  let findings: readonly Finding[] = [];
  const failures: Finding[] = [];
  try {
    known.own ??= yield* ownFindings(document, kind);
    findings = known.own;
  } catch (error) {
    failures.push(internalFailure('schema check', error, parsed.text));
  }
  const context: RuleContext = { document, kind, names, before, templates };
  const ownRules = rules.filter(({ kinds: looksAt }) => looksAt.includes(kind.id));
  // Another program works on its answer while the other rules are run.
  const waiting = ownRules.flatMap((rule) => rule.awaits?.(context) ?? []);
  const isLate = (rule: Rule): boolean => waiting.length > 0 && rule.awaits !== undefined;
  const found = function* (some: readonly Rule[]): Steps<void> {
    for (const rule of some) {
      yield;
      try {
        findings = findings.concat(ruleFindings(rule, context, known));
      } catch (error) {
        failures.push(internalFailure(rule.code, error, parsed.text));
      }
    }
  };
  yield* found(ownRules.filter((rule) => !isLate(rule)));
  yield* waiting;
  yield* found(ownRules.filter(isLate));
  return { kind, document, findings: [...beforeSyntaxError(findings, parsed), ...failures] };
}

/** What depends on a document and its kind alone, so that it is found once however often the file is checked. */
interface Known {
  /** What the YAML, the schema and the reader give. */
  own?: readonly Finding[];
  /** What those rules give that did not ask what other documents define. */
  readonly byRule: Map<Rule, readonly Finding[]>;
}

const knownDocuments = new WeakMap<ParsedDocument, Map<ManifestKind, Known>>();

function knownOf(parsed: ParsedDocument, kind: ManifestKind): Known {
  const byKind = knownDocuments.get(parsed) ?? new Map<ManifestKind, Known>();
  knownDocuments.set(parsed, byKind);
  const known = byKind.get(kind) ?? { byRule: new Map<Rule, readonly Finding[]>() };
  byKind.set(kind, known);
  return known;
}

function* ownFindings(document: ManifestDocument, kind: ManifestKind): Steps<readonly Finding[]> {
  const problems = document.parsed.problems.map((problem): Finding => ({ severity: 'error', ...problem }));
  const walked = yield* walkInSteps(document, kind);
  yield;
  return inOwnWay([...problems, ...walked.findings, ...readerFindings(document, walked.typed)], document);
}

function ruleFindings(rule: Rule, around: RuleContext, known: Known): readonly Finding[] {
  let found = known.byRule.get(rule);
  if (!found) {
    const asked = { others: false };
    const context: RuleContext = {
      document: around.document,
      kind: around.kind,
      templates: around.templates,
      get names() {
        asked.others = true;
        return around.names;
      },
      get before() {
        asked.others = true;
        return around.before;
      },
    };
    const findings = Array.from(rule.check(context), (remark) => findingOf(rule, remark));
    found = inOwnWay(findings, around.document);
    if (!asked.others && !rule.awaits?.(context)) {
      known.byRule.set(rule, found);
    }
  }
  return found;
}

/** Findings whose fixes write as the document is written. */
function inOwnWay(findings: readonly Finding[], { isJson, text }: ManifestDocument): readonly Finding[] {
  return isJson ? findings.map((finding) => asJson(finding, text)) : findings;
}

/** More related places than these are no help, and thousands of manifests that are each other's would be millions. */
const MOST_RELATED = 20;

function findingOf({ code, severity }: Rule, remark: RuleRemark): Finding {
  const related = remark.related?.slice(0, MOST_RELATED);
  return { code, severity, ...remark, ...(related && { related }) };
}

/** After a syntax error the parser guesses: only what stands before it is said beside it. */
function beforeSyntaxError(findings: readonly Finding[], parsed: ParsedDocument): readonly Finding[] {
  const syntax = parsed.problems.find(({ code }) => code === 'manifest/syntax');
  if (!syntax) {
    return findings;
  }
  const { text } = parsed;
  const { start } = syntax.range;
  // What is indented wrongly looks as if it belonged to the line above.
  const before = text.slice(lineStart(text, start), start + 1);
  const from = /^\t|^[ \t]+\S$/.test(before) ? text.slice(0, lineStart(text, start)).trimEnd().length : start;
  const line = lineStart(text, from);
  return findings.filter(
    (finding) => (finding.range.start < line && finding.range.end <= line) || finding.code === syntax.code,
  );
}

function internalFailure(what: string, error: unknown, text: string): Finding {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof BudgetSpent) {
    const range = { start: 0, end: lineEnd(text, 0) };
    return { code: 'manifest/too-much-work', severity: 'warning', range, message: `Not checked (${what}): ${why}` };
  }
  return {
    code: 'manifest/internal-failure',
    severity: 'error',
    range: { start: 0, end: lineEnd(text, 0) },
    message: `The workbench could not finish its check (${what}): ${why}. The manifest itself may be right.`,
  };
}
