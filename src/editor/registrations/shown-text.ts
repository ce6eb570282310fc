const LONGEST = 200;

/**
 * A server's text as one line of a view: no line breaks, no characters that turn the direction of what stands around
 * them, and no more than a person reads.
 */
export function shownText(text: string): string {
  // The start is enough, however long it is.
  const line = text
    .slice(0, 10 * LONGEST)
    .replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
