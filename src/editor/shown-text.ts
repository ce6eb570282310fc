import { visible } from '../base/visible';

const LONGEST = 200;

/** A stranger's text as one line of a view: no line breaks, nothing unseen in it, and no more than a person reads. */
export function shownText(text: string): string {
  // The start is enough, however long it is.
  const start = text
    .slice(0, 10 * LONGEST)
    .replace(/\s+/g, ' ')
    .trim();
  const line = visible(start);
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
