import { Emitter } from '../base/emitter';
import type { Files } from '../base/files';
import { dirname, isInside, isInsideAny } from '../base/paths';
import { isAbort } from '../base/workbench-error';
import {
  NameTable,
  NamesWithFile,
  noNames,
  type FoundName,
  type Names,
  type NamesOfText,
} from '../manifest/names/names';
import { nothingOutside, type OutsideNames } from '../manifest/names/outside-names';
import type { ParseCache } from '../manifest/parse/parse-cache';
import { finishInTurns, type Steps } from '../base/steps';
import { FilesInTurns } from './files-in-turns';

/** A manifest found in a file by its content. */
export interface ManifestEntry {
  readonly file: string;
  /** 1-based line on which its document starts. */
  readonly line: number;
  /** The kind's id, such as `spaceone.register`. */
  readonly kind: string;
  /** The kind in words, such as `Register manifest`. */
  readonly title: string;
  /** What tells it from others of its kind, such as the method of a request; absent where its file's name does. */
  readonly label?: string;
}

/** What the index asks of a file's text, in parts; cheap for a text that holds nothing of ours. */
export interface ManifestReader {
  manifests(text: string, names: Names): Steps<readonly Omit<ManifestEntry, 'file'>[]>;
  names(text: string, isWanted: (name: string) => boolean, cache?: ParseCache): Steps<NamesOfText>;
  /** Names that files have by their paths alone, such as Python modules. */
  readonly fileNames: readonly FileNameReader[];
}

/** Names that files have by their paths; looked for once a manifest refers to one of the sort. */
export interface FileNameReader {
  readonly sort: string;
  readonly globs: readonly string[];
  /** True for a path that matches the globs. */
  fits(file: string): boolean;
  /** The definitions that all these files together make. */
  read(files: readonly string[]): Iterable<FoundName>;
}

interface KnownFile extends NamesOfText {
  readonly entries: readonly ManifestEntry[];
  /** Nobody knows which names it has, so that none counts as missing. */
  readonly isUnreadable?: boolean;
}

const unread: KnownFile = { entries: [], found: [], waiting: [], isUnreadable: true };

function namesIn(file: KnownFile | undefined): number {
  return file ? file.found.length + file.waiting.length : 0;
}

function* allNames(
  files: readonly (readonly [string, KnownFile])[],
  byPath: readonly (readonly FoundName[])[],
): Iterable<FoundName> {
  for (const [file, { found }] of files) {
    for (const name of found) {
      yield { ...name, file };
    }
  }
  yield* byPath.flat();
}

/** More names than the manifests of a workspace have; what is left then counts as unreadable. */
const MOST_NAMES = 50_000;

/** How many files are read at once. */
const AT_A_TIME = 16;

const YAML = ['**/*.yaml', '**/*.yml'];

/**
 * The manifests of the workspace and the names in them: read when first asked, kept up to date by the changes it is
 * told of. A document that only may define something is read once another refers to that.
 */
export class Manifests {
  private readonly files = new Map<string, KnownFile>();
  private nameCount = 0;
  private readonly paths = new Map<FileNameReader, Set<string>>();
  private readonly pathNames = new Map<FileNameReader, readonly FoundName[]>();
  private readonly changed = new Emitter<void>();
  private folders: readonly string[] = [];
  private reading: Promise<void> | undefined;
  private isRead = false;
  private generation = 0;
  private wanted = new Set<string>();
  private table: Names = noNames;
  /** How many tables were begun: the last one counts. */
  private tables = 0;
  private outside = nothingOutside;

  /** Fires when a manifest came, went or moved, or when a name did. */
  readonly onDidChange = this.changed.event;

  private readonly disk: Files;

  constructor(
    private readonly reader: ManifestReader,
    disk: Files,
  ) {
    this.disk = new FilesInTurns(disk);
  }

  /** What the manifests define and refer to, as far as they have been read. */
  get names(): Names {
    return this.table;
  }

  /** The names as they are with a file's text of this moment; nothing counts as missing for a file outside the workspace. */
  *namesWith(file: string, text: string, cache?: ParseCache): Steps<Names> {
    const { found } = yield* this.reader.names(text, () => true, cache);
    const isInWorkspace = this.folders.some((folder) => isInside(folder, file));
    return new NamesWithFile(this.table, file, found, this.table.isComplete && isInWorkspace);
  }

  /** Looks at the folders of the workspace instead of those before; reads when it is next asked. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.forget();
  }

  /** Takes over what is known from outside the workspace, instead of what was known before. */
  know(outside: OutsideNames): void {
    this.outside = outside;
    this.changed.fire();
  }

  /** Forgets all that was read; the next question reads it anew. */
  forget(): void {
    this.isRead = false;
    this.generation += 1;
    this.reading = undefined;
    this.files.clear();
    this.nameCount = 0;
    this.paths.clear();
    this.pathNames.clear();
    this.tables += 1;
    this.table = new NameTable([], false, () => this.outside);
    this.changed.fire();
  }

  /** Resolves when the workspace has been read once; later calls cost nothing. */
  async ready(): Promise<void> {
    // What is forgotten in the middle of the reading is read anew.
    while (!this.isRead || this.reading) {
      const reading = (this.reading ??= this.readAll());
      await reading.finally(() => {
        this.reading = this.reading === reading ? undefined : this.reading;
      });
    }
  }

  /** The manifests in a folder, by file and line. */
  async in(folder: string): Promise<readonly ManifestEntry[]> {
    return (await this.all()).filter(({ file }) => isInside(folder, file));
  }

