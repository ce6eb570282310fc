import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** How programs are looked for. */
export interface ProgramSearch {
  /** Folders whose programs are not taken, such as those of the workspace: whoever wrote a plugin has not to choose what runs. */
  readonly keptOut: readonly string[];
  /** What stands in for the PATH. */
  readonly searchPath?: string | undefined;
}

/**
 * The programs of these names on the PATH as full paths, name by name in its order. Relative parts of the PATH do not
 * count: they would mean the working folder, where a workspace may have planted one.
 */
export async function programsOnPath(
  names: readonly string[],
  { keptOut, searchPath = process.env['PATH'] }: ProgramSearch,
): Promise<string[]> {
  const outside = await Promise.all(keptOut.map(real));
  const folders = (searchPath ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  // What is started without a shell is no batch file.
  const ending = process.platform === 'win32' ? '.exe' : '';
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name + ending)));
  const found: string[] = [];
  for (const file of new Set(files)) {
    const folder = await real(path.dirname(file));
    if (!outside.some((out) => folder === out || folder.startsWith(out + path.sep)) && (await isProgram(file))) {
      found.push(file);
    }
  }
  return found;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function real(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return path.resolve(folder);
  }
}
