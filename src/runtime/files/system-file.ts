import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { readText } from './read-file';

/** What Linux tells in a file of `/proc`; empty where there is none, or it is not for this process to read. */
export async function systemText(file: string): Promise<string> {
  return (await readText(file, { kind: 'system', within: 'anywhere' }).catch(() => undefined)) ?? '';
}

/** {@link systemText} before anything else can happen. Only for names that are ours: it waits for what it opens. */
export function systemTextNow(file: `/proc/${string}`): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Makes sure that so many files can be opened now.
 * @throws the system's own error, such as `EMFILE`
 */
export function requireDescriptors(count: number): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) {
      opened.push(openSync(devNull, 'r'));
    }
  } finally {
    opened.forEach((each) => closeSync(each));
  }
}
