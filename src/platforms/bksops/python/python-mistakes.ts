import type { TextRange } from '../../../manifest/parse/text-range';
import { childrenOf, nodesIn, rangeOf, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';
import { compileErrorsIn } from './compile-errors';

/** What Python 3.11 refuses to compile. */
export interface PythonMistake {
  readonly range: TextRange;
  /** What it is, as a sentence begins with it. */
  readonly what: string;
  /** True for what Python 2 took. */
  readonly isPython2: boolean;
}

/** New words of the language that the parser does not know everywhere: what it says in such a line is no proof. */
const NEWER = /\bcase\b|\bmatch\b|\bas\b|\blambda\b|\*|:=|^\s*@|\b[rR]?[fF][rR]?["']|\\$/;

/**
 * What is certainly no Python 3.11, in the order of the text: what Python 2 alone took, what the compiler refuses, and
 * the first other place where the parser stumbles.
 */
export function mistakesIn(top: SyntaxNode, text: string): PythonMistake[] {
  const old = [...oldStatements(top, text), ...mixedIndents(text, top), ...openTexts(top, text)];
  const first = firstBroken(top);
  const isTold = old.some(({ range }) => first && lineStart(text, range.start) === lineStart(text, first.from));
  const broken = first && !isTold ? brokenAt(first, text) : undefined;
  // Around a place that is no Python, nobody knows what stands in what.
  const refused = first ? [] : compileErrorsIn(top, text);
  return [...old, ...refused, ...(broken ? [broken] : [])].sort((a, b) => a.range.start - b.range.start);
}

/** Also one at the very end, where something is never closed. */
function firstBroken(top: SyntaxNode): SyntaxNode | undefined {
  const cursor = top.cursor();
  do {
    if (cursor.name === '⚠') {
      return cursor.node;
    }
  } while (cursor.next());
  return undefined;
}

function brokenAt(node: SyntaxNode, text: string): PythonMistake | undefined {
  const from = text.lastIndexOf('\n', node.from - 1) + 1;
  const line = text.slice(from, lineEnd(text, node.from));
  if (NEWER.test(line) || isInFormatString(node)) {
    return undefined;
  }
  const end = node.to > node.from ? Math.min(node.to, lineEnd(text, node.from)) : node.from;
  const range = end > node.from ? { start: node.from, end } : visible(node.from, text);
  const fullWidth = /[：，（）；“”‘’]/.exec(text.slice(range.start, range.end + 1))?.[0];
  const what = fullWidth === undefined ? 'This is no Python' : `"${fullWidth}" is no character of Python's`;
  return { range, what, isPython2: false };
}

/** The last character that is written before a place where something is missing. */
function visible(at: number, text: string): TextRange {
  let start = at;
  while (start > 0 && /\s/.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start > 0 ? { start: start - 1, end: start } : { start: at, end: Math.min(at + 1, text.length) };
}

function isInFormatString(node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name === 'FormatString' || at.name === 'FormatReplacement') {
      return true;
    }
  }
  return false;
}

function* oldStatements(top: SyntaxNode, text: string): Generator<PythonMistake> {
  const old = (range: TextRange, what: string): PythonMistake => ({ range, what, isPython2: true });
  for (const node of nodesIn(top, 'PrintStatement', 'TryStatement', 'RaiseStatement', 'CompareOp', 'Number', '⚠')) {
    const words = [...childrenOf(node)];
    const written = textOf(node, text);
    if (node.name === 'PrintStatement') {
      yield old(rangeOf(node.firstChild ?? node), '"print" is a function and needs parentheses');
    } else if (node.name === 'TryStatement') {
      yield* oldHandlers(words).map((comma) => old(rangeOf(comma), 'An exception gets its name by "as", not a comma'));
    } else if (node.name === 'RaiseStatement' && words.some(({ name }) => name === ',')) {
      yield old(rangeOf(node), 'An exception is raised with its message in parentheses');
    } else if (written === '<>') {
      yield old(rangeOf(node), '"<>" is written "!="');
    } else if (node.name === 'Number' && /^0[0-7_]*[1-7]/.test(written)) {
      yield old(rangeOf(node), 'An octal number begins with "0o"');
    } else if (node.name === '⚠') {
      const what = oldToken(text.slice(lineStart(text, node.from), lineEnd(text, node.from)));
      if (what !== undefined) {
        yield old(visible(node.from, text), what);
      }
    }
  }
}

/** A text in simple quotes ends on its line; the parser ends one there that does not. */
function* openTexts(top: SyntaxNode, text: string): Generator<PythonMistake> {
  for (const node of nodesIn(top, 'String')) {
    const written = textOf(node, text);
    const [, quotes = ''] = /^[A-Za-z]*('''|"""|'|")/.exec(written) ?? [];
    if (quotes.length === 1 && (!written.endsWith(quotes) || written.replace(/^[A-Za-z]*/, '') === quotes)) {
      yield { range: rangeOf(node), what: 'This text has no quote at its end', isPython2: false };
      return;
    }
  }
}

/** `except A, e:`: the commas between a class and a name. */
function oldHandlers(words: readonly SyntaxNode[]): SyntaxNode[] {
  return words.filter(({ name }, index) => name === ',' && words[index - 2]?.name === 'except');
}

/** What the parser stumbles over where Python 2 did not. */
function oldToken(line: string): string | undefined {
  if (/^\s*exec\s+[^\s(=.]/.test(line)) {
    return '"exec" is a function and needs parentheses';
  }
  return /\b[uU][rR]["']/.test(line) ? 'The prefix "ur" is no longer one of a string' : undefined;
}

/** Lines of one block that begin with tabs here and blanks there: TabError. */
function mixedIndents(text: string, top: SyntaxNode): PythonMistake[] {
  if (!/^\t/m.test(text) || !/^ /m.test(text)) {
    return [];
  }
  for (const body of nodesIn(top, 'Body')) {
    const starts = [...childrenOf(body)]
      .filter(({ name }) => name !== ':' && name !== '⚠')
      .map(({ from }) => ({ from, indent: text.slice(lineStart(text, from), from) }))
      .filter(({ indent }) => /^[ \t]+$/.test(indent));
    const first = starts[0];
    const other = first && starts.find(({ indent }) => indent !== first.indent);
    if (other) {
      const range = { start: other.from - other.indent.length, end: other.from };
      return [{ range, what: 'Tabs and blanks do not go together in one block', isPython2: true }];
    }
  }
  return [];
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
