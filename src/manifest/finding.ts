import type { Position } from './parse/line-index';
import { shift, type TextRange } from './parse/text-range';

export type Severity = 'error' | 'warning' | 'info';

export interface Edit {
  readonly range: TextRange;
  readonly replace: string;
}

/** A change that answers a finding. */
export interface Fix {
  readonly title: string;
  readonly replace: string;
  /** The replacement as a snippet with places to fill in; for an editor, in the stead of `replace`. */
  readonly snippet?: string;
  /** The reader takes the result as it takes the manifest now, or refuses the manifest now: needs no second look. */
  readonly isSafe?: boolean;
  /** Where to replace; the finding's own range when it is left out. */
  readonly range?: TextRange;
  /** Files that the change makes anew, with their texts, instead of replacing anything. */
  readonly creates?: readonly { readonly file: string; readonly text: string }[];
  /** Further edits that belong to the same change. */
  readonly also?: readonly Edit[];
}

/** Another place that belongs to a finding, such as the definition that it does not agree with. */
export interface RelatedPlace {
  readonly file: string;
  readonly at: { readonly start: Position; readonly end: Position };
  readonly message: string;
}

/** What a check says about a place, before its code and severity are known. */
export interface Remark {
  readonly range: TextRange;
  readonly message: string;
  /** The one change that answers it. */
  readonly fix?: Fix;
  /** Changes that answer it where a person must choose. */
  readonly choices?: readonly Fix[];
  /** How many keys are missing or out of place, of which this one remark tells. */
  readonly missing?: number;
  readonly related?: readonly RelatedPlace[];
  /** The mistake by what is to be mended, such as a file that is missing, where several places show it: one of them tells it. */
  readonly mistake?: string;
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
  return {
    ...finding,
    range: shift(finding.range, by),
    ...(finding.fix ? { fix: moveFix(finding.fix, by) } : {}),
    ...(finding.choices ? { choices: finding.choices.map((choice) => moveFix(choice, by)) } : {}),
  };
}

function moveFix(fix: Fix, by: number): Fix {
  return {
    ...fix,
    ...(fix.range ? { range: shift(fix.range, by) } : {}),
    ...(fix.also ? { also: fix.also.map((edit) => ({ ...edit, range: shift(edit.range, by) })) } : {}),
  };
}
