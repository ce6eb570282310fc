import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, normalize } from '../../base/paths';

/** A path in the person's own folder, such as that of `~/.spaceone`. */
export function inHome(...parts: readonly string[]): string {
  return join(normalize(homedir()), ...parts);
}

/** The names of a folder's files; undefined where there is no folder that can be read. */
export async function fileNames(folder: string): Promise<string[] | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  return entries?.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
}
