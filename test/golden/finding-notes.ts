import { applyEdits, editsOf } from '../../src/manifest/edit/fix-edits';
import type { Finding, Fix, RelatedPlace } from '../../src/manifest/finding';
import type { LineIndex } from '../../src/manifest/parse/line-index';

interface GoldenText {
  readonly name: string;
  readonly text: string;
}

/**
 * What belongs to a finding, a line each:
 *
 *     #~ title              a fix; `#~ title (safe)` needs no second look
 *     #$ "text"             what an editor puts in as a snippet in its stead, as JSON
 *     #= line               the line in front of what the fix changes, where that is not the finding's own line alone
 *     #- line               a line that goes
 *     #+ line               a line that comes
 *     #* path               a file that the fix makes, which changes no line
 *     #> text: message      another place, by what stands there, or by its path where that is another file
 */
export function notesOf(finding: Finding, { name, text }: GoldenText, lines: LineIndex): string[] {
  return [
    ...fixesOf(finding).flatMap((fix) => notesOfFix(finding, fix, text, lines)),
    ...(finding.related ?? []).map(
      (place) => `#> ${place.file === `/${name}` ? textAt(place, text) : place.file}: ${place.message}`,
    ),
  ];
}

export function fixesOf({ fix, choices = [] }: Finding): Fix[] {
  return [...(fix ? [fix] : []), ...choices];
}

function notesOfFix(finding: Finding, fix: Fix, text: string, lines: LineIndex): string[] {
  const own = lines.rangeAt(finding.range).start.line;
  return [
    `#~ ${fix.title}${fix.isSafe === true ? ' (safe)' : ''}`,
    ...(fix.snippet === undefined ? [] : [`#$ ${JSON.stringify(fix.snippet)}`]),
    ...(fix.creates
      ? fix.creates.map(({ file }) => `#* ${file}`)
      : changes(text.split('\n'), applyEdits(text, editsOf(finding, fix)).split('\n'), own)),
  ];
}

/** The lines between those that stay at both ends. */
function changes(before: readonly string[], after: readonly string[], own: number): string[] {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) {
    same += 1;
  }
  let sameAtEnd = 0;
  while (sameAtEnd < shorter - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) {
    sameAtEnd += 1;
  }
  const gone = before.slice(same, before.length - sameAtEnd);
  const come = after.slice(same, after.length - sameAtEnd).map((line) => marked('#+', line));
  if (same === own && gone.length === 1 && come.length > 0) {
    return come;
  }
  return [
    ...before.slice(Math.max(0, same - 1), same).map((line) => marked('#=', line)),
    ...gone.map((line) => marked('#-', line)),
    ...come,
  ];
}

function textAt({ at: { start, end } }: RelatedPlace, text: string): string {
  const line = text.split('\n')[start.line] ?? '';
  return line.slice(start.character, start.line === end.line ? end.character : undefined);
}

function marked(mark: string, line: string): string {
  return line === '' ? mark : `${mark} ${line}`;
}
