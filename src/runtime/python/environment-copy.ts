import { lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { readText } from '../files/read-file';
import { linkOrCopy, writeWhole } from '../files/whole-file';
import { MARK, isOurs, kindOf, mark, removeReplaced, replacedBy } from './virtual-environment';

/**
 * A second environment beside one that works, with the same files: installers put a new file in the place of an old one
 * and never write into it, so the files are shared until then. Undefined where the one that works has to be filled itself:
 * on Windows, whose programs are held while they run, for a link, and beside something that is not ours.
 */
export async function copyBeside(environment: string, signal?: AbortSignal): Promise<string | undefined> {
  if (process.platform === 'win32' || (await lstat(environment)).isSymbolicLink()) {
    return undefined;
  }
  const copy = `${environment}.new`;
  await removeReplaced(environment);
  if (await isOurs(copy)) {
    await rm(copy, { recursive: true, force: true });
  }
  if ((await kindOf(copy)) !== 'nothing' || (await kindOf(replacedBy(environment))) !== 'nothing') {
    return undefined;
  }
  try {
    await mkdir(copy, { recursive: true });
    await mark(copy, { made: true, finished: false });
    await copyInto(environment, copy, signal);
    return copy;
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
}

async function copyInto(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [original, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
      if (entry.name === MARK) {
        // The copy has its own.
      } else if (entry.isDirectory()) {
        await mkdir(copy);
        await copyInto(original, copy, signal);
      } else if (entry.isSymbolicLink()) {
        await symlink(await readlink(original), copy);
      } else if (entry.isFile()) {
        await linkOrCopy(original, copy);
      }
    }),
  );
}

/** Puts a filled copy into the place of the environment that it was made from, which is gone then. */
export async function putInPlace(copy: string, environment: string): Promise<void> {
  await readdressScripts(copy, environment);
  const replaced = replacedBy(environment);
  await rename(environment, replaced);
  try {
    await rename(copy, environment);
  } catch (error) {
    await rename(replaced, environment);
    throw error;
  }
  // It is whole in the copy; what runs from it still may hold a file or two.
  await rm(replaced, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
}

/** Puts an environment back that a machine which went down in the middle of {@link putInPlace} has left aside. */
export async function putBackReplaced(environment: string): Promise<void> {
  const replaced = replacedBy(environment);
  if ((await kindOf(environment)) === 'nothing' && (await kindOf(replaced)) === 'environment') {
    await rm(environment, { recursive: true, force: true });
    await rename(replaced, environment);
  }
}

/** Scripts name their interpreter by its whole path: those that came with the copy name the copy's. */
async function readdressScripts(copy: string, environment: string): Promise<void> {
  const folder = path.join(copy, 'bin');
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const { size, mode } = await lstat(file);
    const text = entry.isFile() && size < 100_000 ? await scriptIn(file, copy) : undefined;
    if (text?.startsWith('#!') === true && text.includes(`${copy}/`)) {
      await writeWhole(file, text.replaceAll(`${copy}/`, `${environment}/`), mode & 0o777);
    }
  }
}

async function scriptIn(file: string, copy: string): Promise<string | undefined> {
  return readText(file, { kind: 'own', within: [copy] }).catch(() => undefined);
}
