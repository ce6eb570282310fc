/** The largest message that goes out or comes in, in bytes. */
export const LARGEST_MESSAGE = 64 * 1024 * 1024;

/** A size for people, such as `64` or `1.5`. */
export function megabytes(bytes: number): string {
  const value = bytes / 1024 / 1024;
  return value >= 10 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}
