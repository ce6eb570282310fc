import { join } from '../../base/paths';
import type { Disk } from './disk';
import type { Journal, JournalFile } from './journal';
import type { Stage } from './stage';

/** Undoes what was interrupted; nothing is lost that a person wrote since. */
export class Undo {
  /** The paths of files that a person has changed since, which stay as they are. */
  readonly changed: string[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly stage: Stage,
    private readonly folder: string,
    private readonly journal: Journal,
  ) {}

  /** Resolves when the folder is as it was before; can be cut off at any moment and run again. */
  async run(): Promise<void> {
    for (const file of [...this.journal.files].reverse()) {
      if (await this.isReached(file.path)) {
        await this.undo(file);
      }
    }
    for (const folder of [...this.journal.folders].reverse()) {
      await this.removeIfEmpty(join(this.folder, folder));
    }
    await this.disk.sync(this.folder);
    await this.disk.remove(this.stage.journal);
  }

  /** False as long as the new file waits in the stage, or a link or file leads away where a folder was. */
  private async isReached(path: string): Promise<boolean> {
    if (!(await this.isBelowFolders(path))) {
      return false;
    }
    const waiting = await this.disk.look(this.stage.fresh(path));
    return waiting === undefined || waiting.id === (await this.disk.look(join(this.folder, path)))?.id;
  }

  private async isBelowFolders(path: string): Promise<boolean> {
    const segments = path.split('/').slice(0, -1);
    for (const index of segments.keys()) {
      if ((await this.disk.look(join(this.folder, ...segments.slice(0, index + 1))))?.is !== 'folder') {
        return false;
      }
    }
    return true;
  }

  private async undo({ path, hash, isOver }: JournalFile): Promise<void> {
    const target = join(this.folder, path);
    const old = isOver ? await this.disk.look(this.stage.old(path)) : undefined;
    const found = await this.disk.look(target);
    if (isOver && old === undefined) {
      // It is back already.
      return;
    }
    if (found?.is === 'file' && (await this.disk.hash(target)) === hash) {
      await (old ? this.disk.move(this.stage.old(path), target) : this.disk.remove(target));
    } else if (found === undefined) {
      await (old && this.disk.move(this.stage.old(path), target));
    } else {
      this.changed.push(path);
      await (old && this.putBeside(path));
    }
  }

  /** What was there before gets a name of its own beside what a person has made of the file. */
  private async putBeside(path: string): Promise<void> {
    for (let number = 1; ; number++) {
      const beside = join(this.folder, `${path}.before${number > 1 ? `-${number}` : ''}`);
      if ((await this.disk.look(beside)) === undefined) {
        await this.disk.moveToNew(this.stage.old(path), beside);
        return;
      }
    }
  }

  private async removeIfEmpty(folder: string): Promise<void> {
    if ((await this.disk.look(folder))?.is === 'folder' && (await this.disk.names(folder)).length === 0) {
      await this.disk.remove(folder);
    }
  }
}
