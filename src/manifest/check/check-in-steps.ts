import { numberText } from '../../base/number-text';
import { noJudge } from '../../base/template-judge';
import { checkDocument } from './check-document';
import type { CheckedDocument, CheckedText, CheckOptions } from './check-text';
import { cutDocuments, documentLimit } from '../parse/document-cuts';
import { moveFinding, type Finding } from '../finding';
import type { ManifestKind } from '../kind';
import { LineIndex } from '../parse/line-index';
import { noNames } from '../names/names';
import { ParseCache } from '../parse/parse-cache';
import { kindsBefore, sniff } from './recognition';
import type { Rule } from '../rule';
import type { Steps } from '../../base/steps';

/** {@link checkText} in parts of a few milliseconds, for one who must not be kept waiting and may drop it. */
export function* checkTextInSteps(
  text: string,
  kinds: readonly ManifestKind[],
  rules: readonly Rule[],
  {
    previous,
    cache = new ParseCache(),
    names = noNames,
    templates = noJudge,
    lengthLimit = 4_000_000,
  }: CheckOptions = {},
): Steps<CheckedText> {
  const lines = new LineIndex(text.length > lengthLimit ? '' : text);
  const tooMuch = (what: string): CheckedText => {
    const isOurs = sniff(text.slice(0, 100_000), kinds, names);
    return { findings: isOurs ? [notChecked(what)] : [], documents: [], lines };
  };
  if (text.length > lengthLimit) {
    return tooMuch(`Longer than ${numberText(lengthLimit)} characters`);
  }
  const cuts = cutDocuments(text);
  if (cuts.length > documentLimit) {
    return tooMuch(`More than ${numberText(documentLimit)} documents`);
  }
  const had = kindsBefore(cuts, previous?.documents ?? []);
  const ground = { kinds, rules, names, cache, templates };
  const findings: Finding[] = [];
  const documents: CheckedDocument[] = [];
  const before: (ManifestKind | undefined)[] = [];
  for (const [index, cut] of cuts.entries()) {
    yield;
    const { kind, document, objects, findings: found } = yield* checkDocument(cut.text, had[index], before, ground);
    for (const finding of found) {
      findings.push(moveFinding(finding, cut.start));
    }
    documents.push({ start: cut.start, text: cut.text, kind, document, ...(objects && { objects }) });
    before.push(kind);
  }
  return { findings: findings.sort(inOrder), documents, lines };
}

function notChecked(what: string): Finding {
  const message = `${what}: not checked.`;
  return { code: 'manifest/too-long', severity: 'warning', range: { start: 0, end: 0 }, message };
}

function inOrder(a: Finding, b: Finding): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
