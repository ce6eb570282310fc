/** An edit of a file that a plugin has, made from the text that the file had then. */
export interface ScaffoldEdit {
  /** Relative to the plugin's folder, with forward slashes. */
  readonly path: string;
  /** The whole text from which the edit was made; the file is written only while it still has it. */
  readonly before: string;
  readonly after: string;
}

/** A piece of a text and what stands in its place afterwards; offsets in UTF-16 units, `end` exclusive. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** U+FEFF at the start of a text. */
const MARK = '\ufeff';

/**
 * An edit of a file as its author thinks of it: without a byte-order mark and with lines that end in LF, whatever the file
 * has. The mark stays, every line that is not touched keeps its end, and new ones get the end that most lines have.
 * @param change The changes of that plain text; none overlaps another.
 */
export function editOf(path: string, before: string, change: (text: string) => readonly Change[]): ScaffoldEdit {
  const mark = before.startsWith(MARK) ? MARK : '';
  const raw = before.slice(mark.length);
  const breaks = [...raw.matchAll(/\r\n/g)].map(({ index }) => index);
  const lineEnd = breaks.length * 2 > raw.split('\n').length - 1 ? '\r\n' : '\n';
  const changes = [...change(raw.replaceAll('\r\n', '\n'))].sort((one, other) => one.start - other.start);
  let after = mark;
  let read = 0;
  for (const { start, end, text } of changes) {
    const [from, to] = [rawOffset(breaks, start), rawOffset(breaks, end)];
    if (from < read || to < from) {
      throw new Error(`The changes of ${path} overlap at ${start}.`);
    }
    after += raw.slice(read, from) + text.replaceAll('\n', lineEnd);
    read = to;
  }
  return { path, before, after: after + raw.slice(read) };
}

/** Where an offset of the plain text lies in the text whose CRLFs begin at `breaks`: each before it is one unit longer. */
function rawOffset(breaks: readonly number[], offset: number): number {
  // The break with number n begins at breaks[n] - n in the plain text.
  const before = breaks.findIndex((at, index) => at - index >= offset);
  return offset + (before === -1 ? breaks.length : before);
}
