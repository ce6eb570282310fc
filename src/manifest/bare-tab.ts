import type { CST } from 'yaml';

/** The offset of the first tab outside quoted strings, block scalars and comments; undefined when there is none. */
export function bareTab(tokens: readonly CST.Token[]): number | undefined {
  let first: number | undefined;
  const open: (CST.Token | CST.SourceToken)[] = [...tokens];
  for (let token = open.pop(); token; token = open.pop()) {
    if ('source' in token && ['space', 'newline', 'scalar'].includes(token.type)) {
      const tab = token.source.indexOf('\t');
      if (tab >= 0) {
        first = Math.min(first ?? Infinity, token.offset + tab);
      }
    }
    if (token.type === 'document') {
      open.push(...token.start, ...(token.value ? [token.value] : []));
    }
    if ('items' in token) {
      const items: readonly CST.CollectionItem[] = token.items;
      for (const { start, key, sep, value } of items) {
        open.push(...start, ...(sep ?? []), ...(key ? [key] : []), ...(value ? [value] : []));
      }
    }
    if ('end' in token) {
      open.push(...token.end);
    }
  }
  return first;
}
