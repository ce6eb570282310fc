import type { YAMLParseError } from 'yaml';
import type { StructureProblem } from './structure-problem';
import { firstLine } from './text-range';

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
  return { code: 'manifest/syntax', range, message: wordsFor(first) };
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

function wordsFor({ code, message }: SyntaxError): string {
  return plainWords[code] ?? sentence(message);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
