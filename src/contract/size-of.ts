import type { Json } from '../base/json';

/** What a value takes beside its text, about. */
const BYTES_A_VALUE = 16;

/**
 * About as many bytes as a value takes in memory, told without writing it out; no more than just above a limit is
 * counted.
 */
export function sizeOf(value: Json, limit: number): number {
  const open = [value];
  let size = 0;
  for (let next = open.pop(); next !== undefined && size <= limit; next = open.pop()) {
    size += BYTES_A_VALUE + (typeof next === 'string' ? next.length : 0);
    if (Array.isArray(next)) {
      next.forEach((item) => open.push(item));
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, value] of Object.entries(next)) {
        size += key.length;
        open.push(value);
      }
    }
  }
  return size;
}
