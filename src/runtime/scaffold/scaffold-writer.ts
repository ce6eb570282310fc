import { isAbsolute, resolve } from 'node:path';
import { dirname, join, normalize } from '../../base/paths';
import { caseless, type ScaffoldPlan } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import { realDisk, type Disk } from './disk';
import { survey, type Inspection } from './survey';

/**
 * What to do when some of the files are there already. `rename` takes a free name for the whole folder, never for single
 * files: a plugin in which `main.py` became `main-2.py` is no plugin, and one that shares its name with another takes
 * the other's place in the platform, so the new name goes into the files as well.
 */
export type Decision = 'refuse' | 'overwrite' | 'rename' | 'skip';

export interface Written {
  /** Absolute path of the folder that was written. */
  readonly folder: string;
  /** Absolute path of the file to open. */
  readonly open: string;
  /** The plan's paths that were written. */
  readonly files: readonly string[];
  /** The plan's paths that were there and stay as they were. */
  readonly kept: readonly string[];
}

/** What the person alone may read and write. */
const OWN = 0o600;

/** Turns a plan into files: all of them, or, after a failure or an abort, none. */
export class ScaffoldWriter {
  constructor(private readonly disk: Disk = realDisk) {}

  /**
   * What the plan would meet in the folder `into`, an absolute path; changes nothing.
   * @throws WorkbenchError when the plan or `into` cannot be used at all.
   */
  async inspect(plan: ScaffoldPlan, into: string): Promise<Inspection> {
    const place = absolute(into);
    try {
      return await survey(plan, place, this.disk);
    } catch (error) {
      throw error instanceof WorkbenchError ? error : cannotWrite(join(place, plan.folder), error);
    }
  }

  /**
   * Writes the plan under `into`, which is made when it is missing.
   * @throws WorkbenchError when something is in the way or the disk refuses; the signal's reason when it is aborted.
   * Either way the disk is as it was before.
   */
  async write(plan: ScaffoldPlan, into: string, decision: Decision, signal: AbortSignal): Promise<Written> {
    signal.throwIfAborted();
    const place = absolute(into);
    const first = await this.inspect(plan, place);
    const blocked = first.obstacle !== undefined || first.existing.length > 0;
    const chosen = decision === 'rename' && blocked ? plan.renamed(await this.freeName(plan.folder, place)) : plan;
    const found = chosen === plan ? first : await this.inspect(chosen, place);
    refuseIfBlocked(found, decision);

    const kept = decision === 'skip' ? [...found.existing, ...found.own] : found.own;
    const files = chosen.files.filter((file) => !kept.includes(file.path));
    const transaction = new Transaction(this.disk, found, signal);
    try {
      await transaction.run(place, files);
    } catch (error) {
      throw await transaction.rolledBack(error);
    }
    return {
      folder: found.folder,
      open: join(found.folder, chosen.open),
      files: files.map((file) => file.path),
      kept,
    };
  }

  private async freeName(name: string, into: string): Promise<string> {
    const taken = new Set((await this.disk.names(into)).map(caseless));
    for (let number = 2; ; number++) {
      const candidate = `${name}-${number}`;
      if (!taken.has(caseless(candidate))) {
        return candidate;
      }
    }
  }
}

/** One writing: everything is laid beside its place first, then moved into it; what was done is undone in reverse. */
class Transaction {
  private readonly undo: (() => Promise<void>)[] = [];
  private stage = '';

  constructor(
    private readonly disk: Disk,
    private readonly found: Inspection,
    private readonly signal: AbortSignal,
  ) {}

