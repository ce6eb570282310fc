import { stat } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import { UnreadableFile } from '../files/unreadable-file';
import { namesIn } from './names-in';
import type { Stage } from './stage';
import { readVersionText, versionText, type RecordFormat, type Version } from './version-text';

/** A version is a folder `NAME.NUMBER` that holds this file. */
const FILE = 'record.json';

/** The name of a record (see recordName) and a number; a person's copy of a folder has another form. */
const VERSION = /^([^.]+)\.([1-9]\d{0,14})$/;

/** Milliseconds after which a folder's time tells of every change; the coarsest file systems count two seconds. */
const SETTLES = 2500;
/** A version that is not as it was written, or no file. What a disk does not give at the moment is none. */
export interface Unreadable {
  readonly why: string;
}

/** The versions of a folder. */
export interface Listed {
  readonly newest: ReadonlyMap<string, number>;
  readonly older: readonly (readonly [name: string, number: number])[];
}

/** The files of the versions of records in a folder, as they lie on the disk. */
export class VersionFiles<R> {
  constructor(
    private readonly folder: string,
    private readonly format: RecordFormat,
    private readonly stage: Stage,
  ) {}

  folderOf(name: string, number: number): string {
    return path.join(this.folder, `${name}.${number}`);
  }

  fileOf(name: string, number: number): string {
    return path.join(this.folderOf(name, number), FILE);
  }

  /** Puts a version into its place, whole; false when that is taken. */
  async publish(name: string, number: number, version: Version<R>): Promise<boolean> {
    const made = await this.stage.make(FILE, versionText(version, this.format));
    return this.stage.moveWhereNothingIs(made, this.folderOf(name, number));
  }

  /**
   * When the folder changed last; undefined when that is so lately that another change may have the same time. So it may
   * be asked while the folder is listed: a change that the list misses is too late to count as settled.
   */
  async settledAt(): Promise<bigint | undefined> {
    const now = Date.now();
    const changed = await stat(this.folder, { bigint: true }).catch(() => undefined);
    return changed && now - Number(changed.mtimeMs) > SETTLES ? changed.mtimeNs : undefined;
  }

  async list(): Promise<Listed> {
    const newest = new Map<string, number>();
    const older: [string, number][] = [];
    for (const each of await namesIn(this.folder)) {
      const [, name = '', digits = ''] = VERSION.exec(each) ?? [];
      const number = Number(digits);
      const other = newest.get(name);
      if (digits !== '') {
        newest.set(name, Math.max(number, other ?? 0));
        if (other !== undefined) {
          older.push([name, Math.min(number, other)]);
        }
      }
    }
    // The highest first, as they are read; and removed from the end, as a number is free only when all below it are.
    return { newest, older: older.sort(([, a], [, b]) => b - a) };
  }

  /**
   * The version in a file; missing when there is none, unless it is one of those that were `gone` before.
   * @throws WorkbenchError when a newer Plugin Workbench wrote it; whatever a disk says that does not give it
   */
  async read(file: string, gone: ReadonlySet<string>): Promise<Version<R> | Unreadable | 'missing'> {
    const text = await readText(file, { kind: 'record', within: [this.folder] }).catch(unreadable);
    if (text === undefined) {
      return gone.has(file) ? { why: 'There is no such file.' } : 'missing';
    }
    const version = typeof text === 'string' ? readVersionText<R>(text, this.format) : text;
    if (version === 'newer') {
      throw new WorkbenchError({
        what: `${file} was written by a newer version of Plugin Workbench.`,
        next: { title: 'Update Plugin Workbench, or use another folder' },
      });
    }
    return version === 'damaged' ? { why: 'It is not as it was written.' } : version;
  }

  /** Looks again; there is nothing that is not damaged where there is no file. */
  async isDamaged(file: string): Promise<boolean> {
    const version = await this.read(file, new Set([file]));
    return version !== 'missing' && 'why' in version;
  }
}

/** What is no file, or too large for a record, is damaged. What a disk does not give, or not to us, may be as it was. */
function unreadable(error: unknown): Unreadable {
  if (error instanceof UnreadableFile && error.liesIn === 'file') {
    return { why: error.why ?? error.what };
  }
  throw error;
}
