import type { Dialect } from '../dialects/dialect';
import { writeScalar } from './write-value';

/** A value that is to be written: texts, lists and mappings of them. */
export type Written = string | readonly Written[] | ReadonlyMap<string, Written>;

/** The lines of a mapping or a list in block style, without indentation; of anything empty, and of a text, one line. */
export function blockLines(value: Written, dialect: Dialect): string[] {
  if (isMapping(value) && value.size > 0) {
    return [...value].flatMap(([key, child]) => entryLines(key, child, dialect));
  }
  if (isList(value) && value.length > 0) {
    return value.flatMap((item) => itemLines(item, dialect));
  }
  return [typeof value === 'string' ? writeScalar(value, dialect) : flowText(value)];
}

/** An entry of a mapping in block style. */
export function entryLines(key: string, value: Written, dialect: Dialect): string[] {
  const head = `${writeScalar(key, dialect)}:`;
  const lines = blockLines(value, dialect);
  return isFilled(value) ? [head, ...indented(lines)] : [`${head} ${lines.join('')}`];
}

/** An item of a list in block style: its first line stands behind the dash. */
export function itemLines(item: Written, dialect: Dialect): string[] {
  const [first = '', ...rest] = blockLines(item, dialect);
  return [`- ${first}`, ...indented(rest)];
}

/** The value on one line, as a reader of JSON takes it as well. */
export function flowText(value: Written): string {
  if (isMapping(value)) {
    return `{${[...value].map(([key, child]) => flowEntry(key, child)).join(', ')}}`;
  }
  return isList(value) ? `[${value.map(flowText).join(', ')}]` : JSON.stringify(value);
}

/** An entry of a mapping on one line. */
export function flowEntry(key: string, value: Written): string {
  return `${JSON.stringify(key)}: ${flowText(value)}`;
}

export function indented(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(by) + line));
}

function isFilled(value: Written): boolean {
  return (isMapping(value) && value.size > 0) || (isList(value) && value.length > 0);
}

function isMapping(value: Written): value is ReadonlyMap<string, Written> {
  return value instanceof Map;
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}
