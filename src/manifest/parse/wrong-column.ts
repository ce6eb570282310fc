import type { StructureProblem } from './structure-problem';
import type { SyntaxError } from './syntax-problem';
import { lineEnd, lineStart } from './text-range';

/** How the parser's words begin where a key stands in no column that a mapping has. */
const beginnings = [
  'All mapping items must start at the same column',
  'Sequence item without - indicator',
  'Unexpected scalar at node end',
];

/** At the beginning of a line: a key, in front of its colon. */
const keyAtStart = /^[ ]*((?:-[ ]+)*)("[^"\r\n]*"|'[^'\r\n]*'|[\w$.@/-][^\s:#]*)[ ]*:(?=\s|$)/;

/** A key that is indented too little for the mapping above it, or too much for it; undefined for any other mistake. */
export function wrongColumn({ code, message, pos }: SyntaxError, text: string): StructureProblem | undefined {
  const start = beginnings.some((each) => message.startsWith(each))
    ? lineStart(text, afterBlankLines(text, pos[0]))
    : code === 'BLOCK_AS_IMPLICIT_KEY'
      ? lineBehindValue(text, pos[0])
      : undefined;
  const [, dashes, key] = start === undefined ? [] : (keyAtStart.exec(lineAt(text, start)) ?? []);
  if (start === undefined || key === undefined || dashes !== '') {
    return undefined;
  }
  const column = blanksOf(lineAt(text, start));
  const others = columnsAbove(text, start);
  if (others.length === 0 || others.includes(column)) {
    return undefined;
  }
  const range = { start: start + column, end: start + column + key.length };
  const places = others.map((each) => each + 1).sort((a, b) => a - b);
  const last = places.pop() ?? 1;
  const wanted = places.length === 0 ? String(last) : `${places.join(', ')} or ${String(last)}`;
  const name = /^["']/.test(key) ? key : `"${key}"`;
  return {
    code: 'manifest/syntax',
    range,
    message: `${name} is indented to column ${column + 1}, where no mapping above it has its keys: move it to column ${wanted}.`,
  };
}

/** The line after a value that has no colon of its own, so that the one behind it is what troubles the parser. */
function lineBehindValue(text: string, value: number): number | undefined {
  const end = lineEnd(text, value);
  return /:(?:\s|$)/.test(text.slice(value, end)) ? undefined : lineStart(text, afterBlankLines(text, end));
}

/** The columns of the keys that are open above a line, the innermost first. */
function columnsAbove(text: string, below: number): number[] {
  const columns: number[] = [];
  let limit = Infinity;
  for (let start = below; start > 0 && limit > 0;) {
    start = lineStart(text, start - 1);
    const line = lineAt(text, start);
    const key = keyAtStart.exec(line);
    const outer = blanksOf(line);
    const inner = outer + (key?.[1]?.length ?? 0);
    if (key && inner < limit) {
      columns.push(inner);
      limit = inner;
    }
    if (key && inner > outer && outer < limit) {
      limit = outer + 1;
    }
  }
  return columns;
}

function afterBlankLines(text: string, from: number): number {
  return from + (/^(?:\s|#[^\r\n]*(?=[\r\n]|$))*/.exec(text.slice(from))?.[0].length ?? 0);
}

function lineAt(text: string, start: number): string {
  return text.slice(start, lineEnd(text, start));
}

function blanksOf(line: string): number {
  return line.length - line.trimStart().length;
}
