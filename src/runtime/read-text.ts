import { readFile } from 'node:fs/promises';

/** A file's text; undefined when there is none that can be read. */
export async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
