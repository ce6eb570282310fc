import { lineEnd, lineStart, type TextRange } from './text-range';

/**
 * Takes Helm and Go template actions out of a YAML text of which the length must stay: an action inside a line
 * becomes letters, lines that hold nothing but actions become comments.
 */
export function maskTemplates(text: string, actions: readonly TextRange[]): string {
  if (actions.length === 0) {
    return text;
  }
  const blanked = replaceRanges(text, actions, () => ' ');
  let line = { start: 0, end: -1, isEmpty: false };
  return replaceRanges(text, actions, ({ start, end }) => {
    if (start < line.start || end > line.end) {
      const from = lineStart(blanked, start);
      const to = lineEnd(blanked, end);
      line = { start: from, end: to, isEmpty: /^\s*(?:#|$)/.test(blanked.slice(from, to)) };
    }
    return line.isEmpty ? '#' : 'x';
  });
}

/** True for an action on lines of its own or in the place of a whole key or value: it may stand for any number of keys. */
export function mayHoldKeys(text: string, { start, end }: TextRange): boolean {
  const before = text.slice(lineStart(text, start), start).trimEnd();
  const after = text.slice(end, lineEnd(text, end)).trimStart();
  return /^$|(?:^|\s)[-?]$|[:[{,]$/.test(before) && /^(?:$|#|:|\{\{)/.test(after);
}

/** The text with line breaks and comments inside flow collections and quoted strings turned into blanks. */
export function joinLines(text: string, joints: readonly TextRange[]): string {
  return replaceRanges(text, joints, () => ' ', /[^]/g);
}

/** Replaces every character in the ranges, line breaks excepted unless asked for. */
function replaceRanges(
  text: string,
  ranges: readonly TextRange[],
  by: (range: TextRange) => string,
  which = /[^\r\n]/g,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const range of ranges) {
    parts.push(text.slice(at, range.start), text.slice(range.start, range.end).replace(which, by(range)));
    at = range.end;
  }
  return parts.join('') + text.slice(at);
}
