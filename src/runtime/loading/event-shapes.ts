/** Judges a value that a process has told in which code of others runs. */
export type Judge = (value: unknown) => boolean;

export const text: Judge = (value) => typeof value === 'string';
export const flag: Judge = (value) => typeof value === 'boolean';
export const count: Judge = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
export const line: Judge = (value) => count(value) && value !== 0;
export const object: Judge = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const absentOr =
  (judge: Judge): Judge =>
  (value) =>
    value === undefined || judge(value);
export const noneOr =
  (judge: Judge): Judge =>
  (value) =>
    value === undefined || value === null || judge(value);
export const listOf =
  (judge: Judge): Judge =>
  (value) =>
    Array.isArray(value) && value.every(judge);
export const oneOf =
  (...words: readonly string[]): Judge =>
  (value) =>
    words.some((word) => word === value);
export const shape =
  (fields: Readonly<Record<string, Judge>>): Judge =>
  (value) => {
    const own = object(value) ? new Map(Object.entries(value as object)) : undefined;
    return own !== undefined && Object.entries(fields).every(([key, judge]) => judge(own.get(key)));
  };
