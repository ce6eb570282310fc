import { jsonProblem } from '../../base/json-error';
import type { Finding } from '../../manifest/finding';

/** True for a file that is read as JSON, whatever YAML would take. */
export function isJson(file: string): boolean {
  return file.toLowerCase().endsWith('.json');
}

/** What JSON does not take of a text that YAML does: comments, commas at the end, words without quotes. */
export function jsonFindings(text: string): Finding[] {
  // A mark at the start is no part of the text, and counts as a place.
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const problem = jsonProblem(text.slice(mark));
  if (!problem) {
    return [];
  }
  const start = problem.offset + mark;
  return [
    {
      code: 'manifest/json-syntax',
      severity: 'error',
      range: { start, end: Math.min(start + 1, text.length) },
      message: `Not JSON: ${problem.words}.`,
    },
  ];
}

/** A text in double or single quotes, or a comment in one of the two ways of JavaScript. */
const QUOTED_OR_COMMENT = /"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.)*'?|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g;

/**
 * The text with blanks in place of comments, every character at its place: YAML would read `// a comment` as the
 * beginning of the key behind it, and the manifest would not be known any more.
 */
export function withoutComments(text: string): string {
  return text.replace(QUOTED_OR_COMMENT, (found) => (found.startsWith('/') ? found.replace(/[^\r\n]/g, ' ') : found));
}