  async run(into: string, files: ScaffoldPlan['files']): Promise<void> {
    const { folder, exists, existing } = this.found;
    await this.makeFolders(into);
    // Beside its place and not among the system's temporary files: only within one file system is a move atomic.
    const stage = normalize(await this.disk.makeTemporaryFolder(`${exists ? folder : into}/.plugin-workbench-`));
    this.stage = stage;
    this.undo.push(() => this.disk.removeTree(stage));
    const fresh = join(stage, 'new');
    await this.disk.makeFolders(fresh);
    for (const file of files) {
      this.signal.throwIfAborted();
      const old = existing.includes(file.path) ? await this.disk.look(join(folder, file.path)) : undefined;
      await this.disk.makeFolders(dirname(join(fresh, file.path)));
      await this.disk.write(join(fresh, file.path), file.text, old?.is === 'file' ? old.mode : file.local && OWN);
    }
    this.signal.throwIfAborted();
    if (exists) {
      await this.moveInto(folder, files);
    } else {
      await this.disk.move(fresh, folder);
    }
    // Everything is in its place: a stage that cannot be removed is no reason to take it back.
    await this.disk.removeTree(stage).catch(() => undefined);
  }

  private async moveInto(folder: string, files: ScaffoldPlan['files']): Promise<void> {
    const old = join(this.stage, 'old');
    await this.disk.makeFolders(old);
    for (const [index, { path }] of files.entries()) {
      this.signal.throwIfAborted();
      const target = join(folder, path);
      await this.makeFolders(dirname(target));
      if (this.found.existing.includes(path)) {
        const backup = join(old, String(index));
        await this.disk.move(target, backup);
        this.undo.push(() => this.disk.move(backup, target));
      } else if ((await this.disk.look(target)) !== undefined) {
        throw new WorkbenchError({ what: `${target} appeared while the files were being written.` });
      }
      await this.disk.move(join(this.stage, 'new', path), target);
      this.undo.push(() => this.disk.remove(target));
    }
  }

  /** Makes a folder level by level, so that each one made can be taken back. */
  private async makeFolders(folder: string): Promise<void> {
    if ((await this.disk.isFolder(folder)) === true) {
      return;
    }
    await this.makeFolders(dirname(folder));
    await this.disk.makeFolders(folder);
    this.undo.push(() => this.disk.remove(folder));
  }

  /** Takes everything back; resolves to what is to be thrown. */
  async rolledBack(error: unknown): Promise<unknown> {
    try {
      for (const step of this.undo.reverse()) {
        await step();
      }
    } catch (cause) {
      return new WorkbenchError({
        what: `Writing ${this.found.folder} failed and could not be taken back.`,
        why: `${reason(error)} Then: ${reason(cause)}`,
        where: { file: this.stage },
        next: { title: `Take what is missing from ${join(this.stage, 'old')}` },
        cause: error,
      });
    }
    if (this.signal.aborted || error instanceof WorkbenchError) {
      return error;
    }
    return cannotWrite(this.found.folder, error);
  }
}

function cannotWrite(folder: string, cause: unknown): WorkbenchError {
  return new WorkbenchError({
    what: `Cannot write ${folder}. Nothing was changed.`,
    why: reason(cause),
    where: { file: folder },
    next: { title: 'Choose another folder, or make this one writable' },
    cause,
  });
}

function refuseIfBlocked(found: Inspection, decision: Decision): void {
  if (found.obstacle !== undefined) {
    throw new WorkbenchError({
      what: `Cannot write ${found.folder}.`,
      why: found.obstacle,
      where: { file: found.folder },
      next: { title: 'Choose another name' },
    });
  }
  if (decision === 'refuse' && found.existing.length > 0) {
    const [one, ...more] = found.existing;
    throw new WorkbenchError({
      what: `${found.folder} has ${more.length === 0 ? `${one ?? ''} already` : `${one ?? ''} and ${more.length} more of the files already`}.`,
      where: { file: found.folder },
      next: { title: 'Choose another name, or decide to overwrite, rename or skip' },
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  ENAMETOOLONG: 'The path is longer than the file system allows.',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

function absolute(into: string): string {
  if (!isAbsolute(into)) {
    throw new WorkbenchError({ what: `${into} is not an absolute path.`, next: { title: 'Choose a folder' } });
  }
  return normalize(resolve(into));
}
