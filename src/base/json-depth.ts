/** How deep JSON of somebody else may be nested; what goes over a value in recursion holds several times that. */
export const DEEPEST_JSON = 1000;

/** Where a text of JSON is nested deeper than {@link DEEPEST_JSON}: the offset of the bracket; undefined where it is not. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isQuoted) {
      at += code === BACKSLASH ? 1 : 0;
      isQuoted = code !== QUOTE;
    } else if (code === QUOTE) {
      isQuoted = true;
    } else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      depth += 1;
      if (depth > DEEPEST_JSON) {
        return at;
      }
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
      depth -= 1;
    }
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
