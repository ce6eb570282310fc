/** A stretch of text in UTF-16 offsets; the end is excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function shift(range: TextRange, by: number): TextRange {
  return { start: range.start + by, end: range.end + by };
}

/** The part of a range that lies on its first line, without trailing blanks: what a squiggle should cover. */
export function firstLine(range: TextRange, text: string): TextRange {
  let end = range.start;
  while (end < range.end && !isBreak(text.charAt(end))) {
    end += 1;
  }
  while (end > range.start && /[ \t]/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return { start: range.start, end };
}

/** The offset at which the line of an offset begins, behind a byte order mark. */
export function lineStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && !isBreak(text.charAt(at - 1))) {
    at -= 1;
  }
  return at === 0 && from > 0 && text.startsWith('\uFEFF') ? 1 : at;
}

/** The offset of the line break that ends the line of an offset, or the text's end. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBreak(text.charAt(at))) {
    at += 1;
  }
  return at;
}

export function isBreak(char: string): boolean {
  return char === '\n' || char === '\r';
}
