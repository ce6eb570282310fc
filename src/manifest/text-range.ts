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
  const breakAt = text.slice(range.start, range.end).search(/[\r\n]/);
  let end = breakAt < 0 ? range.end : range.start + breakAt;
  while (end > range.start && /[ \t]/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return { start: range.start, end };
}
