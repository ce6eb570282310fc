import { countText, numberText } from '../../base/number-text';
import { relative } from '../../base/paths';
import { visible, visiblePieces } from '../../base/visible';
import type { Severity } from '../../manifest/finding';
import type { Position } from '../../manifest/parse/line-index';
import { countOf, type CheckedFile } from './checked-file';

/** Red, yellow and blue of a terminal. */
const colours: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 34 };
const DIM = 2;

/**
 * The findings for a person: a line each that begins with `file:line:column`, which terminals make a link, places that
 * belong to one below it, and the counts at the end.
 * @param folder What files are named from.
 * @param all What is counted, though not all of it is shown.
 */
export function textReport(
  files: readonly CheckedFile[],
  folder: string,
  isColoured: boolean,
  all: readonly CheckedFile[] = files,
): string {
  const paint = (text: string, colour: number): string => (isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const place = (file: string, { line, character }: Position): string =>
    `${relative(folder, file)}:${line + 1}:${character + 1}`;
  const line = (at: string, severity: Severity, code: string, message: string): string => {
    const [before = '', ours = '', then = '', name = '', behind = ''] = visiblePieces([
      ...[`${at}: `, severity, ' ', code, `: ${message}`],
    ]);
    return `${before}${paint(ours, colours[severity])}${then}${paint(name, DIM)}${behind}`;
  };
  const lines = files.flatMap(({ file, findings, lines: index }) =>
    findings.flatMap(({ range, severity, code, message, related = [] }) => [
      line(place(file, index.positionAt(range.start)), severity, code, message),
      ...related.map((other) => visible(`  ${place(other.file, other.at.start)}: ${other.message}`)),
    ]),
  );
  const count = (severity: Severity): string => {
    const found = countOf(all, severity);
    return `${found} ${severity}${found === 1 || severity === 'info' ? '' : 's'}`;
  };
  const counts = [count('error'), count('warning'), count('info')].join(', ');
  return [...lines, `${counts} in ${manifestsIn(all)}`].join('\n');
}

/** How much was checked, and how many were not: `3 manifests and 2 Python modules, 1 not checked`. */
export function manifestsIn(files: readonly CheckedFile[], were = ''): string {
  const sum = (count: (file: CheckedFile) => number): number => files.reduce((all, file) => all + count(file), 0);
  const checked = sum(({ manifests }) => manifests);
  const unchecked = sum((file) => file.unchecked);
  const rest = unchecked === 0 ? '' : `, ${numberText(unchecked)} not checked`;
  const called = files.flatMap(({ source }) => source ?? []);
  const counts = [...new Set(called)].map((name) => countText(called.filter((each) => each === name).length, name));
  const both = [...(checked > 0 || counts.length === 0 ? [countText(checked, 'manifest')] : []), ...counts];
  return `${both.join(' and ')}${were}${rest}`;
}
