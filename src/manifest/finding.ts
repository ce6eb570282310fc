import { shift, type TextRange } from './text-range';

export type Severity = 'error' | 'warning' | 'info';

export interface Edit {
  readonly range: TextRange;
  readonly replace: string;
}

/** The one change that answers a finding. */
export interface Fix {
  readonly title: string;
  readonly replace: string;
  /** Where to replace; the finding's own range when it is left out. */
  readonly range?: TextRange;
  /** Further edits that belong to the same change. */
  readonly also?: readonly Edit[];
}

/** What a check says about a place, before its code and severity are known. */
export interface Remark {
  readonly range: TextRange;
  readonly message: string;
  readonly fix?: Fix;
  /** Facts for fixes that need more than a replacement, such as the names of missing keys. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** A page that tells more. */
  readonly link?: string;
}

/** A mistake or a doubt at a place of a text; the code is stable. */
export interface Finding extends Remark {
  readonly code: string;
  readonly severity: Severity;
}

/** The finding with all its offsets moved, from its document's text to the text of the whole file. */
export function moveFinding(finding: Finding, by: number): Finding {
  if (by === 0) {
    return finding;
  }
  return { ...finding, range: shift(finding.range, by), ...(finding.fix ? { fix: moveFix(finding.fix, by) } : {}) };
}

function moveFix(fix: Fix, by: number): Fix {
  return {
    ...fix,
    ...(fix.range ? { range: shift(fix.range, by) } : {}),
    ...(fix.also ? { also: fix.also.map((edit) => ({ ...edit, range: shift(edit.range, by) })) } : {}),
  };
}
