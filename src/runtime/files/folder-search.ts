import { numberText } from '../../base/number-text';
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import picomatch from 'picomatch';
import { isNeverEntered } from '../../base/never-entered';
import { join } from '../../base/paths';
import { sentence } from '../../base/workbench-error';
import { IGNORE_FILE, type IgnoreRules } from './ignore-rules';
import { refusalOf } from './unreadable-file';

/** How many folders are listed at once. */
const AT_A_TIME = 32;

/** What one search looks at, at most. */
export interface SearchLimits {
  readonly entries: number;
  readonly foldersDeep: number;
}

/** The sources of Linux are 90,000 files, at most 10 folders deep. */
const limits: SearchLimits = { entries: 1_000_000, foldersDeep: 100 };

export interface SearchOptions {
  /** What is left out; nothing unless given. The ignore files below the folder count with them. */
  readonly rules?: IgnoreRules | undefined;
  readonly readIgnoreFile: (file: string) => Promise<string | undefined>;
  readonly signal?: AbortSignal | undefined;
  /** Hears in words what was left out because it could not be looked at. */
  readonly tell: (note: string) => void;
  readonly most?: SearchLimits | undefined;
}

/** A folder that waits to be listed. */
interface Place {
  /** Seen from where the search began; empty for there. */
  readonly below: string;
  readonly deep: number;
  readonly rules: IgnoreRules | undefined;
}

/** One search for files below a folder. Links to folders are not followed: what they lead to in the workspace is found there. */
export class FolderSearch {
  private readonly matches: (path: string) => boolean;
  private readonly reaches: readonly Reach[];
  private readonly found: string[] = [];
  private readonly waiting: Place[] = [];
  private readonly most: SearchLimits;
  private seen = 0;
  private isTooDeep = false;

  constructor(
    private readonly folder: string,
    globs: readonly string[],
    private readonly options: SearchOptions,
  ) {
    this.matches = picomatch([...globs], { dot: true });
    this.most = options.most ?? limits;
    this.reaches = globs.map(reachOf);
  }

  /**
   * The files, sorted.
   * @throws an AbortError when the signal aborts
   */
  async run(): Promise<string[]> {
    this.waiting.push({ below: '', deep: 0, rules: this.options.rules });
    while (this.waiting.length > 0) {
      this.options.signal?.throwIfAborted();
      if (this.seen > this.most.entries) {
        const count = numberText(this.most.entries);
        this.options.tell(`${this.folder} holds more than ${count} files and folders; the rest is left out.`);
        break;
      }
      await Promise.all(this.waiting.splice(-AT_A_TIME).map((place) => this.list(place)));
    }
    return this.found.sort();
  }

  private async list(place: Place): Promise<void> {
    const entries = await this.entriesOf(join(this.folder, place.below));
    const rules = await this.rulesIn(place, entries);
    this.seen += entries.length;
    for (const entry of entries) {
      const below = place.below === '' ? entry.name : `${place.below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (this.leadsOn(below) && !isNeverEntered(entry.name) && !this.isLeftOut(below, 'folder', rules)) {
          this.enter({ below, deep: place.deep + 1, rules });
        }
      } else if (this.matches(below) && !this.isLeftOut(below, 'file', rules) && (await this.isFile(entry, below))) {
        this.found.push(join(this.folder, below));
      }
    }
  }

  /** True for a folder in which, or below which, something can lie that a glob fits. */
  private leadsOn(below: string): boolean {
    const folders = below.split('/');
    return this.reaches.some(
      ({ begins, deepest }) =>
        folders.length <= deepest && folders.every((name, index) => (begins[index] ?? name) === name),
    );
  }

  private enter(place: Place): void {
    if (place.deep < this.most.foldersDeep) {
      this.waiting.push(place);
    } else if (!this.isTooDeep) {
      this.isTooDeep = true;
      const folder = join(this.folder, place.below);
      this.options.tell(`${folder} lies ${this.most.foldersDeep} folders deep: what is in such folders is left out.`);
    }
  }

  private isLeftOut(below: string, is: 'file' | 'folder', rules: IgnoreRules | undefined): boolean {
    return rules?.leaveOut(join(this.folder, below), is) === true;
  }

  /** Of a link, whether it leads to anything but a folder. Where it leads is for the reader to judge. */
  private async isFile(entry: Dirent, below: string): Promise<boolean> {
    if (!entry.isSymbolicLink()) {
      return true;
    }
    return stat(join(this.folder, below)).then(
      (target) => !target.isDirectory(),
      () => false,
    );
  }

  private async entriesOf(folder: string): Promise<Dirent[]> {
    return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      const refusal = refusalOf(folder, error);
      if (refusal) {
        this.options.tell(`${sentence(refusal)} It is left out.`);
      }
      return [];
    });
  }

  private async rulesIn({ below, rules }: Place, entries: readonly Dirent[]): Promise<IgnoreRules | undefined> {
    if (!rules || !entries.some(({ name }) => name === IGNORE_FILE)) {
      return rules;
    }
    const folder = join(this.folder, below);
    const text = await this.options.readIgnoreFile(join(folder, IGNORE_FILE));
    return text === undefined ? rules : rules.with(folder, text);
  }
}

/** Where what a glob fits can lie. */
interface Reach {
  /** The names of the folders that it begins with, as far as they are no patterns. */
  readonly begins: readonly string[];
  /** How deep the folders lie at most. */
  readonly deepest: number;
}

function reachOf(glob: string): Reach {
  const folders = glob.split('/').slice(0, -1);
  const pattern = folders.findIndex((name) => !isPlain(name));
  return {
    begins: pattern === -1 ? folders : folders.slice(0, pattern),
    deepest: /\*\*|\(/.test(glob) ? Infinity : folders.length,
  };
}

/** What means nothing but itself, in any dialect of globs. */
function isPlain(name: string): boolean {
  return /^(?!\.{1,2}$)[\p{L}\p{N}_ .-]+$/u.test(name);
}
