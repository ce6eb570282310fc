import { createHash } from 'node:crypto';

const LONGEST_READABLE = 60;
const SUM_LENGTH = 24;

/**
 * A name that any file system takes, for a record that is known by some texts: one of them to read, as far as it has
 * plain letters, and a sum of all of them, so that no two records have the same.
 */
export function recordName(readable: string, ...texts: readonly string[]): string {
  const plain = readable
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_READABLE);
  const sum = createHash('sha256')
    .update(JSON.stringify([readable, ...texts]))
    .digest('hex');
  return `${plain}-${sum.slice(0, SUM_LENGTH)}`;
}

/** The part of a record's name that a person knows it by. */
export function readablePart(name: string): string {
  return name.slice(0, -SUM_LENGTH - 1);
}
