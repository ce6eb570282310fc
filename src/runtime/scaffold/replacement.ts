import { dirname, join } from '../../base/paths';
import type { ScaffoldFile } from '../../base/scaffold';
import type { ScaffoldEdit } from '../../base/scaffold-edit';
import { WorkbenchError } from '../../base/workbench-error';
import type { Disk, Entry } from './disk';
import { hashOf, refuseChanged, refuseStale } from './edits';
import { writeJournal, type Journal } from './journal';
import { writeFresh } from './new-folder';
import type { Stage } from './stage';
import type { Inspection } from './survey';
import { Undo } from './undo';
import { reason } from '../files/error-reason';
import { cannotWrite } from './write-failure';
import { errorCode } from '../files/error-code';

/**
 * Writing into a folder that is there. Every new file is laid in a stage, every old one gets a second name there, and a journal
 * says so, before the first file is renamed over its target. The writing is done when the journal is gone; until
 * then it is undone, now after a failure or by the next run after the end of the process.
 */
export class Replacement {
  private readonly before = new Map<string, Entry>();
  private readonly edits: ReadonlyMap<string, ScaffoldEdit>;

  constructor(
    private readonly disk: Disk,
    private readonly stage: Stage,
    private readonly found: Inspection,
    private readonly signal: AbortSignal,
    edits: readonly ScaffoldEdit[] = [],
  ) {
    this.edits = new Map(edits.map((edit) => [edit.path, edit]));
  }

  /** @throws WorkbenchError, or the signal's reason; the folder is as it was before then, or the stage tells how it was. */
  async run(files: readonly ScaffoldFile[]): Promise<void> {
    let journal: Journal | undefined;
    try {
      // What names a new file comes after the file.
      const edited = [...this.edits.values()].map(({ path, after }) => ({ path, text: after }));
      const prepared = await this.prepare([...files, ...edited]);
      await writeJournal(this.stage, prepared, this.disk);
      journal = prepared;
      await this.place(prepared);
      await this.disk.remove(this.stage.journal);
    } catch (error) {
      throw await this.takenBack(error, journal);
    }
  }

  private async prepare(files: readonly ScaffoldFile[]): Promise<Journal> {
    const { folder, existing } = this.found;
    const isThere = (path: string): boolean => existing.includes(path) || this.edits.has(path);
    for (const path of files.map((file) => file.path).filter(isThere)) {
      const entry = await this.disk.look(join(folder, path));
      if (entry) {
        this.before.set(path, entry);
        await this.disk.makeFolders(dirname(this.stage.old(path)));
        await this.disk.keep(join(folder, path), this.stage.old(path));
      }
    }
    await writeFresh(this.stage, files, this.disk, this.signal, (path) => {
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

  private async place({ files, folders }: Journal): Promise<void> {
    const { folder } = this.found;
    for (const path of folders) {
      await this.disk.makeFolder(join(folder, path));
    }
    for (const { path } of files) {
      this.signal.throwIfAborted();
      const edit = this.edits.get(path);
      const target = join(folder, path);
      await (edit && refuseStale(folder, edit, this.disk));
      await this.placeFile(this.stage.fresh(path), target, this.before.get(path));
      // A save into the file at the very moment lies under the second name now, from where it is put back.
      await (edit && refuseChanged(target, this.stage.old(path), edit.before, this.disk));
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
      throw errorCode(error) === 'EEXIST'
        ? new WorkbenchError({ what: `${target} appeared while the files were being written.`, cause: error })
        : error;
    });
  }

  /** Takes everything back; resolves to what is to be thrown. */
  private async takenBack(error: unknown, journal: Journal | undefined): Promise<unknown> {
    const { folder } = this.found;
    if (journal) {
      try {
        await new Undo(this.disk, this.stage, folder, journal).run();
      } catch (cause) {
        this.stage.leave();
        return new WorkbenchError({
          what: `Writing ${folder} failed and could not be taken back.`,
          why: `${reason(error)} Then: ${reason(cause)}`,
          where: { file: this.stage.path },
          next: {
            title: `The next writing into the folder takes it back; until then the old files lie in ${this.stage.old('')}`,
          },
          cause: error,
        });
      }
    }
    return this.signal.aborted || error instanceof WorkbenchError ? error : cannotWrite(folder, error);
  }
}
