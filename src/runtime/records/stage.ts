import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { renameOver, writeDurably } from '../files/whole-file';
import { errorCode } from '../files/error-code';

/** Milliseconds after which what a killed process left is litter. */
const LITTER_AFTER = 3_600_000;

/** Where things become whole before they are seen, and go before they are removed: on the same file system as their place. */
export class Stage {
  private readonly making: string;
  private readonly kept: string;

  constructor(folder: string) {
    this.making = path.join(folder, 'new');
    this.kept = path.join(folder, 'damaged');
  }

  /** Makes sure that it may be written to, and removes what killed processes left. */
  async open(): Promise<void> {
    await this.tryToWrite();
    for (const name of await readdir(this.making).catch(() => [])) {
      const left = path.join(this.making, name);
      const age = await stat(left).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > LITTER_AFTER) {
        await removeTree(left);
      }
    }
  }

  /** A new folder with one file, on the disk when this resolves; nothing when it rejects. */
  async make(file: string, text: string): Promise<string> {
    const made = this.newPath();
    await makeFolder(made);
    try {
      await writeDurably(path.join(made, file), text, 0o600);
    } catch (error) {
      await removeTree(made);
      throw error;
    }
    return made;
  }

  /** Moves a folder that was made here to its place; false, and it is gone, when something is there. */
  async moveWhereNothingIs(made: string, target: string): Promise<boolean> {
    try {
      await renameOver(made, target).catch(async (error: unknown) => {
        if (errorCode(error) !== 'ENOENT') {
          throw error;
        }
        await makeFolder(path.dirname(target));
        await renameOver(made, target);
      });
      return true;
    } catch (error) {
      await removeTree(made);
      if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error)) || (isDenied(error) && (await isThere(target)))) {
        return false;
      }
      throw error;
    }
  }

  /** Removes a folder from its place at once, whatever happens; what cannot be removed stays. */
  async takeAway(folder: string): Promise<void> {
    const away = this.newPath();
    const isAway = await renameOver(folder, away).then(
      () => true,
      () => false,
    );
    if (isAway) {
      await removeTree(away);
    }
  }

  /** Moves a folder to where a person finds it; it stays when that fails, or another process did. */
  async keep(folder: string): Promise<boolean> {
    try {
      await makeFolder(this.kept);
      await renameOver(folder, path.join(this.kept, `${path.basename(folder)}-${newName()}`));
      return true;
    } catch {
      return false;
    }
  }

  /** A disk that is full now is no reason not to read what it holds. */
  private async tryToWrite(): Promise<void> {
    const made = this.newPath();
    await makeFolder(made).catch((error: unknown) => {
      if (!['ENOSPC', 'EDQUOT'].includes(errorCode(error))) {
        throw error;
      }
    });
    await removeTree(made);
  }

  private newPath(): string {
    return path.join(this.making, newName());
  }
}

function newName(): string {
  return randomBytes(8).toString('hex');
}

/** Litter that cannot be removed now is removed another time. */
async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** What Windows says of a place where something is, too. */
function isDenied(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
}

/** @throws the system's own error where it does not say */
export async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error))) {
      throw error;
    }
    return false;
  }
}

/** Not by the recursive mkdir of Node 20, which never ends where a file system takes no folders, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || path.dirname(folder) === folder) {
      throw error;
    }
    await makeFolder(path.dirname(folder));
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  });
}
