import type { YAMLParseError } from 'yaml';
import type { StructureProblem } from './structure-problem';
import { firstLine, lineStart, type TextRange } from './text-range';
import { typographicSign } from './typographic-sign';
import type { Unclosed } from './unclosed';
import { wrongColumn } from './wrong-column';

/** What is used of the parser's errors. */
export type SyntaxError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** The one that comes first in the text. */
export function firstError(errors: readonly SyntaxError[]): SyntaxError | undefined {
  return errors.reduce<SyntaxError | undefined>((a, b) => (a && a.pos[0] <= b.pos[0] ? a : b), undefined);
}

/** The first syntax error; those after it mostly follow from it. */
export function syntaxProblem(
  errors: readonly SyntaxError[],
  unclosed: Unclosed | undefined,
  text: string,
): StructureProblem | undefined {
  const first = firstError(errors);
  if (!first) {
    return undefined;
  }
  if (unclosed && unclosed.start <= first.pos[0]) {
    // The parser notices at the end of the text; the mistake is where nothing was closed.
    const range = firstLine({ start: unclosed.start, end: text.length }, text);
    return { code: 'manifest/syntax', range, message: unclosedWords[unclosed.missing] };
  }
  const tab = tabIn(text, first.pos[0]);
  if (tab !== undefined) {
    return { code: 'manifest/syntax', range: { start: tab, end: tab + 1 }, message: wordsOfTab };
  }
  const told = typographicSign(text, first.pos[0]) ?? wrongColumn(first, text);
  if (told) {
    return told;
  }
  const start = Math.min(first.pos[0], text.length);
  const end = first.code === 'BLOCK_AS_IMPLICIT_KEY' ? text.length : Math.max(first.pos[1], start);
  const range = firstLine({ start, end: Math.min(end, text.length) }, text);
  return { code: 'manifest/syntax', range: visible(range, text), message: wordsFor(first) };
}

const wordsOfTab = 'A tab stands in the indentation: YAML is indented with spaces, never with tabs.';

/** The tab in the indentation of a line or of the next one, which looks to the parser as if it belonged to the line above. */
function tabIn(text: string, at: number): number | undefined {
  const start = lineStart(text, Math.min(at, text.length));
  const [, line = '', gap = '', next = ''] =
    /^([^\r\n]*)((?:\r?\n[ \t]*(?=\r?\n))*\r?\n?)([^\r\n]*)/.exec(text.slice(start)) ?? [];
  const indented = [
    { from: start, blanks: /^[ \t]*/.exec(line)?.[0] ?? '' },
    { from: start + line.length + gap.length, blanks: /^[ \t]*/.exec(next)?.[0] ?? '' },
  ];
  const found = indented.find(({ blanks }) => blanks.includes('\t'));
  return found && found.from + found.blanks.indexOf('\t');
}

/** An error at the end of a text or line covers nothing: it is shown on the last character before it. */
function visible(range: TextRange, text: string): TextRange {
  if (range.end > range.start) {
    return range;
  }
  const end = text.slice(0, range.start).trimEnd().length;
  return { start: Math.max(end - 1, 0), end };
}

/** Where the parser's own words do not say what to do. */
const plainWords: Partial<Record<YAMLParseError['code'], string>> = {
  TAB_AS_INDENT: wordsOfTab,
  BLOCK_AS_IMPLICIT_KEY:
    'A mapping cannot start here: quote a value that contains ": ", or begin the mapping on its own line.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line and end with ":".',
  IMPOSSIBLE: 'A key must be a single word or string.',
  RESOURCE_EXHAUSTION: 'Nested too deep to be read.',
};

/** Where one code stands for several mistakes, by how the parser's words begin. */
const plainBeginnings: readonly (readonly [beginning: string, words: string])[] = [
  ['Implicit map keys need', 'A key must be followed by ":".'],
  ['Flow sequence in block', 'A list in brackets must be indented deeper than its key.'],
  ['Flow map in block', 'A mapping in braces must be indented deeper than its key.'],
];

const unclosedWords: Record<Unclosed['missing'], string> = {
  '"': 'The quoted text does not end: a " is missing.',
  "'": "The quoted text does not end: a ' is missing.",
  ']': 'The list does not end: a "]" is missing.',
  '}': 'The mapping does not end: a "}" is missing.',
};

function wordsFor({ code, message }: SyntaxError): string {
  const known = plainBeginnings.find(([beginning]) => message.startsWith(beginning));
  return known?.[1] ?? plainWords[code] ?? sentence(message);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
