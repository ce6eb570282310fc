import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { isNeverEntered } from '../../base/never-entered';
import { isInside, join, normalize } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import { patiently } from '../files/patience';
import { readBytes } from '../files/read-file';
import { refusalOf } from '../files/unreadable-file';
import type { FetchRun, FoundFile, Look, Oddity, Origin } from './origin';
import { WrongPart } from './wrong-part';
import { writeFiles } from './written-files';

/** No package of Python lies deeper; links may lead on and on. */
const DEEPEST = 50;
/** What is looked at, at most: a folder that holds more is told when it is counted. */
const MOST_ENTRIES = 200_000;

/** A folder of this machine, of which some entries are copied. */
export class FolderOrigin implements Origin {
  /**
   * @param folder Absolute.
   * @param picks True for an entry directly in the folder that is to be copied, by its name.
   */
  constructor(
    private readonly folder: string,
    private readonly picks: (name: string) => boolean,
  ) {}

  async look(_: unknown, { signal, tell }: FetchRun): Promise<Look> {
    tell(`looking at ${this.folder}`);
    const root = await realpath(this.folder).then(normalize, (error: unknown) => notThere(this.folder, error));
    return new FolderLook(root, this.picks, signal).run();
  }

  async fetch(
    files: readonly FoundFile[],
    into: string,
    { signal, tell }: FetchRun,
  ): Promise<ReadonlyMap<string, string>> {
    tell(`copying ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
    const root = await realpath(this.folder).then(normalize, (error: unknown) => notThere(this.folder, error));
    return writeFiles(files, into, async ({ path }) => {
      const bytes = await readBytes(join(root, path), { kind: 'source to copy', within: [root], signal });
      return bytes ?? gone(join(this.folder, path));
    });
  }
}

/** One look at all that is to be copied, links that stay in the folder included. */
class FolderLook {
  private readonly files: FoundFile[] = [];
  private readonly oddities: Oddity[] = [];
  private entries = 0;

  constructor(
    private readonly root: string,
    private readonly picks: (name: string) => boolean,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<Look> {
    const names = (await this.namesIn(this.root)).filter(this.picks);
    await Promise.all(names.map((name) => this.visit(name, [])));
    return {
      files: this.files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      oddities: this.oddities.sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  }

  /** @param around The real folders in which the path lies: a link to one of them leads in a circle. */
  private async visit(path: string, around: readonly string[]): Promise<void> {
    if (path.includes('\uFFFD')) {
      // Bytes that are no text: under what Node has made of them there is nothing.
      this.oddities.push({ path, is: 'name' });
      return;
    }
    const whole = join(this.root, path);
    const own = await patiently(() => lstat(whole, { bigint: true })).catch((error: unknown) => notThere(whole, error));
    if (own.isSymbolicLink()) {
      await this.visitLink(path, around);
    } else if (own.isDirectory()) {
      await this.enter(path, whole, around);
    } else if (own.isFile()) {
      this.files.push({ path, size: Number(own.size), tag: `${own.mtimeNs}-${own.ino}-${own.ctimeNs}` });
    } else {
      this.oddities.push({ path, is: 'no file' });
    }
  }

  private async visitLink(path: string, around: readonly string[]): Promise<void> {
    const real = await realpath(join(this.root, path)).then(normalize, () => undefined);
    const target = real === undefined ? undefined : await stat(real, { bigint: true }).catch(() => undefined);
    if (real === undefined || !target || !isInside(this.root, real) || around.some((each) => isInside(real, each))) {
      this.oddities.push({ path, is: 'leads out' });
    } else if (target.isDirectory()) {
      await this.enter(path, real, around);
    } else if (target.isFile()) {
      this.files.push({ path, size: Number(target.size), tag: `${target.mtimeNs}-${target.ino}-${target.ctimeNs}` });
    } else {
      this.oddities.push({ path, is: 'no file' });
    }
  }

  private async enter(path: string, real: string, around: readonly string[]): Promise<void> {
    if (around.length >= DEEPEST) {
      this.oddities.push({ path, is: 'leads out' });
      return;
    }
    const names = (await this.namesIn(real)).filter((name) => !isNeverEntered(name));
    await Promise.all(names.map((name) => this.visit(`${path}/${name}`, [...around, real])));
  }

  private async namesIn(folder: string): Promise<string[]> {
    this.signal.throwIfAborted();
    const names = await patiently(() => readdir(folder)).catch((error: unknown) => notThere(folder, error));
    this.entries += names.length;
    if (this.entries > MOST_ENTRIES) {
      throw new WrongPart('folder', {
        what: `${this.root} holds more than a sync looks at.`,
        next: { title: 'Keep the packages in a folder of their own' },
      });
    }
    return names;
  }
}

function notThere(path: string, error: unknown): never {
  throw new WrongPart('folder', refusalOf(path, error) ?? goneWords(path));
}

function gone(path: string): never {
  throw new WorkbenchError(goneWords(path));
}

function goneWords(path: string): { what: string } {
  return { what: `${path} is not there, or not any more.` };
}
