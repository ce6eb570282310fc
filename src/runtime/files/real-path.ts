import { fstatSync, readlinkSync, realpath, stat } from 'node:fs';
import { promisify } from 'node:util';
import { isInside, normalize } from '../../base/paths';
import { isShort } from './patience';

/**
 * True when what was opened lies in one of the folders, wherever links led on the way.
 * @param handle Of the opened file; asked instead of the path, which may lead elsewhere by now.
 */
export async function liesIn(folders: readonly string[], handle: number, path: string): Promise<boolean> {
  const real = pathOfHandle(handle) ?? (await pathByIdentity(handle, path));
  return real !== undefined && isInOneOf(folders, real);
}

/** True when a folder is, or really lies in, one of the folders; false when it is not there. */
export async function folderLiesIn(folders: readonly string[], folder: string): Promise<boolean> {
  const real = await realPathOf(folder);
  return real !== undefined && isInOneOf(folders, real);
}

async function isInOneOf(folders: readonly string[], real: string): Promise<boolean> {
  if (folders.some((folder) => isInside(folder, real))) {
    return true;
  }
  // The folders may be links themselves, and a system that ignores case has a spelling of its own.
  const reals = await Promise.all(folders.map(realPathOf));
  return reals.some((folder) => folder !== undefined && isInside(folder, real));
}

/** The path of what was opened, as Linux knows it; asks no disk. Undefined elsewhere. */
function pathOfHandle(handle: number): string | undefined {
  if (process.platform !== 'linux') {
    return undefined;
  }
  try {
    return readlinkSync(`/proc/self/fd/${handle}`);
  } catch {
    return undefined;
  }
}

/** The real path to which a path leads, if that is what was opened; undefined when it leads elsewhere by now. */
export async function pathByIdentity(handle: number, path: string): Promise<string | undefined> {
  const real = await realPathOf(path);
  const there = real === undefined ? undefined : await promisify(stat)(real, { bigint: true }).catch(() => undefined);
  const opened = fstatSync(handle, { bigint: true });
  return there?.dev === opened.dev && there.ino === opened.ino ? real : undefined;
}

async function realPathOf(path: string): Promise<string | undefined> {
  const real = await promisify(realpath.native)(path).catch((error: unknown) => {
    // It would be taken for a path that leads elsewhere.
    if (isShort(error)) {
      throw error;
    }
    return undefined;
  });
  return process.platform === 'win32' && real !== undefined ? normalize(real) : real;
}
