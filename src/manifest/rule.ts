import type { TemplateJudge } from '../base/template-judge';
import type { Remark, Severity } from './finding';
import type { ManifestKind } from './kind';
import type { ManifestDocument } from './parse/manifest-document';
import type { Names } from './names/names';

export interface RuleContext {
  readonly document: ManifestDocument;
  readonly kind: ManifestKind;
  /** What other documents and files define and refer to; a rule that asks them is run again when they change. */
  readonly names: Names;
  /** The kinds of the YAML documents in front of this one in its file; undefined for one that is none of ours. */
  readonly before: readonly (ManifestKind | undefined)[];
  /** What the template engine says of texts. */
  readonly templates: TemplateJudge;
}

/** What a rule says; a remark may be milder or harder than the rule's own severity. */
export interface RuleRemark extends Remark {
  readonly severity?: Severity;
}

/** One mistake that a schema cannot express. */
export interface Rule {
  /** Stable, `platform/what-is-wrong`. */
  readonly code: string;
  /** Ids of the kinds that it looks at. */
  readonly kinds: readonly string[];
  readonly severity: Severity;
  check(context: RuleContext): Iterable<RuleRemark>;
  /** What has to be known before the rule can say everything; undefined when it is. */
  awaits?(context: RuleContext): Promise<void> | undefined;
}

/** Declares a rule; here so that its parts are typed where it is written. */
export function rule(declared: Rule): Rule {
  return declared;
}
