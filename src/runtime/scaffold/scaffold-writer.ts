import { isAbsolute, resolve } from 'node:path';
import { Emitter } from '../../base/emitter';
import { join, normalize } from '../../base/paths';
import { caseless, type Addition, type ReadText, type ScaffoldFile, type ScaffoldPlan } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import { realDisk, type Disk } from './disk';
import { refuseStale, textsIn } from './edits';
import { readJournal, type Journal } from './journal';
import { NewFolder } from './new-folder';
import { Replacement } from './replacement';
import { Stage, stagesIn, type FoundStage } from './stage';
import { thisProcess, type Owner } from './stage-owner';
import { survey, surveyAddition, type Inspection } from './survey';
import { Undo } from './undo';
import { reason } from '../files/error-reason';
import { cannotWrite } from './write-failure';

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

/** A writing that was cut off before it was done, such as by a window that was killed. */
export interface Interruption {
  readonly folder: string;
  /** What happened, and what was or will be done about it: a sentence. */
  readonly words: string;
}

/** Some of the files are there already, and nobody has decided about them. */
export class FilesInTheWay extends WorkbenchError {}

/** Turns a plan into files: all of them, or, after a failure, an abort or the end of the process, none. */
export class ScaffoldWriter {
  private readonly mended = new Emitter<Interruption>();

  /** Fires when a writing that was interrupted has been taken back, or cannot be. */
  readonly onDidMend = this.mended.event;

  constructor(
    private readonly disk: Disk = realDisk,
    private readonly owner: () => Promise<Owner> = thisProcess,
  ) {}

  /**
   * What the plan would meet in the folder `into`, an absolute path; changes nothing.
   * @throws WorkbenchError when the plan or `into` cannot be used at all.
   */
  async inspect(plan: ScaffoldPlan, into: string): Promise<Inspection> {
    const place = absolute(into);
    return this.orCannotWrite(join(place, plan.folder), () => survey(plan, place, this.disk));
  }

  /**
   * Writes the plan under `into`, which is made when it is missing; what an earlier writing left half done there is taken
   * back first.
   * @throws WorkbenchError when something is in the way or the disk refuses; the signal's reason when it is aborted.
   * Either way the disk is as it was before.
   */
  async write(plan: ScaffoldPlan, into: string, decision: Decision, signal: AbortSignal): Promise<Written> {
    signal.throwIfAborted();
    const place = absolute(into);
    await this.mend(join(place, plan.folder));
    await this.mend(place);
    const first = await this.inspect(plan, place);
    const blocked = first.obstacle !== undefined || first.existing.length > 0;
    const chosen = decision === 'rename' && blocked ? plan.renamed(await this.freeName(plan.folder, place)) : plan;
    const found = chosen === plan ? first : await this.inspect(chosen, place);
    refuseIfBlocked(found, decision);
    const written = outcome(chosen, found, decision);
    if (!found.exists) {
      await new NewFolder(this.disk, await this.owner(), found, signal).run(place, filesOf(chosen, written));
      return written;
    }
    return this.replace(chosen, place, decision, signal);
  }

  private async replace(plan: ScaffoldPlan, place: string, decision: Decision, signal: AbortSignal): Promise<Written> {
    const folder = join(place, plan.folder);
    const owner = await this.owner();
    const stage = await this.orCannotWrite(folder, () => Stage.claim(folder, this.disk, owner, signal));
    try {
      // Another writing may have been waited for: what counts is what is there now.
      const found = await this.inspect(plan, place);
      refuseIfBlocked(found, decision);
      const written = outcome(plan, found, decision);
      await new Replacement(this.disk, stage, found, signal).run(filesOf(plan, written));
      return written;
    } finally {
      await stage.end();
    }
  }

  /**
   * Reads the files of a plugin for the plan of an addition; what an earlier writing left half done there is taken back
   * first, so that nothing is planned on half of it.
   * @param folder An absolute path.
   */
  async texts(folder: string): Promise<ReadText> {
    const real = await this.real(folder);
    await this.mend(real);
    return textsIn(real, this.disk);
  }

  /**
   * Makes sure that an addition can be written into the folder of a plugin, an absolute path, as things are; changes nothing.
   * @throws WorkbenchError when a new file is there already, or a file to edit is not as it was when its edit was made.
   */
  async inspectAddition(addition: Addition, folder: string): Promise<Inspection> {
    const real = await this.real(folder);
    return this.orCannotWrite(folder, async () => {
      const found = await surveyAddition(addition, real, this.disk);
      refuseIfBlocked(found, 'refuse', 'Choose another name');
      for (const edit of addition.edits) {
        await refuseStale(real, edit, this.disk);
      }
      return found;
    });
  }

  /**
   * Writes an addition into the folder of a plugin, an absolute path: the new files, then the edits.
   * @throws WorkbenchError as {@link inspectAddition}, or when the disk refuses; the signal's reason when it is aborted.
   * Either way the folder is as it was before.
   */
  async add(addition: Addition, folder: string, signal: AbortSignal): Promise<Written> {
    signal.throwIfAborted();
    const real = await this.real(folder);
    await this.mend(real);
    await this.inspectAddition(addition, real);
    const owner = await this.owner();
    const stage = await this.orCannotWrite(folder, () => Stage.claim(real, this.disk, owner, signal));
    try {
      // Another writing may have been waited for: what counts is what is there now.
      const found = await this.inspectAddition(addition, real);
      const files = addition.files.filter(({ path }) => !found.own.includes(path));
      const edits = addition.edits.filter(({ before, after }) => before !== after);
      await new Replacement(this.disk, stage, found, signal, edits).run(files);
      const written = [...files, ...edits].map(({ path }) => path);
      return { folder, open: join(folder, addition.open), files: written, kept: found.own };
    } finally {
      await stage.end();
    }
  }

