import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../runtime/files/error-code';
import { readText } from '../runtime/files/read-file';
import { UsageError } from './usage-error';

/**
 * Makes sure that a path of the command line is a folder.
 * @throws UsageError when it is none, or nothing is there
 */
export async function mustBeFolder(given: string): Promise<void> {
  const found = await stat(path.resolve(given)).catch((error: unknown) => noSuchPath(given, error, 'folder'));
  if (!found.isDirectory()) {
    throw new UsageError(`"${given}" is no folder.`);
  }
}

/**
 * What was read of a file that an option names.
 * @throws UsageError when there was none
 */
export async function mustBeFile<T>(given: string, content: T | undefined): Promise<T> {
  if (content !== undefined) {
    return content;
  }
  await stat(path.resolve(given)).catch((error: unknown) => noSuchPath(given, error, 'file'));
  throw new UsageError(`There was no file "${given}".`);
}

/**
 * The text of a file that an option names.
 * @throws UsageError when there is none; UnreadableFile for what is there and cannot be read
 */
export async function textOfNamed(given: string, signal: AbortSignal): Promise<string> {
  return mustBeFile(given, await readText(given, { kind: 'request', within: 'anywhere', signal }));
}

/**
 * Says why there is nothing at a path of the command line, by the system's error.
 * @throws UsageError in any case
 */
export async function noSuchPath(given: string, error: unknown, wanted = 'file or folder'): Promise<never> {
  if (!isNothing(error)) {
    throw new UsageError(`"${given}" cannot be read: ${obstacles[errorCode(error)] ?? String(error)}.`);
  }
  return nothingAt(given, wanted);
}

/**
 * Says that there is nothing at a path of the command line.
 * @throws UsageError in any case
 */
export async function nothingAt(given: string, wanted = 'file or folder'): Promise<never> {
  const target = await readlink(path.resolve(given)).catch(() => undefined);
  throw new UsageError(
    target === undefined
      ? `There is no ${wanted} "${given}".`
      : `"${given}" is a link to "${target}", where there is nothing.`,
  );
}

/** True when anything is at a path of the command line. */
export async function isThere(given: string): Promise<boolean> {
  return stat(path.resolve(given)).then(
    () => true,
    () => false,
  );
}

/** True for the error of a path at which there is nothing. */
export function isNothing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
}

const obstacles: Readonly<Record<string, string>> = {
  EACCES: 'you may not',
  EPERM: 'you may not',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the path is longer than the file system allows',
};
