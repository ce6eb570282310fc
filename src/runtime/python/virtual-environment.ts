import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../read-file';

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
}

const MARK = 'plugin-workbench.json';

async function readMark(environment: string): Promise<Mark | undefined> {
  try {
    const text = await readText(path.join(environment, MARK), { kind: 'own', within: [environment] });
    const value = JSON.parse(text ?? '') as Partial<Mark>;
    return { made: value.made === true, finished: value.finished === true };
  } catch {
    return undefined;
  }
}

/** Marks an environment as being worked on, or as done. */
export async function mark(environment: string, state: Mark): Promise<void> {
  await writeFile(path.join(environment, MARK), `${JSON.stringify(state)}\n`);
}

/** True for an environment whose set-up began and did not come to its end. */
export async function isUnfinished(environment: string): Promise<boolean> {
  return (await readMark(environment))?.finished === false;
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
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'nothing' : 'something else';
  }
}

/** A link that leads nowhere is something that a person made. */
async function targetNames(link: string): Promise<string[]> {
  return readdir(link).catch(() => ['']);
}

/**
 * Makes room for a new environment where a broken one is: its own work the workbench removes,
 * what a person made is moved aside. Returns the place to which it was moved.
 */
export async function clearAway(environment: string): Promise<string | undefined> {
  if (await isOurs(environment)) {
    await rm(environment, { recursive: true, force: true });
    return undefined;
  }
  for (let count = 1; ; count++) {
    const aside = `${environment}.broken${count > 1 ? `-${count}` : ''}`;
    if ((await kindOf(aside)) === 'nothing') {
      await rm(aside, { recursive: true, force: true });
      await rename(environment, aside);
      return aside;
    }
  }
}

/** Makes the folder of a new environment, hidden from git, with its mark: even a start that is cut off is known for what it is. */
export async function begin(environment: string): Promise<void> {
  try {
    await mkdir(environment, { recursive: true });
    await mark(environment, { made: true, finished: false });
    await writeFile(path.join(environment, '.gitignore'), '*\n');
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
export async function undo(environment: string, aside: string | undefined): Promise<void> {
  await rm(environment, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  if (aside) {
    await rename(aside, environment);
  }
}
