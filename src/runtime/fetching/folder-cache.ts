import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import { reason } from '../files/error-reason';
import { readBytes, readText } from '../files/read-file';
import { renameOver, writeOwn } from '../files/whole-file';
import { realDisk } from '../scaffold/disk';
import { Stage, stagesIn } from '../scaffold/stage';
import { thisProcess } from '../scaffold/stage-owner';
import type { CacheFile, CacheRoot, FilledCache } from './cache-content';
import type { FetchRun, FoundFile } from './origin';
import { WrongPart } from './wrong-part';
import { writeFiles } from './written-files';

/** A file of the cache as it was written. */
interface Written {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since 1970; another time means another hand. */
  readonly written: number;
}

/** What a sync has written, by path. */
type Files = ReadonlyMap<string, Written>;

interface Mark {
  readonly files: Files;
  /** What was about to be renamed into its place: a sync that is cut off has done it or not. */
  readonly coming: Files;
}

/** Lies beside what a cache holds, and says what of it a sync has written: nothing else is ever replaced. */
const MARK = '.plugin-workbench-cache.json';
/** What Python writes beside what it has loaded; it is nobody's work. */
const PYTHONS_OWN = '__pycache__';

/**
 * A folder that packages are loaded from. Each root is laid whole beside it and renamed into its place. What no sync has
 * written, or somebody has changed since, stays and is told.
 */
export class FolderCache {
  constructor(private readonly folder: string) {}

  /**
   * Makes the folder hold these roots, beside what is there and is not ours; roots of an earlier sync that are not among
   * them go.
   * @throws WorkbenchError, or an AbortError on abort; each root is whole then, the old one or the new one
   */
  async fill(roots: readonly CacheRoot[], run: FetchRun): Promise<FilledCache> {
    try {
      await mkdir(this.folder, { recursive: true });
      await this.tidyUp();
      const stage = await Stage.claim(this.folder, realDisk, await thisProcess(), run.signal);
      try {
        return await this.fillBy(stage, roots, run);
      } finally {
        await stage.end();
      }
    } catch (error) {
      run.signal.throwIfAborted();
      throw error instanceof WorkbenchError
        ? error
        : new WrongPart('folder', { what: `Cannot write ${this.folder}.`, why: reason(error), cause: error });
    }
  }

  private async fillBy(stage: Stage, roots: readonly CacheRoot[], run: FetchRun): Promise<FilledCache> {
    const mark = await this.mark();
    const before = mark.files;
    const now = new Map(before);
    const names = new Set(roots.map(({ name }) => name));
    const gone = [...new Set([...before.keys()].map(rootOf))].filter((name) => !names.has(name));
    for (const { name } of [...roots, ...gone.map((name) => ({ name }))]) {
      await this.mustBeOurs(name, mark);
    }
    for (const root of roots) {
      run.signal.throwIfAborted();
      if (!(await this.isSame(root, before))) {
        run.tell(`writing ${root.name} into ${this.folder}`);
        await this.place(stage, root, now, run);
      }
    }
    for (const name of gone) {
      await this.takeAway(stage, name);
      this.forget(name, now);
    }
    const changes = changesOf(before, now);
    if (changes.added.length + changes.changed.length + changes.removed.length > 0) {
      await this.writeMark({ files: now, coming: new Map() });
    }
    return { files: now.size, ...changes };
  }

  private async isSame({ name, files }: CacheRoot, before: Files): Promise<boolean> {
    const own = [...before].filter(([path]) => rootOf(path) === name);
    const isSame =
      own.length === files.length && files.every(({ path, digest }) => before.get(path)?.digest === digest);
    const there = isSame ? await Promise.all(own.map(([path, written]) => this.isAsWritten(path, written))) : [false];
    return there.every(Boolean);
  }

  /** One root whole, then renamed; the one before is back when that fails. */
  private async place(stage: Stage, root: CacheRoot, now: Map<string, Written>, { signal }: FetchRun): Promise<void> {
    const into = stage.fresh('');
    await mkdir(into, { recursive: true });
    const files = root.files.map((file): CacheFile & FoundFile => ({ ...file, size: 0, tag: file.digest }));
    await writeFiles(files, into, async (file) => {
      const { from, within } = file as CacheFile & FoundFile;
      const bytes = await readBytes(from, { kind: 'source to copy', within: [within], signal });
      return bytes ?? missing(from);
    });
    const coming = new Map<string, Written>();
    for (const { path, digest } of root.files) {
      const { size, mtimeMs } = await lstat(join(into, path));
      coming.set(path, { digest, size, written: mtimeMs });
    }
    await this.writeMark({ files: now, coming });
    const hadOne = await this.takeAway(stage, root.name);
    try {
      await renameOver(stage.fresh(root.name), join(this.folder, root.name));
    } catch (error) {
      if (hadOne) {
        await rename(stage.old(root.name), join(this.folder, root.name));
      }
      throw error;
    }
    this.forget(root.name, now);
    coming.forEach((written, path) => now.set(path, written));
  }