  /** All manifests, by file and line. */
  async all(): Promise<readonly ManifestEntry[]> {
    await this.ready();
    return [...this.files.values()]
      .flatMap(({ entries }) => entries)
      .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  }

  /**
   * Reads the changed, made or deleted files anew. Does nothing before the first reading.
   * @param madeFolders Folders that came as a whole, of whose files nobody tells.
   */
  async update(changed: readonly string[], madeFolders: readonly string[] = []): Promise<void> {
    if (!this.isRead) {
      return;
    }
    const made = await Promise.all(madeFolders.map((folder) => this.disk.find(folder, YAML)));
    // A folder that went takes its files with it, and nobody tells of those either.
    const paths = new Set(changed);
    const below = [...this.files.keys()].filter((file) => isInsideAny(paths, file));
    const files = new Set([...changed.filter((file) => /\.ya?ml$/i.test(file)), ...made.flat(), ...below]);
    const inWorkspace = [...files].filter((file) => this.folders.some((folder) => isInside(folder, file)));
    const isOther = await this.read(inWorkspace);
    const hasOtherPaths = await this.updatePaths(changed, madeFolders);
    if (isOther || hasOtherPaths) {
      await this.follow();
      this.changed.fire();
    }
  }

  private async readAll(): Promise<void> {
    const { folders, generation } = this;
    const found = await Promise.all(folders.map((folder) => this.disk.find(folder, YAML)));
    await this.read([...new Set(found.flat())]);
    await this.follow();
    if (generation === this.generation) {
      this.isRead = true;
      await this.tabulate();
      this.changed.fire();
    }
  }

  /** Reads what those names may stand for that are referred to, until nothing new comes of it. */
  private async follow(): Promise<void> {
    for (;;) {
      const found = [...this.files.values()].flatMap((file) => file.found);
      this.wanted = new Set(found.flatMap(({ is, name }) => (is === 'reference' ? [name] : [])));
      await this.findPaths(new Set(found.flatMap(({ is, sort }) => (is === 'reference' ? [sort] : []))));
      await this.tabulate();
      const waiting = [...this.files].filter(([, { waiting: names }]) => names.some((name) => this.wanted.has(name)));
      if (waiting.length === 0 || !(await this.read(waiting.map(([file]) => file)))) {
        return;
      }
    }
  }

  private async tabulate(): Promise<void> {
    this.tables += 1;
    const number = this.tables;
    const byPath = [...this.files].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [reader, files] of this.paths) {
      if (!this.pathNames.has(reader)) {
        this.pathNames.set(reader, [...reader.read([...files].sort())]);
      }
    }
    const isComplete = this.isRead && byPath.every(([, { isUnreadable }]) => isUnreadable !== true);
    const names = allNames(byPath, [...this.pathNames.values()]);
    const table = await finishInTurns(NameTable.inSteps(names, isComplete, () => this.outside));
    if (number === this.tables) {
      this.table = table;
    }
  }

  /** True when anything is other than it was. */
  private async read(files: readonly string[]): Promise<boolean> {
    const waiting = [...files];
    let isOther = false;
    const work = async (): Promise<void> => {
      for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
        isOther = (await this.readOne(file)) || isOther;
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return isOther;
  }

  private async readOne(file: string): Promise<boolean> {
    const before = this.files.get(file);
    const known = this.nameCount - namesIn(before) > MOST_NAMES ? unread : await this.known(file);
    this.nameCount += namesIn(known) - namesIn(before);
    if (known) {
      this.files.set(file, known);
    } else {
      this.files.delete(file);
    }
    return before && known ? JSON.stringify(before) !== JSON.stringify(known) : before !== known;
  }

  /** One file that cannot be read is one that cannot be read: it takes no names from the others. */
  private async known(file: string): Promise<KnownFile | undefined> {
    try {
      const text = await this.disk.read(file);
      return text === undefined ? undefined : await this.readText(file, text);
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      return unread;
    }
  }

  private async readText(file: string, text: string): Promise<KnownFile | undefined> {
    const names = await finishInTurns(this.reader.names(text, (name) => this.wanted.has(name)));
    const manifests = await finishInTurns(this.reader.manifests(text, this.table));
    const entries = manifests.map((entry) => ({ file, ...entry }));
    const isEmpty = entries.length + names.found.length + names.waiting.length === 0;
    return isEmpty ? undefined : { entries, ...names };
  }

  private async findPaths(sorts: ReadonlySet<string>): Promise<void> {
    for (const reader of this.reader.fileNames) {
      if (sorts.has(reader.sort) && !this.paths.has(reader)) {
        const found = await Promise.all(this.folders.map((folder) => this.disk.find(folder, reader.globs)));
        this.paths.set(reader, new Set(found.flat()));
      }
    }
  }

  private async isThere(file: string): Promise<boolean> {
    return this.disk.read(file).then(
      (text) => text !== undefined,
      () => true,
    );
  }

  private async updatePaths(changed: readonly string[], madeFolders: readonly string[]): Promise<boolean> {
    let isOther = false;
    for (const [reader, known] of this.paths) {
      const before = [...known].sort().join('\n');
      const gone = new Set(changed);
      for (const file of [...known].filter((path) => isInsideAny(gone, dirname(path)))) {
        known.delete(file);
      }
      for (const file of changed.filter((path) => reader.fits(path))) {
        if (await this.isThere(file)) {
          known.add(file);
        } else {
          known.delete(file);
        }
      }
      const made = await Promise.all(madeFolders.map((folder) => this.disk.find(folder, reader.globs)));
      made.flat().forEach((file) => known.add(file));
      if (before !== [...known].sort().join('\n')) {
        this.pathNames.delete(reader);
        isOther = true;
      }
    }
    return isOther;
  }
}
