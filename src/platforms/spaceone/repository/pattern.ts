/** What MongoDB takes (its own limit of a `$regex`), in characters. */
const LONGEST = 32_764;

/**
 * A pattern that a request brings, whatever the case of what it is held against. Its match may take for ever: it
 * belongs into `withinLimit` (plugin-query.ts).
 * @throws Error when it is no pattern, or longer than the database takes
 */
export function patternOf(text: string): RegExp {
  if (text.length > LONGEST) {
    throw new Error('Regular expression is too long');
  }
  return new RegExp(text, 'i');
}
