import type { YAMLParseError } from 'yaml';
import type { StructureProblem } from './structure-problem';
import { firstLine, type TextRange } from './text-range';

/** What is used of the parser's errors. */
export type SyntaxError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** The first syntax error; those after it mostly follow from it. */
export function syntaxProblem(errors: readonly SyntaxError[], text: string): StructureProblem | undefined {
  const [one, ...others] = errors;
  if (!one) {
    return undefined;
  }
  const first = others.reduce((a, b) => (b.pos[0] < a.pos[0] ? b : a), one);
  const start = Math.min(first.pos[0], text.length);
  const end = first.code === 'BLOCK_AS_IMPLICIT_KEY' ? text.length : Math.max(first.pos[1], start);
  const range = firstLine({ start, end: Math.min(end, text.length) }, text);
  return { code: 'manifest/syntax', range: visible(range, text), message: wordsFor(first) };
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
  TAB_AS_INDENT: 'YAML is indented with spaces, never with tabs.',
  BLOCK_AS_IMPLICIT_KEY:
    'A mapping cannot start here: quote a value that contains ": ", or begin the mapping on its own line.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line and end with ":".',
  IMPOSSIBLE: 'A key must be a single word or string.',
  RESOURCE_EXHAUSTION: 'Nested too deep to be read.',
};

/** Where one code stands for several mistakes, by how the parser's words begin. */
const plainBeginnings: readonly (readonly [beginning: string, words: string])[] = [
  ['Implicit map keys need', 'A key must be followed by ":".'],
  ['Missing closing "', 'The quoted text does not end: a " is missing.'],
  ["Missing closing '", "The quoted text does not end: a ' is missing."],
  ['Flow sequence in block', 'The list does not end: a "]" is missing.'],
  ['Flow map in block', 'The mapping does not end: a "}" is missing.'],
];

function wordsFor({ code, message }: SyntaxError): string {
  const known = plainBeginnings.find(([beginning]) => message.startsWith(beginning));
  return known?.[1] ?? plainWords[code] ?? sentence(message);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
