import type { Finding, Severity } from '../../manifest/finding';
import type { LineIndex } from '../../manifest/parse/line-index';
import { toldOnce } from '../../manifest/told-once';

/** A file that was checked, with what was found in it. */
export interface CheckedFile {
  /** As in `base/paths.ts`. */
  readonly file: string;
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  readonly lines: LineIndex;
  /** How many of its documents are manifests or requests and were checked. */
  readonly manifests: number;
  /** What it is called where it is no manifest but a part of a plugin's source that was checked, such as `Python module`. */
  readonly source?: string;
  /** How many were not, though they may be; a file that could not be looked at counts as one. */
  readonly unchecked: number;
}

export function countOf(files: readonly CheckedFile[], severity: Severity): number {
  return files.reduce((sum, { findings }) => sum + findings.filter((each) => each.severity === severity).length, 0);
}

/** The files with each finding that shows a mistake for the only time, or better than the others that show it. */
export function eachMistakeOnce(files: readonly CheckedFile[]): CheckedFile[] {
  const all = files.flatMap(({ findings }) => findings);
  const told = new Set(toldOnce(all, (finding) => finding));
  return files.map((file) => ({ ...file, findings: file.findings.filter((finding) => told.has(finding)) }));
}
