import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
import path from 'node:path';
import { normalize } from '../../base/paths';
import { readBytes, readText } from '../files/read-file';
import { UnreadableFile } from '../files/unreadable-file';
import { linkOrCopy, moveToNew, renameOver, syncFolder, writeDurably } from '../files/whole-file';
import { errorCode } from '../files/error-code';

/** What is at a path; a link is seen as itself, never as what it leads to. */
export type Entry = (
  { readonly is: 'file' | 'folder' | 'other'; readonly mode: number } | { readonly is: 'link'; readonly to: string }
) & {
  /** What the file system itself tells it from all others by. */
  readonly id: string;
  readonly size: number;
  /** When its content last changed, in milliseconds since 1970. */
  readonly changed: number;
};

/** The few things that the writer does to a disk, so that a test can make each of them fail. */
export interface Disk {
  /** Undefined when nothing is there. */
  look(path: string): Promise<Entry | undefined>;
  /** True for a folder and for a link to one; undefined when nothing is there. */
  isFolder(path: string): Promise<boolean | undefined>;
  /** The path without links on the way; the path as it is when nothing is there. */
  real(path: string): Promise<string>;
  /** True for a file that is marked as not to be written, or may not be. */
  isReadOnly(path: string): Promise<boolean>;
  /** The names in a folder; none when it is not there. */
  names(folder: string): Promise<string[]>;
  /** The text of a small file; undefined for what is none, or is longer. */
  read(path: string): Promise<string | undefined>;
  /** A hash of what is in a file; undefined where there is none. */
  hash(path: string): Promise<string | undefined>;
  /** Makes one folder; one that is there is an error. */
  makeFolder(folder: string): Promise<void>;
  /** Makes the folder and those above it. */
  makeFolders(folder: string): Promise<void>;
  /** Writes a file of a new name and waits until the disk has it. */
  write(path: string, text: string, mode?: number): Promise<void>;
  /** Gives a file or a link a second name, or, on file systems without that, makes a copy. */
  keep(path: string, as: string): Promise<void>;
  /** Puts a file or folder in the place of what is there, if anything. */
  move(from: string, to: string): Promise<void>;
  /** Rejects with `EEXIST` when something has the name. */
  moveToNew(from: string, to: string): Promise<void>;
  /** Waits until the disk has the names in a folder, where a system can tell. */
  sync(folder: string): Promise<void>;
  /** Removes a file or an empty folder. */
  remove(path: string): Promise<void>;
  removeTree(folder: string): Promise<void>;
}

export const realDisk: Disk = {
  async look(path) {
    try {
      const stats = await lstat(path, { bigint: true });
      const known = { id: `${stats.dev}:${stats.ino}`, size: Number(stats.size), changed: Number(stats.mtimeMs) };
      if (stats.isSymbolicLink()) {
        return { is: 'link', to: await readlink(path), ...known };
      }
      const is = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
      return { is, mode: Number(stats.mode & 0o777n), ...known };
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
  real: (path) => realpath(path).then(normalize, (error: unknown) => (isMissing(error) ? path : raise(error))),
  async isReadOnly(path) {
    // Who may write everywhere is told by the mark alone.
    return ((await stat(path)).mode & 0o222) === 0 || (await access(path, constants.W_OK).then(() => false, isRefused));
  },
  names: (folder) => readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : raise(error))),
  read: (file) => readText(file, { kind: 'own', within: [path.dirname(file)] }).catch(unreadable),
  async hash(file) {
    const bytes = await readBytes(file, { kind: 'document', within: [path.dirname(file)] }).catch(unreadable);
    return bytes && createHash('sha256').update(bytes).digest('hex');
  },
  async makeFolder(folder) {
    await mkdir(folder);
  },
  async makeFolders(folder) {
    await mkdir(folder, { recursive: true });
  },
  async write(path, text, mode) {
    await writeDurably(path, text, mode);
    if (mode !== undefined) {
      await chmod(path, mode);
    }
  },
  async keep(path, as) {
    const entry = await realDisk.look(path);
    if (entry?.is === 'link') {
      await symlink(entry.to, as);
      return;
    }
    await linkOrCopy(path, as);
  },
  move: renameOver,
  moveToNew,
  sync: syncFolder,
  async remove(path) {
    const entry = await realDisk.look(path);
    if (entry?.is === 'folder') {
      await rmdir(path);
    } else {
      await rm(path);
    }
  },
  removeTree: (folder) => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
};

/** What is there and no file to read is as good as none; one that a disk does not give at the moment is not. */
function unreadable(error: unknown): undefined {
  return error instanceof UnreadableFile && error.liesIn !== 'system' ? undefined : raise(error);
}

function isRefused(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error)) || raise(error);
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function raise(error: unknown): never {
  throw error;
}
