import { chmod, lstat, mkdir, mkdtemp, readdir, readlink, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';

/** What is at a path; a link is seen as itself, never as what it leads to. */
export type Entry = { is: 'file' | 'folder' | 'other'; mode: number } | { is: 'link'; to: string };

/** The few things that the writer does to a disk, so that a test can make each of them fail. */
export interface Disk {
  /** Undefined when nothing is there. */
  look(path: string): Promise<Entry | undefined>;
  /** True for a folder and for a link to one; undefined when nothing is there. */
  isFolder(path: string): Promise<boolean | undefined>;
  /** The names in a folder; none when it is not there. */
  names(folder: string): Promise<string[]>;
  /** Makes the folder and those above it. */
  makeFolders(folder: string): Promise<void>;
  /** Makes a folder of a new name that starts with the prefix. */
  makeTemporaryFolder(prefix: string): Promise<string>;
  write(path: string, text: string, mode: number | undefined): Promise<void>;
  move(from: string, to: string): Promise<void>;
  /** Removes a file or an empty folder. */
  remove(path: string): Promise<void>;
  removeTree(folder: string): Promise<void>;
}

export const realDisk: Disk = {
  async look(path) {
    try {
      const stats = await lstat(path);
      if (stats.isSymbolicLink()) {
        return { is: 'link', to: await readlink(path) };
      }
      return { is: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other', mode: stats.mode & 0o777 };
    } catch (error) {
      return isMissing(error) ? undefined : raise(error);
    }
  },
  async isFolder(path) {
    try {
      return (await stat(path)).isDirectory();
    } catch (error) {
      return isMissing(error) ? undefined : raise(error);
    }
  },
  names: (folder) => readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : raise(error))),
  async makeFolders(folder) {
    await mkdir(folder, { recursive: true });
  },
  makeTemporaryFolder: (prefix) => mkdtemp(prefix),
  async write(path, text, mode) {
    await writeFile(path, text, { flag: 'wx', ...(mode !== undefined && { mode }) });
    if (mode !== undefined) {
      await chmod(path, mode);
    }
  },
  move: (from, to) => rename(from, to),
  async remove(path) {
    const entry = await realDisk.look(path);
    if (entry?.is === 'folder') {
      await rmdir(path);
    } else {
      await rm(path);
    }
  },
  removeTree: (folder) => rm(folder, { recursive: true, force: true }),
};

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function raise(error: unknown): never {
  throw error;
}
