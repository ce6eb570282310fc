import type { CST } from 'yaml';

/** The offset of the first tab outside quoted strings, block scalars and comments; undefined when there is none. */
export function bareTab(tokens: readonly CST.Token[]): number | undefined {
  let first: number | undefined;
  const open: (CST.Token | CST.SourceToken)[] = [...tokens];
  const look = (more: readonly (CST.Token | CST.SourceToken | null | undefined)[] = []): void => {
    for (const token of more) {
      if (token) {
        open.push(token);
      }
    }
  };
  for (let token = open.pop(); token; token = open.pop()) {
    if ('source' in token && ['space', 'newline', 'scalar'].includes(token.type)) {
      const tab = token.source.indexOf('\t');
      if (tab >= 0) {
        first = Math.min(first ?? Infinity, token.offset + tab);
      }
    }
    if (token.type === 'document') {
      look(token.start);
      look([token.value]);
    }
    if ('items' in token) {
      for (const { start, key, sep, value } of token.items) {
        look(start);
        look(sep);
        look([key, value]);
      }
    }
    if ('end' in token) {
      look(token.end);
    }
  }
  return first;
}
