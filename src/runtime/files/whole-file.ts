import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, copyFile, link, lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { errorCode } from './error-code';
import { nameOf } from './unreadable-file';

/**
 * Puts a file in its place: written whole beside it, then renamed over what is there. At no moment is there half a file
 * or none. What is there and no regular file is not replaced: behind a device or a link stands something of the
 * system's, or of somebody who wanted it elsewhere.
 * @param mode The permissions, as for a new file unless given.
 * @throws WorkbenchError for what is no regular file, or the system's own error; what was there before is there then.
 */
export async function writeWhole(file: string, text: string, mode = 0o666): Promise<void> {
  await refuseOther(file);
  await beside(file, text, mode, (written) => renameOver(written, file));
}

/**
 * {@link writeWhole} for a file that is the workbench's own wherever it lies: a link in its place goes, and not what it
 * leads to.
 */
export async function writeOwn(file: string, text: string): Promise<void> {
  await refuseOther(file, (there) => there.isSymbolicLink());
  await beside(file, text, 0o666, (written) => renameOver(written, file));
}

async function refuseOther(file: string, isOurs: (there: Stats) => boolean = () => false): Promise<void> {
  const there = await lstat(file).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  });
  if (there && !there.isFile() && !isOurs(there)) {
    throw new WorkbenchError({
      what: `Cannot write ${file}.`,
      why: `It is ${nameOf(there)}, not a file.`,
      where: { file },
    });
  }
}

/**
 * Writes a file that is not there yet, whole.
 * @param mode The permissions, as for a new file unless given.
 * @throws the system's own error, `EEXIST` where something has the name by then, a link included.
 */
export async function writeNew(file: string, text: string, mode = 0o666): Promise<void> {
  await beside(file, text, mode, (written) => moveToNew(written, file));
}

async function beside(file: string, text: string, mode: number, place: (written: string) => Promise<void>) {
  const written = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeDurably(written, text, mode);
    await place(written);
  } catch (error) {
    await rm(written, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Writes a file of a new name and waits until the disk has it. */
export async function writeDurably(file: string, text: string, mode = 0o666): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Codes with which a file system says that it has no hard links, or none here. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'UNKNOWN'];

/** True for the error of a file system without hard links. */
function isWithoutLinks(error: unknown): boolean {
  return NO_LINKS.includes(errorCode(error));
}

/** Gives a file a second name, or, on a file system without hard links, makes a copy. */
export async function linkOrCopy(file: string, as: string): Promise<void> {
  try {
    await link(file, as);
  } catch (error) {
    if (!isWithoutLinks(error)) {
      throw error;
    }
    await copyFile(file, as, constants.COPYFILE_EXCL);
  }
}

/** Waits until the disk has the names in a folder. Windows opens no folders, and some file systems do not sync them. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}

/**
 * Moves a file to a name that nothing has.
 * @throws the system's own error, `EEXIST` where something has it.
 */
export async function moveToNew(from: string, to: string): Promise<void> {
  try {
    // A link is refused where there is something, at the very moment; renaming would replace it.
    await link(from, to);
  } catch (error) {
    if (!isWithoutLinks(error)) {
      throw error;
    }
    if (await isThere(to)) {
      throw Object.assign(new Error(`EEXIST: file already exists, ${to}`), { code: 'EEXIST' });
    }
    await renameOver(from, to);
    return;
  }
  // It is in its place, and nobody may be told otherwise.
  await rm(from).catch(() => undefined);
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** How often and after how many milliseconds Windows is asked again to replace a file that somebody has open. */
const TRIES = 10;
const PAUSE = 50;

/** Renames over what is there; patient with Windows, where a scanner may hold a file for a moment. */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = errorCode(error);
      const isHeld = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isHeld || tries === TRIES) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
