import type { TemplateJudge } from '../../base/template-judge';
import { checkTextInSteps } from './check-in-steps';
import type { Finding } from '../finding';
import type { ManifestKind } from '../kind';
import type { LineIndex } from '../parse/line-index';
import type { ManifestDocument } from '../parse/manifest-document';
import type { Names } from '../names/names';
import type { ParseCache } from '../parse/parse-cache';
import type { Rule } from '../rule';
import { finish } from '../../base/steps';

export interface CheckOptions {
  /** What the same file's text gave before: a document keeps its kind while it is half typed. */
  readonly previous?: CheckedText | undefined;
  /** Keeps documents between checks. */
  readonly cache?: ParseCache;
  /** What the workspace's manifests define and refer to. */
  readonly names?: Names;
  /** Judges the templates in manifests; without it nothing is said about their syntax. */
  readonly templates?: TemplateJudge;
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
  /** The kinds of the objects in it, where it holds several instead of being one. */
  readonly objects?: readonly ManifestKind[];
}

export interface CheckedText {
  /** In the order of the text; offsets count from the start of the file. */
  readonly findings: readonly Finding[];
  readonly documents: readonly CheckedDocument[];
  readonly lines: LineIndex;
}

/**
 * Checks a file's text: cuts it into documents, recognizes each by its content, and holds those of a kind against
 * YAML, the kind's schema, its reader and its rules. Never throws: a check that fails is a finding of its own. It waits
 * for nothing: what another program would have to say first is left out.
 */
export function checkText(
  text: string,
  kinds: readonly ManifestKind[],
  rules: readonly Rule[],
  options: CheckOptions = {},
): CheckedText {
  return finish(checkTextInSteps(text, kinds, rules, options));
}
