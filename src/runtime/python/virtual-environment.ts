import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import { writeOwn } from '../files/whole-file';
import { errorCode } from '../files/error-code';

/** The interpreter of a virtual environment. */
export function pythonOf(environment: string): string {
  return process.platform === 'win32'
    ? path.join(environment, 'Scripts', 'python.exe')
    : path.join(environment, 'bin', 'python');
}

/** What the workbench writes into an environment that it works on. */
interface Mark {
  /** True when the workbench made it, so that it may remove it. */
  readonly made: boolean;
  /** False from before the first change until the last one is done. */
  readonly finished: boolean;
  /** The name under which a person's broken environment lies beside it, until that has been told. */
  readonly aside?: string | undefined;
}

/** The file with what the workbench notes of an environment. */
export const MARK = 'plugin-workbench.json';

async function readMark(environment: string): Promise<Mark | undefined> {
  try {
    const text = await readText(path.join(environment, MARK), { kind: 'own', within: [environment] });
    const value = JSON.parse(text ?? '') as Partial<Mark>;
    return {
      made: value.made === true,
      finished: value.finished === true,
      ...(typeof value.aside === 'string' && { aside: path.basename(value.aside) }),
    };
  } catch {
    return undefined;
  }
}

/** Marks an environment as being worked on, or as done. */
export async function mark(environment: string, state: Mark): Promise<void> {
  await writeOwn(path.join(environment, MARK), `${JSON.stringify(state)}\n`);
}

/** True for an environment whose set-up began and did not come to its end. */
export async function isUnfinished(environment: string): Promise<boolean> {
  return (await readMark(environment))?.finished === false;
}

/** Where a person's environment was moved to for this one, by a set-up that nobody was told the end of. */
export async function untoldAside(environment: string): Promise<string | undefined> {
  const { aside } = (await readMark(environment)) ?? {};
  return aside === undefined ? undefined : path.join(path.dirname(environment), aside);
}

/** True for an environment that the workbench made itself. */
export async function isOurs(environment: string): Promise<boolean> {
  return (await readMark(environment))?.made === true;
}

/** What stands where an environment is wanted. */
export async function kindOf(environment: string): Promise<'nothing' | 'environment' | 'something else'> {
  try {
    const names = (await lstat(environment)).isSymbolicLink()
      ? await targetNames(environment)
      : await readdir(environment);
    return names.includes('pyvenv.cfg') ? 'environment' : names.length === 0 ? 'nothing' : 'something else';
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'nothing' : 'something else';
  }
}

/** A link that leads nowhere is something that a person made. */
async function targetNames(link: string): Promise<string[]> {
  return readdir(link).catch(() => ['']);
}

/** What stood where an environment is made, until the new one is whole. */
export interface Aside {
  readonly place: string;
  /** True for a person's, which stays; the workbench's own is removed in the end. */
  readonly stays: boolean;
}

/**
 * Makes room for a new environment where a broken one is: it is moved aside, and gone only once the new one is whole.
 * Undefined when what was there was never finished, which is no loss.
 */
export async function clearAway(environment: string): Promise<Aside | undefined> {
  const found = await readMark(environment);
  if (found?.made === true && !found.finished) {
    await remove(environment);
    return undefined;
  }
  const place = replacedBy(environment);
  await removeReplaced(environment);
  if (found?.made === true && (await kindOf(place)) === 'nothing') {
    await rename(environment, place);
    return { place, stays: false };
  }
  return { place: await moveToFreeName(environment), stays: true };
}

/** Removes what a new environment that is whole by now has replaced. */
export async function removeReplaced(environment: string): Promise<void> {
  const place = replacedBy(environment);
  if (await isOurs(place)) {
    await remove(place);
  }
}

/** Where the environment lies that a new one replaces, until that is whole. */
export function replacedBy(environment: string): string {
  return `${environment}.replaced`;
}

async function moveToFreeName(environment: string): Promise<string> {
  for (let count = 1; ; count++) {
    const place = `${environment}.broken${count > 1 ? `-${count}` : ''}`;
    if ((await kindOf(place)) === 'nothing') {
      // An empty folder gives way; one that is filled meanwhile does not.
      await rmdir(place).catch(() => undefined);
      await rename(environment, place);
      return place;
    }
  }
}

/** Removes an environment. */
export async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Makes the folder of a new environment, hidden from git, with its mark: even a start that is cut off is known for what it is. */
export async function begin(environment: string, aside: Aside | undefined): Promise<void> {
  try {
    await mkdir(environment, { recursive: true });
    await mark(environment, {
      made: true,
      finished: false,
      aside: aside?.stays === true ? path.basename(aside.place) : undefined,
    });
    await writeOwn(path.join(environment, '.gitignore'), '*\n');
  } catch (cause) {
    throw new WorkbenchError({
      what: `Cannot write into ${path.dirname(environment)}.`,
      why: cause instanceof Error ? cause.message : undefined,
      next: { title: 'Make the folder writable for you and set up again' },
      cause,
    });
  }
}

/** Takes away an environment that did not come about, and puts back what was moved aside for it. */
export async function undo(environment: string, aside: Aside | undefined): Promise<void> {
  await remove(environment);
  if (aside) {
    await rename(aside.place, environment);
  }
}
