import { createHash } from 'node:crypto';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import { reason } from '../files/error-reason';
import { patiently } from '../files/patience';
import { readText } from '../files/read-file';
import { cacheFolder } from '../files/user-files';
import { linkOrCopy, renameOver, writeOwn } from '../files/whole-file';
import { realDisk } from '../scaffold/disk';
import { Stage, stagesIn } from '../scaffold/stage';
import { thisProcess } from '../scaffold/stage-owner';
import { Turns } from '../turns';
import { indexFile, readIndex, writeIndex, type CopiedFile, type CopyIndex } from './copy-index';
import { fittingFiles, limits, type Limits } from './fitting-files';
import type { FetchRun, FoundFile, Oddity, Origin } from './origin';

/** What is told of a copy beside it. */
export interface CopyState {
  /** When the last sync ended, as an ISO time. */
  readonly synced: string;
  /** From where, without secrets. */
  readonly from: Readonly<Record<string, string>>;
  /** The source's own name for what is in the copy, such as a commit, or a digest of all files. */
  readonly revision: string;
  /** How many there are. */
  readonly files: number;
}

/** What another sync has made of a copy, by paths, sorted. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface SyncedCopy extends CopyState, Changes {
  /** Of all files of the copy. */
  readonly paths: readonly string[];
  readonly oddities: readonly Oddity[];
}

/** The folder in which the copy of a source lies with what is told of it, for what the source is known by. */
export function copyFolder(...identity: readonly string[]): string {
  const name = createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 16);
  return join(cacheFolder(), 'sources', name);
}

/** How many files are looked at once. */
const AT_A_TIME = 64;

/**
 * The copy of a source on this machine: `current/` is the last good one and `state.json` tells of it. A sync lays a new
 * one beside it, with second names for the files that are the same, and renames it into its place when it is whole.
 */
export class LocalCopy {
  /** @param folder As {@link copyFolder} gives it; nothing outside is ever written. */
  constructor(
    private readonly folder: string,
    private readonly most: Limits = limits,
  ) {}

  /** The last good copy. */
  get current(): string {
    return join(this.folder, 'current');
  }

  /** What is told of the copy; undefined when there has never been one. */
  async state(): Promise<CopyState | undefined> {
    try {
      const text = await readText(join(this.folder, 'state.json'), { kind: 'own', within: [this.folder] });
      return JSON.parse(text ?? '') as CopyState;
    } catch {
      return undefined;
    }
  }

  /** The files of the copy. */
  async index(): Promise<CopyIndex | undefined> {
    return readIndex(this.folder);
  }

  /**
   * Makes the copy what the source is now.
   * @param from What the state tells of the source.
   * @throws WorkbenchError, or an AbortError on abort; the copy is the last good one then
   */
  async sync(origin: Origin, from: CopyState['from'], run: FetchRun): Promise<SyncedCopy> {
    try {
      await mkdir(this.folder, { recursive: true });
      await this.tidyUp();
      const stage = await Stage.claim(this.folder, realDisk, await thisProcess(), run.signal);
      try {
        return await this.syncIn(stage, origin, from, run);
      } finally {
        await stage.end();
      }
    } catch (error) {
      run.signal.throwIfAborted();
      throw error instanceof WorkbenchError || (error as Error).name === 'AbortError'
        ? error
        : new WorkbenchError({ what: `Cannot write ${this.folder}.`, why: reason(error), cause: error });
    }
  }

  private async syncIn(stage: Stage, origin: Origin, from: CopyState['from'], run: FetchRun): Promise<SyncedCopy> {
    const known = await readIndex(this.folder);
    const look = await origin.look(known, run);
    const { files, oddities } = fittingFiles(look, this.most);
    const kept = await this.keptOf(files, known);
    const wanted = files.filter(({ path }) => !kept.has(path));
    run.signal.throwIfAborted();
    const isSame = wanted.length === 0 && kept.size === known?.files.size;
    const copied = isSame ? kept : await this.write(stage, { origin, wanted, kept }, run);
    const index = { revision: look.revision ?? revisionOf(copied), files: copied, oddities };
    if (!isSame) {
      await this.place(stage);
    }
    if (!isSame || isOther(index, known)) {
      await writeIndex(this.folder, index);
    }
    const state = { synced: new Date().toISOString(), from, revision: index.revision, files: copied.size };
    await writeOwn(join(this.folder, 'state.json'), `${JSON.stringify(state)}\n`);
    return {
      ...state,
      ...changesBetween(known?.files ?? new Map<string, CopiedFile>(), copied),
      oddities,
      paths: [...copied.keys()],
    };
  }