  /** The writings into a folder that were cut off; changes nothing. */
  async interrupted(folder: string): Promise<Interruption[]> {
    const stages = await this.stagesIn(folder);
    return stages
      .filter(({ is }) => is !== 'in use')
      .map(({ is, path }) => ({
        folder,
        words:
          is === 'foreign'
            ? foreignWords(path)
            : `A writing into ${folder} was interrupted; the next one into it puts back what was there before.`,
      }));
  }

  /**
   * Takes back what writings into a folder left half done, and tells; what a person has changed since stays.
   * @throws WorkbenchError when the disk refuses; what is needed for another try stays then.
   */
  async mend(folder: string): Promise<void> {
    for (const found of await this.stagesIn(folder)) {
      if (found.is === 'left') {
        await this.takeBack(found);
      } else if (found.is === 'foreign') {
        this.mended.fire({ folder, words: foreignWords(found.path) });
      }
    }
  }

  private async takeBack(found: FoundStage): Promise<void> {
    const { folder } = found;
    const owner = await this.owner();
    const stage = await this.orCannotWrite(folder, () => Stage.takeOver(found, this.disk, owner));
    if (!stage) {
      return;
    }
    try {
      const journal = await readJournal(stage, this.disk);
      if (journal === 'damaged') {
        const words = `A writing into ${folder} was interrupted, and its journal is damaged: what was there before lies in ${stage.old('')}.`;
        this.mended.fire({ folder, words });
        return;
      }
      if (journal !== 'none') {
        const undo = new Undo(this.disk, stage, folder, journal);
        await undo.run();
        this.mended.fire({ folder, words: mendedWords(folder, journal, undo) });
      }
      await stage.discard();
    } catch (error) {
      throw new WorkbenchError({
        what: `A writing into ${folder} was interrupted and cannot be taken back yet.`,
        why: reason(error),
        where: { file: stage.path },
        next: { title: 'Make the folder writable for you and try again' },
        cause: error,
      });
    } finally {
      stage.leave();
    }
  }

  private async stagesIn(folder: string): Promise<FoundStage[]> {
    const owner = await this.owner();
    return this.orCannotWrite(folder, () => stagesIn(folder, this.disk, owner));
  }

  /** The folder itself where the path leads to it by a link: there is only one place in which its stages lie. */
  private async real(folder: string): Promise<string> {
    const place = absolute(folder);
    return this.orCannotWrite(place, () => this.disk.real(place));
  }

  private async orCannotWrite<T>(folder: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof WorkbenchError ? error : cannotWrite(folder, error);
    }
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

function outcome(plan: ScaffoldPlan, { folder, existing, own }: Inspection, decision: Decision): Written {
  const kept = decision === 'skip' ? [...existing, ...own] : own;
  const files = plan.files.map(({ path }) => path).filter((path) => !kept.includes(path));
  return { folder, open: join(folder, plan.open), files, kept };
}

function filesOf(plan: ScaffoldPlan, written: Written): readonly ScaffoldFile[] {
  return plan.files.filter(({ path }) => written.files.includes(path));
}

function foreignWords(path: string): string {
  return `${path} looks like what an interrupted writing leaves, but was not made here; it is left alone.`;
}

function mendedWords(folder: string, { at, files }: Journal, { changed }: Undo): string {
  const back = files.map(({ path }) => path).filter((path) => !changed.includes(path));
  const moment = new Date(at).toISOString().replace('T', ' ').slice(0, 19);
  return [
    `A writing into ${folder} was interrupted at ${moment} UTC.`,
    back.length > 0 ? `These files are as they were before: ${back.join(', ')}.` : '',
    changed.length > 0
      ? `These were changed since and stay; what was there before lies beside them as ".before": ${changed.join(', ')}.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function refuseIfBlocked(
  found: Inspection,
  decision: Decision,
  next = 'Choose another name, or decide to overwrite, rename or skip',
): void {
  if (found.obstacle !== undefined) {
    throw new WorkbenchError({
      what: `Cannot write ${found.folder}.`,
      why: found.obstacle,
      where: { file: found.folder },
      next: { title: 'Choose another name' },
    });
  }
  if (decision === 'refuse' && found.existing.length > 0) {
    const { folder, existing } = found;
    throw new FilesInTheWay({
      what:
        existing.length === 1
          ? `${folder} has ${existing.join('')} already.`
          : `${folder} has ${existing.length} of the files already: ${firstOf(existing)}.`,
      where: { file: found.folder },
      next: { title: next },
    });
  }
}

/** What a person reads of a list; of more than a few the first, and how many more there are. */
function firstOf(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return more > 1 ? `${paths.slice(0, MOST_NAMED).join(', ')} and ${more} more` : paths.join(', ');
}

const MOST_NAMED = 5;

function absolute(into: string): string {
  if (!isAbsolute(into)) {
    throw new WorkbenchError({ what: `${into} is not an absolute path.`, next: { title: 'Choose a folder' } });
  }
  return normalize(resolve(into));
}
