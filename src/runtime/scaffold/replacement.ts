import { createHash } from 'node:crypto';
import { dirname, join } from '../../base/paths';
import type { ScaffoldFile } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import type { Disk, Entry } from './disk';
import { writeJournal, type Journal } from './journal';
import { writeFresh } from './new-folder';
import { Stage, stagesIn } from './stage';
import type { Owner } from './stage-owner';
import type { Inspection } from './survey';
import { Undo } from './undo';
import { cannotWrite, reason } from './write-failure';

/** How often and for how many milliseconds at the longest another writing into the folder is waited for. */
const TRIES = 60;
const PAUSE = 100;

/**
 * Writing into a folder that is there. Every new file is laid in a stage, every old one gets a second name there, and a
 * journal says so, before the first file is renamed over its target. The writing is done when the journal is gone; until
 * then it is undone, now after a failure or by the next run after the end of the process.
 */
export class Replacement {
  private readonly before = new Map<string, Entry>();

  constructor(
    private readonly disk: Disk,
    private readonly owner: Owner,
    private readonly found: Inspection,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws WorkbenchError, or the signal's reason; the folder is as it was before then, or a stage tells how it was. */
  async run(files: readonly ScaffoldFile[]): Promise<void> {
    let stage: Stage | undefined;
    let journal: Journal | undefined;
    try {
      stage = await this.claim();
      const prepared = await this.prepare(stage, files);
      await writeJournal(stage, prepared, this.disk);
      journal = prepared;
      await this.place(stage, prepared);
      await this.disk.remove(stage.journal);
    } catch (error) {
      throw await this.takenBack(error, stage, journal);
    }
    await stage.discard();
  }

  /** A stage of its own, once no other writing into the folder is under way. */
  private async claim(): Promise<Stage> {
    for (let tries = 1; ; tries++) {
      this.signal.throwIfAborted();
      if (!(await this.others())) {
        const stage = await Stage.make(this.found.folder, this.disk, this.owner);
        // Who began in the same moment sees this one by now, or is seen.
        if (!(await this.others(stage))) {
          return stage;
        }
        await stage.discard();
      }
      if (tries === TRIES) {
        throw new WorkbenchError({
          what: `Another window or command is writing into ${this.found.folder}.`,
          where: { file: this.found.folder },
          next: { title: 'Try again when it is done' },
        });
      }
      // By chance, so that two do not give way to each other for ever.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
    }
  }

  private async others(own?: Stage): Promise<boolean> {
    const stages = await stagesIn(this.found.folder, this.disk, this.owner);
    return stages.some(({ is, path }) => is === 'in use' && path !== own?.path);
  }

  private async prepare(stage: Stage, files: readonly ScaffoldFile[]): Promise<Journal> {
    const { folder, existing } = this.found;
    for (const path of files.map((file) => file.path).filter((each) => existing.includes(each))) {
      const entry = await this.disk.look(join(folder, path));
      if (entry) {
        this.before.set(path, entry);
        await this.disk.makeFolders(dirname(stage.old(path)));
        await this.disk.keep(join(folder, path), stage.old(path));
      }
    }
    await writeFresh(stage, files, this.disk, this.signal, (path) => {
      const entry = this.before.get(path);
      return entry?.is === 'file' ? entry.mode : undefined;
    });
    return {
      at: new Date().toISOString(),
      files: files.map(({ path, text }) => ({ path, hash: hashOf(text), isOver: this.before.has(path) })),
      folders: await this.missingFolders(files),
    };
  }

  /** The folders that the files need and that are not there, those above first. */
  private async missingFolders(files: readonly ScaffoldFile[]): Promise<string[]> {
    const needed = files.flatMap(({ path }) => {
      const segments = path.split('/').slice(0, -1);
      return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
    });
    const missing: string[] = [];
    for (const path of new Set(needed)) {
      if ((await this.disk.look(join(this.found.folder, path))) === undefined) {
        missing.push(path);
      }
    }
    return missing;
  }

  private async place(stage: Stage, { files, folders }: Journal): Promise<void> {
    const { folder } = this.found;
    for (const path of folders) {
      await this.disk.makeFolder(join(folder, path));
    }
    for (const { path } of files) {
      this.signal.throwIfAborted();
      await this.placeFile(stage.fresh(path), join(folder, path), this.before.get(path));
    }
    for (const parent of new Set(files.map(({ path }) => dirname(join(folder, path))))) {
      await this.disk.sync(parent);
    }
  }

  private async placeFile(fresh: string, target: string, before: Entry | undefined): Promise<void> {
    if (before) {
      const now = await this.disk.look(target);
      if (now?.id !== before.id || now.size !== before.size || now.changed !== before.changed) {
        throw new WorkbenchError({ what: `${target} was changed while the files were being written.` });
      }
      await this.disk.move(fresh, target);
      return;
    }
    await this.disk.moveToNew(fresh, target).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && error.code === 'EEXIST'
        ? new WorkbenchError({ what: `${target} appeared while the files were being written.`, cause: error })
        : error;
    });
  }

  /** Takes everything back; resolves to what is to be thrown. */
  private async takenBack(error: unknown, stage: Stage | undefined, journal: Journal | undefined): Promise<unknown> {
    const { folder } = this.found;
    if (stage && journal) {
      try {
        await new Undo(this.disk, stage, folder, journal).run();
      } catch (cause) {
        stage.leave();
        return new WorkbenchError({
          what: `Writing ${folder} failed and could not be taken back.`,
          why: `${reason(error)} Then: ${reason(cause)}`,
          where: { file: stage.path },
          next: {
            title: `The next writing into the folder takes it back; until then the old files lie in ${stage.old('')}`,
          },
          cause: error,
        });
      }
    }
    await stage?.discard();
    return this.signal.aborted || error instanceof WorkbenchError ? error : cannotWrite(folder, error);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
