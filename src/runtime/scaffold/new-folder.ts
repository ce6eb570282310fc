import { dirname } from '../../base/paths';
import type { ScaffoldFile } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import type { Disk } from './disk';
import { Stage } from './stage';
import type { Owner } from './stage-owner';
import type { Inspection } from './survey';
import { cannotWrite } from './write-failure';

/** A folder that is not there yet: laid beside its place, then moved into it as a whole. */
export class NewFolder {
  private readonly made: string[] = [];

  constructor(
    private readonly disk: Disk,
    private readonly owner: Owner,
    private readonly found: Inspection,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws WorkbenchError, or the signal's reason; nothing is there then that was not there before. */
  async run(into: string, files: readonly ScaffoldFile[]): Promise<void> {
    let stage: Stage | undefined;
    try {
      await this.makeFolders(into);
      stage = await Stage.make(into, this.disk, this.owner);
      await writeFresh(stage, files, this.disk, this.signal);
      await this.disk.move(stage.fresh(''), this.found.folder);
      await this.disk.sync(into);
    } catch (error) {
      await stage?.discard();
      await this.removeMade();
      throw this.signal.aborted || error instanceof WorkbenchError ? error : cannotWrite(this.found.folder, error);
    }
    await stage.discard();
  }

  /** Makes a folder level by level, so that each one made can be taken back. */
  private async makeFolders(folder: string): Promise<void> {
    if ((await this.disk.isFolder(folder)) === true) {
      return;
    }
    await this.makeFolders(dirname(folder));
    await this.disk.makeFolders(folder);
    this.made.push(folder);
  }

  /** A folder that somebody else has put something into by now stays. */
  private async removeMade(): Promise<void> {
    for (const folder of this.made.reverse()) {
      await this.disk.remove(folder).catch(() => undefined);
    }
  }
}

/** What the person alone may read and write: files of this machine alone hold secrets. */
const OWN = 0o600;

/**
 * Writes the new files into a stage.
 * @param modeOf The permissions that a file is to have; those of any new file when it gives none.
 */
export async function writeFresh(
  stage: Stage,
  files: readonly ScaffoldFile[],
  disk: Disk,
  signal: AbortSignal,
  modeOf: (path: string) => number | undefined = () => undefined,
): Promise<void> {
  await disk.makeFolders(stage.fresh(''));
  for (const { path, text, local } of files) {
    signal.throwIfAborted();
    await disk.makeFolders(dirname(stage.fresh(path)));
    await disk.write(stage.fresh(path), text, modeOf(path) ?? (local === true ? OWN : undefined));
  }
  signal.throwIfAborted();
}