  /** The files that the source and the copy have in the same state, in the order of the source. */
  private async keptOf(files: readonly FoundFile[], known: CopyIndex | undefined): Promise<Map<string, CopiedFile>> {
    const turns = new Turns(AT_A_TIME);
    const looked = await Promise.all(
      files.map(async ({ path, size, tag }) => {
        const copied = known?.files.get(path);
        if (copied?.tag !== tag || copied.size !== size) {
          return [];
        }
        await turns.next();
        const there = await patiently(() => lstat(join(this.current, path))).catch(() => undefined);
        turns.done();
        const isOurs = there?.isFile() === true && there.size === size && there.mtimeMs === copied.written;
        return isOurs ? [[path, copied] as const] : [];
      }),
    );
    return new Map(looked.flat());
  }

  /** Lays the new copy into the stage. */
  private async write(
    stage: Stage,
    { origin, wanted, kept }: { origin: Origin; wanted: readonly FoundFile[]; kept: ReadonlyMap<string, CopiedFile> },
    run: FetchRun,
  ): Promise<Map<string, CopiedFile>> {
    const into = stage.fresh('');
    await mkdir(into, { recursive: true });
    const digests = wanted.length === 0 ? new Map<string, string>() : await origin.fetch(wanted, into, run);
    const made = new Set<string>();
    for (const path of kept.keys()) {
      run.signal.throwIfAborted();
      const folder = dirname(join(into, path));
      if (!made.has(folder)) {
        made.add(folder);
        await mkdir(folder, { recursive: true });
      }
      await linkOrCopy(join(this.current, path), join(into, path));
    }
    const fresh = wanted.map(({ path, tag }) => [path, { tag, digest: digests.get(path) ?? tag }] as const);
    const copied = new Map<string, CopiedFile>();
    for (const [path, { tag, digest }] of [...kept, ...fresh].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { size, mtimeMs } = await lstat(join(into, path));
      copied.set(path, { size, tag, digest, written: mtimeMs });
    }
    return copied;
  }

  /** The old copy is there until the new one is: between the two names the next sync finds it in the stage. */
  private async place(stage: Stage): Promise<void> {
    // Without it, a sync that is cut off here is followed by one that looks at everything.
    await rm(indexFile(this.folder), { force: true });
    await mkdir(stage.old(''), { recursive: true });
    const old = stage.old('current');
    const hadOne = await rename(this.current, old).then(
      () => true,
      () => false,
    );
    try {
      await renameOver(stage.fresh(''), this.current);
    } catch (error) {
      if (hadOne) {
        await rename(old, this.current);
      }
      throw error;
    }
  }

  /** Puts back what a sync that was cut off had moved away, and removes what it has left. */
  private async tidyUp(): Promise<void> {
    const owner = await thisProcess();
    for (const found of await stagesIn(this.folder, realDisk, owner)) {
      const stage = found.is === 'left' ? await Stage.takeOver(found, realDisk, owner) : undefined;
      if (stage && !(await realDisk.look(this.current)) && (await realDisk.look(stage.old('current')))) {
        await rename(stage.old('current'), this.current);
      }
      await stage?.end();
    }
  }
}

function changesBetween(before: ReadonlyMap<string, CopiedFile>, now: ReadonlyMap<string, CopiedFile>): Changes {
  const isOtherThan = (path: string, { digest }: CopiedFile): boolean => before.get(path)?.digest !== digest;
  return {
    added: [...now.keys()].filter((path) => !before.has(path)).sort(),
    changed: [...now].flatMap(([path, file]) => (before.has(path) && isOtherThan(path, file) ? [path] : [])).sort(),
    removed: [...before.keys()].filter((path) => !now.has(path)).sort(),
  };
}

/** True for an index that the next sync would read otherwise than the one on the disk. */
function isOther(now: CopyIndex, known: CopyIndex | undefined): boolean {
  return now.revision !== known?.revision || JSON.stringify(now.oddities) !== JSON.stringify(known.oddities);
}

function revisionOf(files: ReadonlyMap<string, CopiedFile>): string {
  const hash = createHash('sha256');
  [...files].forEach(([path, { digest }]) => hash.update(`${path}\0${digest}\n`));
  return hash.digest('hex').slice(0, 40);
}
