import { pcre, type PatternDialect } from './pattern-dialects';
import { translatePattern } from './pattern-translation';

/** What MongoDB takes (its own limit of a `$regex`), in characters. */
const LONGEST = 32_764;

/**
 * A pattern that a request brings, as the store reads it, whatever the case of what it is held against. Its match may
 * take for ever: it belongs into `withinLimit` (plugin-query.ts).
 * @throws Error when it is no pattern, when it is longer than the database takes, or when JavaScript cannot match it
 */
export function patternOf(text: string, dialect: PatternDialect = pcre): RegExp {
  if (text.length > LONGEST) {
    throw new Error('Regular expression is too long');
  }
  if (text.includes('\0')) {
    throw new Error('Regular expression cannot contain an embedded null byte');
  }
  try {
    return new RegExp(translatePattern(text, dialect), 'iu');
  } catch (error) {
    throw new Error(`Regular expression is invalid: ${patternProblem(error)}`, { cause: error });
  }
}

/** What JavaScript says of a pattern, without the pattern, which may be long and hold anything. */
export function patternProblem(error: unknown): string {
  return (error as Error).message.replace(/^Invalid regular expression: \/.*\/iu: /s, '');
}
