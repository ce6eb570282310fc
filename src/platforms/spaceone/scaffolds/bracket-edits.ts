import type { Change } from '../../../base/scaffold-edit';

/** A list of Python or JSON: between the brackets, without comments and strings that could be taken for them. */
interface List {
  /** The offset behind its opening bracket. */
  readonly start: number;
  /** The offset of its closing bracket. */
  readonly end: number;
  /** The offset behind the last character of its last item, or of the comma behind that; undefined for an empty one. */
  readonly last: number | undefined;
}

/** The list whose opening bracket is at an offset; undefined where it does not end. */
function listAt(text: string, open: number): List | undefined {
  let depth = 0;
  let last: number | undefined;
  for (let at = open; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '#') {
      const line = text.indexOf('\n', at);
      at = line < 0 ? text.length : line - 1;
      continue;
    }
    if (char === '"' || char === "'") {
      at = endOfString(text, at);
    } else if ('([{'.includes(char)) {
      depth += 1;
    } else if (')]}'.includes(char)) {
      depth -= 1;
      if (depth === 0) {
        return { start: open + 1, end: at, last };
      }
    }
    if (at > open && !/\s/.test(char)) {
      last = at + 1;
    }
  }
  return undefined;
}

/** The offset of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') {
      at += 1;
    } else if (char === quote || char === '\n') {
      return at;
    }
  }
  return text.length;
}

/**
 * An item behind the last of a list, written as the others are: on a line of its own where they stand so, with a comma behind
 * it where the last one has one.
 * @param open The offset of the list's opening bracket.
 * @returns undefined where the list does not end
 */
export function addedToList(text: string, open: number, item: string): Change | undefined {
  const list = listAt(text, open);
  if (!list) {
    return undefined;
  }
  const { start, end, last } = list;
  if (last === undefined) {
    return { start, end: start, text: item };
  }
  const hasComma = text.charAt(last - 1) === ',';
  const isOver = text.slice(start, end).includes('\n');
  const indent = isOver ? `\n${indentAt(text, last - 1)}` : ' ';
  return { start: last, end: last, text: `${hasComma ? '' : ','}${indent}${item}${hasComma ? ',' : ''}` };
}

/** What stands before the first word of the line of an offset. */
function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/**
 * A line of imports among those that bring something of the same package, in the order of the alphabet; behind the others
 * where there is none.
 * @returns undefined where the module imports nothing
 */
export function addedImport(text: string, line: string): Change | undefined {
  const [, module = ''] = /^from (\S+) import/.exec(line) ?? [];
  const [own = ''] = module.split('.');
  const all = [...text.matchAll(/^(?:from (\S+) import (?:\([^)]*\)|.*)|import .*)\n/gm)];
  const ofPackage = all.filter(([, from]) => from?.split('.')[0] === own);
  const later = ofPackage.find(([, from = '']) => from > module);
  if (later) {
    return { start: later.index, end: later.index, text: `${line}\n` };
  }
  const last = ofPackage.at(-1) ?? all.at(-1);
  const at = last && last.index + last[0].length;
  return at === undefined ? undefined : { start: at, end: at, text: `${line}\n` };
}
