/** What is new is marked once nothing has been typed for so many milliseconds. */
export const REST = 300;

/** A finding as far as it matters whether two are the same. */
export interface Mark {
  readonly code: string;
  /** 0-based line where it begins. */
  readonly line: number;
}

/** A change of a text, as the editor tells it. */
export interface TextChange {
  readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * The milliseconds to wait after an edit before its text is checked: as long as the last check took, so that checks take
 * half of the time at most, however fast somebody types.
 */
export function pauseAfter(work: number): number {
  return Math.min(Math.max(work, 20), 120);
}

/**
 * The line in which somebody is typing, if it looks so: one character came or went in it. What comes otherwise (a
 * completion, a fix, a paste, a new line) is whole.
 */
export function typedLine(changes: readonly TextChange[]): number | undefined {
  const [change, ...others] = changes;
  if (!change || others.length > 0) {
    return undefined;
  }
  const { range, rangeLength, text } = change;
  const isTyped = text === '' ? rangeLength === 1 : /^[^\r\n]$/u.test(text);
  return isTyped && range.start.line === range.end.line ? range.start.line : undefined;
}

/**
 * What stays marked of a text in a line of which somebody is typing. A word that is half there is wrong, and so are
 * others on its account, until it is whole: nothing new is marked before the typing rests or leaves the line, and away
 * from the line nothing goes. In it, what is mended goes at once.
 */
export function markedWhileTyping<T extends Mark>(before: readonly T[], now: readonly T[], line: number): T[] {
  const [was, is] = [keysOf(before), keysOf(now)];
  const kept = before.filter((mark) => mark.line !== line && !is.has(keyOf(mark)));
  return [...now.filter((mark) => was.has(keyOf(mark))), ...kept].sort((one, other) => one.line - other.line);
}

function keysOf(marks: readonly Mark[]): Set<string> {
  return new Set(marks.map(keyOf));
}

function keyOf({ code, line }: Mark): string {
  return `${line} ${code}`;
}
