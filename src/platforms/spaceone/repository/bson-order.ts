import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';

/** A value as the database knows it: JSON, and times as such. */
export type Stored = Json | Date | undefined;

/** Values of different sorts never compare; between sorts, this is the order in which the database sorts them. */
const sorts = ['nothing', 'number', 'text', 'object', 'list', 'bool', 'time'] as const;

export function sortOf(value: Stored): (typeof sorts)[number] {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (value instanceof Date) {
    return 'time';
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  if (typeof value === 'object') {
    return 'object';
  }
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'bool';
}

/** Less than 0 when `a` comes first. */
export function compare(a: Stored, b: Stored): number {
  const [sortA, sortB] = [sortOf(a), sortOf(b)];
  if (sortA !== sortB) {
    return sorts.indexOf(sortA) - sorts.indexOf(sortB);
  }
  switch (sortA) {
    case 'nothing':
      return 0;
    case 'number':
    case 'bool':
    case 'time':
      return Number(a) - Number(b);
    case 'text':
      return compareTexts(a as string, b as string);
    case 'list':
      return compareLists(a as Json[], b as Json[]);
    case 'object':
      return compareObjects(Object.entries(a as JsonObject), Object.entries(b as JsonObject));
  }
}

export function isEqual(a: Stored, b: Stored): boolean {
  return compare(a, b) === 0;
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compare(a[index], b[index]);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

/** Key by key in their order: first the sort of the value counts, then the name of the key, then the value. */
function compareObjects(a: readonly (readonly [string, Json])[], b: readonly (readonly [string, Json])[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [[keyA, valueA] = ['', null], [keyB, valueB] = ['', null]] = [a[index], b[index]];
    const bySort = sorts.indexOf(sortOf(valueA)) - sorts.indexOf(sortOf(valueB));
    const order = bySort || compareTexts(keyA, keyB) || compare(valueA, valueB);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

/** By code points, as the bytes of UTF-8 sort. */
function compareTexts(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) {
    at += 1;
  }
  const high = at > 0 && isHighSurrogate(a.charCodeAt(at - 1)) ? at - 1 : at;
  return (a.codePointAt(high) ?? -1) - (b.codePointAt(high) ?? -1);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
