import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rm,
  rmdir,
  stat,
  symlink,
  type FileHandle,
} from 'node:fs/promises';
import { isWithoutLinks, moveToNew, renameOver, writeDurably } from '../whole-file';

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

/** Of a file that is read as a whole, in bytes. */
const LONGEST = 1 << 20;

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
  names: (folder) => readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : raise(error))),
  read: (path) =>
    withFile(path, async (file, size) =>
      size > LONGEST ? undefined : (await file.readFile('utf8')).slice(0, LONGEST),
    ),
  hash: (path) =>
    withFile(path, async (file) => {
      const hash = createHash('sha256');
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        hash.update(chunk as Buffer);
      }
      return hash.digest('hex');
    }),
  async makeFolder(folder) {
    await mkdir(folder);
  },
  async makeFolders(folder) {
    await mkdir(folder, { recursive: true });
  },
  async write(path, text, mode) {
    await writeDurably(path, text);
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
    await link(path, as).catch((error: unknown) =>
      isWithoutLinks(error) ? copyFile(path, as, constants.COPYFILE_EXCL) : raise(error),
    );
  },
  move: renameOver,
  moveToNew,
  async sync(folder) {
    // Windows opens no folders, and some file systems do not sync them.
    const handle = await open(folder, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  },
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

/** Looks into what was opened: a regular file, not through a link, never waiting as at a pipe. */
async function withFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T | undefined> {
  // Neither flag exists on Windows, where both count as none.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((error: unknown) => (isNoFile(error) ? undefined : raise(error)));
  if (!file) {
    return undefined;
  }
  try {
    const stats = await file.stat();
    return stats.isFile() ? await work(file, stats.size) : undefined;
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function isNoFile(error: unknown): boolean {
  // ELOOP is a link, EISDIR a folder on Windows, ENXIO a socket.
  return isMissing(error) || ['ELOOP', 'EISDIR', 'ENXIO'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function raise(error: unknown): never {
  throw error;
}
