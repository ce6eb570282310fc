import { randomBytes } from 'node:crypto';
import { join } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import type { Disk } from './disk';
import { lives, type Owner } from './stage-owner';

/** How long a stage is left alone whose process nobody can ask for, in milliseconds. */
const RESPITE = 10 * 60_000;
const NAME = /^\.plugin-workbench-([0-9a-f]{8})-([1-9]\d{0,9})-(\d+)-[0-9a-f]{8}$/;
/** How often and for how many milliseconds at the longest another writing into a folder is waited for. */
const TRIES = 60;
const PAUSE = 100;
const MARK = 'stage.json';

/** The stages that this process works on. */
const active = new Set<string>();

/**
 * A folder in which a writing is prepared, and in which stays what undoes it. Its name says whose it is: there is no
 * moment without an owner, and whoever renames a dead one's to his own name has it alone.
 */
export class Stage {
  private constructor(
    readonly path: string,
    private readonly disk: Disk,
  ) {
    active.add(path);
  }

  /** Makes one in a folder: beside its place and not among temporary files, because only within one file system is a move atomic. */
  static async make(folder: string, disk: Disk, owner: Owner): Promise<Stage> {
    const path = join(folder, nameFor(owner));
    await disk.makeFolder(path);
    const stage = new Stage(path, disk);
    try {
      const { id } = (await disk.look(path)) ?? {};
      await disk.write(join(path, MARK), JSON.stringify({ stage: id }));
    } catch (error) {
      await stage.discard();
      throw error;
    }
    return stage;
  }

  /**
   * Makes one in a folder as soon as no other process is at work there.
   * @throws WorkbenchError when that takes too long; the signal's reason when it is aborted.
   */
  static async claim(folder: string, disk: Disk, owner: Owner, signal: AbortSignal): Promise<Stage> {
    const isFree = async (own?: Stage): Promise<boolean> =>
      (await stagesIn(folder, disk, owner)).every(({ is, path }) => is !== 'in use' || path === own?.path);
    for (let tries = 0; tries < TRIES; tries++) {
      signal.throwIfAborted();
      if (await isFree()) {
        const stage = await Stage.make(folder, disk, owner);
        // Who began in the same moment sees this one by now, or is seen.
        if (await isFree(stage)) {
          return stage;
        }
        await stage.discard();
      }
      // By chance, so that two do not give way to each other for ever.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
    }
    throw new WorkbenchError({
      what: `Another window or command is writing into ${folder}.`,
      where: { file: folder },
      next: { title: 'Try again when it is done' },
    });
  }

  /** Takes one over whose process is gone; undefined when somebody else was faster. */
  static async takeOver({ path, folder }: FoundStage, disk: Disk, owner: Owner): Promise<Stage | undefined> {
    const taken = join(folder, nameFor(owner));
    try {
      await disk.move(path, taken);
    } catch (error) {
      if (await disk.look(path)) {
        throw error;
      }
      return undefined;
    }
    return new Stage(taken, disk);
  }

  fresh(path: string): string {
    return join(this.path, 'new', path);
  }

  old(path: string): string {
    return join(this.path, 'old', path);
  }

  get journal(): string {
    return join(this.path, 'journal.json');
  }

  /** Removes it with all that is in it; what cannot be removed now is found the next time. */
  async discard(): Promise<void> {
    try {
      // The mark last: what is cut off here is still known for ours.
      for (const name of (await this.disk.names(this.path)).filter((each) => each !== MARK).sort()) {
        await this.disk.removeTree(join(this.path, name));
      }
      await this.disk.removeTree(this.path);
    } catch {
      // Nothing in it counts any more.
    } finally {
      this.leave();
    }
  }

  /** Leaves it as it is to whoever comes next. */
  leave(): void {
    active.delete(this.path);
  }

  /** Removes it unless it was left to others. */
  async end(): Promise<void> {
    if (active.has(this.path)) {
      await this.discard();
    }
  }
}

function nameFor({ place, pid, started }: Owner): string {
  return `.plugin-workbench-${place}-${pid}-${started}-${randomBytes(4).toString('hex')}`;
}

export interface FoundStage {
  readonly folder: string;
  readonly path: string;
  /** Left by a process that is gone; in use; or one that no process made here, such as a stranger's or a copied one. */
  readonly is: 'left' | 'in use' | 'foreign';
}

/** The stages in a folder. */
export async function stagesIn(folder: string, disk: Disk, here: Owner): Promise<FoundStage[]> {
  if ((await disk.look(folder))?.is !== 'folder') {
    return [];
  }
  const found: FoundStage[] = [];
  for (const name of (await disk.names(folder)).sort()) {
    const [, place, pid, started] = NAME.exec(name) ?? [];
    if (place !== undefined && pid !== undefined && started !== undefined) {
      const path = join(folder, name);
      const is = await stateOf(path, { place, pid: Number(pid), started }, disk, here);
      found.push(...(is ? [{ folder, path, is }] : []));
    }
  }
  return found;
}

async function stateOf(path: string, owner: Owner, disk: Disk, here: Owner): Promise<FoundStage['is'] | undefined> {
  const entry = await disk.look(path);
  if (entry === undefined) {
    return undefined;
  }
  if (entry.is !== 'folder') {
    return 'foreign';
  }
  const isOwn = owner.pid === process.pid && owner.place === here.place;
  const living = isOwn ? (active.has(path) ? 'yes' : 'no') : await lives(owner, here);
  if (living === 'yes') {
    return 'in use';
  }
  // No stranger knows which number a folder gets here: one that knows its own was made here, by us.
  const mark = await disk.read(join(path, MARK));
  const isOurs = mark === JSON.stringify({ stage: entry.id });
  if (living === 'unknown' && Date.now() - entry.changed < RESPITE && (isOurs || owner.place === here.place)) {
    return 'in use';
  }
  const isBare = (await disk.names(path)).every((name) => name === MARK);
  return isOurs || isBare ? 'left' : 'foreign';
}