  private async takeAway(stage: Stage, name: string): Promise<boolean> {
    await mkdir(stage.old(''), { recursive: true });
    return rename(join(this.folder, name), stage.old(name)).then(
      () => true,
      () => false,
    );
  }

  private forget(name: string, now: Map<string, Written>): void {
    [...now.keys()].filter((path) => rootOf(path) === name).forEach((path) => now.delete(path));
  }

  /** @throws WorkbenchError for a root with something in it that no sync has written as it is */
  private async mustBeOurs(name: string, { files, coming }: Mark): Promise<void> {
    for await (const path of this.filesBelow(name)) {
      const known = [files.get(path), coming.get(path)].flatMap((each) => each ?? []);
      const isOurs = await Promise.all(known.map((written) => this.isAsWritten(path, written)));
      if (!isOurs.includes(true)) {
        throw new WorkbenchError({
          what: `${join(this.folder, path)} stays, and the cache as it is with it.`,
          why: known.length > 0 ? 'It was changed since a sync has written it.' : 'No sync has written it.',
          next: { title: 'Move it away, or name another path for the cache' },
        });
      }
    }
  }

  private async *filesBelow(path: string): AsyncGenerator<string> {
    const entry = await realDisk.look(join(this.folder, path));
    if (entry && entry.is !== 'folder') {
      yield path;
    }
    for (const name of entry?.is === 'folder' ? await readdir(join(this.folder, path)) : []) {
      if (name !== PYTHONS_OWN) {
        yield* this.filesBelow(`${path}/${name}`);
      }
    }
  }

  private async isAsWritten(path: string, { size, written }: Written): Promise<boolean> {
    const there = await lstat(join(this.folder, path)).catch(() => undefined);
    return there?.isFile() === true && there.size === size && there.mtimeMs === written;
  }

  private async mark(): Promise<Mark> {
    const file = join(this.folder, MARK);
    const text = await readText(file, { kind: 'index of a copy', within: [this.folder] }).catch(() => undefined);
    try {
      const { files, coming } = JSON.parse(text ?? '') as Record<keyof Mark, Readonly<Record<string, Written>>>;
      return { files: new Map(Object.entries(files)), coming: new Map(Object.entries(coming)) };
    } catch {
      return { files: new Map(), coming: new Map() };
    }
  }

  private async writeMark({ files, coming }: Mark): Promise<void> {
    const text = JSON.stringify({ files: Object.fromEntries(files), coming: Object.fromEntries(coming) });
    await writeOwn(join(this.folder, MARK), text);
  }

  /** Puts back the roots that a sync which was cut off had moved away. */
  private async tidyUp(): Promise<void> {
    const owner = await thisProcess();
    for (const found of await stagesIn(this.folder, realDisk, owner)) {
      const stage = found.is === 'left' ? await Stage.takeOver(found, realDisk, owner) : undefined;
      for (const name of stage ? await realDisk.names(stage.old('')) : []) {
        if (stage && !(await realDisk.look(join(this.folder, name)))) {
          await rename(stage.old(name), join(this.folder, name));
        }
      }
      await stage?.end();
    }
  }
}

function rootOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function changesOf(before: Files, now: Files): Omit<FilledCache, 'files'> {
  return {
    added: [...now.keys()].filter((path) => !before.has(path)).sort(),
    changed: [...now].flatMap(([path, { digest }]) => (isOther(before.get(path), digest) ? [path] : [])).sort(),
    removed: [...before.keys()].filter((path) => !now.has(path)).sort(),
  };
}

function isOther(before: Written | undefined, digest: string): boolean {
  return before !== undefined && before.digest !== digest;
}

function missing(file: string): never {
  throw new WorkbenchError({ what: `${file} is not there any more.`, next: { title: 'Sync again' } });
}
