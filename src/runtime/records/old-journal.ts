import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError, type Failure } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import { isThere } from './stage';
import { namesIn } from './names-in';
import { errorCode } from '../files/error-code';

/** The only version that there was. */
const VERSION = 1;
const SUM = /,"c":"([0-9a-f]{8})"\}$/;

interface Line<Entry> {
  readonly n: number;
  readonly e?: Entry;
  /** The file that goes on. */
  readonly next?: string;
}

/**
 * The one file in which version 0.1 kept records, `NAME.jsonl`: a header, and then a line for each change. Lines are
 * numbered, and of two with one number the first counts. What can be read counts, wherever a line is damaged.
 */
export class OldJournal<Entry> {
  /** @param onDamage Told of what cannot be read. */
  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly onDamage: (failure: Failure) => void = () => undefined,
  ) {}

  /**
   * All changes in their order; undefined when there is no such file.
   * @throws WorkbenchError when a later version wrote it
   */
  async entries(): Promise<Entry[] | undefined> {
    const [file] = await this.files();
    return file === undefined ? undefined : this.read(file);
  }

  /** Puts its files aside, once all that they say is kept elsewhere. */
  async putAside(): Promise<void> {
    for (const file of await this.files()) {
      await rename(file, `${file}.${Date.now()}.old`).catch((error: unknown) => {
        // Another process was faster.
        if (errorCode(error) !== 'ENOENT') {
          throw error;
        }
      });
    }
  }

  /**
   * The one that counts comes first: the journal itself, or, on a disk that was full when it was found damaged and
   * moved away, the last one that was.
   */
  private async files(): Promise<string[]> {
    const names = await namesIn(this.folder);
    const journal = names.filter((each) => each === `${this.name}.jsonl`);
    const damaged = names.filter((each) => each.startsWith(`${this.name}.damaged-`) && each.endsWith('.jsonl'));
    return [...journal, ...damaged.sort().reverse()].map((each) => path.join(this.folder, each));
  }

  private async read(file: string): Promise<Entry[]> {
    const text = await readText(file, { kind: 'journal', within: [this.folder] });
    const [header = '', ...lines] = (text ?? '').split('\n');
    this.judge(header, file);
    const entries: Entry[] = [];
    let last = 0;
    let damaged: number | undefined;
    /** An unreadable line may be a piece that a killed process left, who was told of nothing: the numbers go on after it. */
    let unreadable: number | undefined;
    // What stands behind the last end of a line is such a piece, or nothing.
    for (const [index, text] of lines.slice(0, -1).entries()) {
      const line = readLine<Entry>(text);
      if (!line) {
        unreadable ??= text === '' ? undefined : index + 2;
      } else if (line.n > last) {
        damaged ??= line.n > last + 1 ? (unreadable ?? index + 2) : undefined;
        unreadable = undefined;
        last = line.n;
        const goesOn = line.next === undefined ? undefined : path.join(this.folder, path.basename(line.next));
        if (goesOn !== undefined && (await isThere(goesOn))) {
          return this.read(goesOn);
        }
        entries.push(...(line.e === undefined ? [] : [line.e]));
      }
    }
    damaged ??= unreadable;
    if (damaged !== undefined) {
      this.tell(file, `line ${damaged} cannot be read`);
    }
    return entries;
  }

  private judge(header: string, file: string): void {
    const read = parse(header) as { format?: unknown; version?: unknown } | undefined;
    if (read?.format !== `plugin-workbench ${this.name}`) {
      this.tell(file, 'its first line is not one of Plugin Workbench');
    } else if (typeof read.version === 'number' && read.version > VERSION) {
      throw new WorkbenchError({
        what: `${file} was written by a newer version of Plugin Workbench.`,
        next: { title: 'Update Plugin Workbench, or use another folder' },
      });
    }
  }

  private tell(file: string, damage: string): void {
    this.onDamage({
      what: `${file} is damaged: ${damage}.`,
      why: 'All of it that can be read goes on, and the file itself is kept.',
      where: { file },
    });
  }
}

function readLine<Entry>(text: string): Line<Entry> | undefined {
  const [ending, sum] = SUM.exec(text) ?? [];
  const unsigned = ending === undefined ? '' : `${text.slice(0, -ending.length)}}`;
  const isWhole = sum === createHash('sha256').update(unsigned).digest('hex').slice(0, 8);
  return isWhole ? (parse(unsigned) as Line<Entry> | undefined) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
