import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { join, normalize } from '../../base/paths';

/** A path in the person's own folder, such as that of `~/.spaceone`. */
export function inHome(...parts: readonly string[]): string {
  return join(normalize(homedir()), ...parts);
}

/** Where the workbench keeps what can be had again, for the editor and the command line alike. */
export function cacheFolder(variables: Readonly<Record<string, string | undefined>> = process.env): string {
  const base =
    process.platform === 'win32'
      ? variables['LOCALAPPDATA']
      : process.platform === 'darwin'
        ? inHome('Library', 'Caches')
        : variables['XDG_CACHE_HOME'];
  return join(normalize(base !== undefined && isAbsolute(base) ? base : inHome('.cache')), 'plugin-workbench');
}

/** The names of a folder's files; undefined where there is no folder that can be read. */
export async function fileNames(folder: string): Promise<string[] | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  return entries?.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
}
