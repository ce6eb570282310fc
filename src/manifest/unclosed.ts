import type { CST } from 'yaml';

/** A quoted string or flow collection that has a beginning but no end. */
export interface Unclosed {
  readonly start: number;
  readonly missing: '"' | "'" | ']' | '}';
}

/** The one that is closed by another's bracket if there is such, or else the first that is not closed at all. */
export function unclosedIn(tokens: readonly CST.Token[]): Unclosed | undefined {
  let first: Unclosed | undefined;
  let isWrong = false;
  for (const token of everyToken(tokens)) {
    const missing = missingEnd(token);
    if (missing !== undefined) {
      const hasOther = token.type === 'flow-collection' && bracketOf(token) !== undefined;
      if (!first || (hasOther && !isWrong) || (hasOther === isWrong && token.offset < first.start)) {
        first = { start: token.offset, missing };
        isWrong = hasOther;
      }
    }
  }
  return first;
}

function missingEnd(token: CST.Token): Unclosed['missing'] | undefined {
  if (token.type === 'flow-collection') {
    const bracket = token.start.source === '{' ? '}' : ']';
    return bracketOf(token) === bracket ? undefined : bracket;
  }
  if (token.type === 'single-quoted-scalar') {
    return isQuoted(token.source, "'") ? undefined : "'";
  }
  return token.type === 'double-quoted-scalar' && !isQuoted(token.source, '"') ? '"' : undefined;
}

function isQuoted(source: string, quote: string): boolean {
  return source.length > 1 && source.endsWith(quote);
}

function bracketOf({ end }: CST.FlowCollection): string | undefined {
  return end.find(({ source }) => source === ']' || source === '}')?.source;
}

/** The tokens and all that they hold, in no order. */
function* everyToken(tokens: readonly CST.Token[]): Generator<CST.Token> {
  const open: CST.Token[] = [...tokens];
  for (let token = open.pop(); token; token = open.pop()) {
    yield token;
    if (token.type === 'document' && token.value) {
      open.push(token.value);
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        open.push(...[key, value].filter((child) => !!child));
      }
    }
  }
}
