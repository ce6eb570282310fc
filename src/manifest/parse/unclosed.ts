import type { CST } from 'yaml';
import { lineEnd } from './text-range';

/** A quoted string or flow collection that has a beginning but no end. */
export interface Unclosed {
  readonly start: number;
  readonly missing: '"' | "'" | ']' | '}';
}

/** The one that is closed by another's bracket if there is such, or else the first that is not closed at all. */
export function unclosedIn(tokens: readonly CST.Token[]): Unclosed | undefined {
  const found = everyUnclosed(tokens).sort((a, b) => a.start - b.start);
  return found.find(({ hasOther }) => hasOther) ?? found[0];
}

/**
 * The first that is not closed on its own lines, while with all lines joined it ends right in front of a mistake: then
 * its end is most likely the beginning of the next one, such as the first quote in `a: "b` and `c: "d"` on two lines.
 */
export function closedByNext(
  tokens: readonly CST.Token[],
  joined: readonly CST.Token[],
  mistake: number,
  text: string,
): Unclosed | undefined {
  const candidates = everyUnclosed(tokens).sort((a, b) => a.start - b.start);
  const starts = new Set(candidates.map(({ start }) => start));
  const close = new Set<number>();
  for (const token of everyToken(joined)) {
    const end = starts.has(token.offset) ? endOf(token) : undefined;
    if (end !== undefined && end <= mistake && mistake <= lineEnd(text, end)) {
      close.add(token.offset);
    }
  }
  return candidates.find(({ start }) => close.has(start));
}

function everyUnclosed(tokens: readonly CST.Token[]): (Unclosed & { readonly hasOther: boolean })[] {
  const found: (Unclosed & { readonly hasOther: boolean })[] = [];
  for (const token of everyToken(tokens)) {
    const missing = missingEnd(token);
    if (missing !== undefined) {
      const hasOther = token.type === 'flow-collection' && bracketOf(token) !== undefined;
      found.push({ start: token.offset, missing, hasOther });
    }
  }
  return found;
}

function missingEnd(token: CST.Token): Unclosed['missing'] | undefined {
  if (token.type === 'flow-collection') {
    const bracket = token.start.source === '{' ? '}' : ']';
    return bracketOf(token)?.source === bracket ? undefined : bracket;
  }
  if (token.type === 'single-quoted-scalar') {
    return isQuoted(token.source, "'") ? undefined : "'";
  }
  return token.type === 'double-quoted-scalar' && !isQuoted(token.source, '"') ? '"' : undefined;
}

function isQuoted(source: string, quote: string): boolean {
  return source.length > 1 && source.endsWith(quote);
}

function bracketOf({ end }: CST.FlowCollection): CST.SourceToken | undefined {
  return end.find(({ source }) => source === ']' || source === '}');
}

/** Where a quoted string or flow collection ends. */
function endOf(token: CST.Token): number | undefined {
  if (token.type === 'flow-collection') {
    const bracket = bracketOf(token);
    return bracket && bracket.offset + 1;
  }
  return token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar'
    ? token.offset + token.source.length
    : undefined;
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
