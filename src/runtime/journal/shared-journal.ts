import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError, type Failure } from '../../base/workbench-error';
import type { JournalContent, JournalFormat } from './journal-format';
import { HEADER_BYTES, JournalLines, judgeHeader, lineOf, newHeader, type LineContent } from './journal-lines';

/** A file is written anew when this many of its lines say nothing any more, and three times as many as still do. */
const IDLE_LINES = 1000;
/** Milliseconds after which a file that a killed process was writing is litter. */
const LITTER_AFTER = 3_600_000;

/**
 * Entries in one file of a folder that several processes may use at the same time, without a lock.
 *
 * A change is a line that is appended with one write. Lines are numbered, and of two lines with one number the first
 * counts, for everyone; so whoever appended a line reads back whether it came first, and decides anew if not. A process
 * that is killed leaves a whole line or a piece of one, which is passed over. A file whose lines do not add up is
 * damaged: it is kept under another name, and what could be read before the damage goes on in a new file.
 */
export class SharedJournal<Entry> {
  private readonly file: string;
  private lines = new JournalLines<Entry>();
  /** The first line of the file that was read so far. */
  private header: string | undefined;
  /** One at a time in this process. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param onDamage Told when a damaged file was kept aside. */
  constructor(
    private readonly folder: string,
    private readonly format: JournalFormat,
    private readonly content: JournalContent<Entry>,
    private readonly onDamage: (failure: Failure) => void = () => undefined,
  ) {
    this.file = path.join(folder, `${format.name}.jsonl`);
  }

  /**
   * Makes sure that the folder can be written to, and reads what is there.
   * @throws WorkbenchError when the folder cannot be written to, or a newer version wrote the file
   */
  async open(): Promise<void> {
    await this.alone(async () => {
      try {
        await this.catchUp();
        await (await open(this.file, 'a')).close();
        await this.removeLitter();
      } catch (cause) {
        throw cause instanceof WorkbenchError ? cause : this.cannotWrite(cause);
      }
      await this.rewriteWhenWorthIt();
    });
  }

  /** Looks at the content as all processes have left it. */
  async read<T>(look: () => T): Promise<T> {
    return this.alone(async () => {
      await this.catchUp();
      return look();
    });
  }

  /**
   * Makes one change. `decide` sees the content as it is and gives the entry, or throws; it runs again when another
   * process was faster. Nothing has changed when this rejects.
   */
  async change(decide: () => Entry): Promise<void> {
    await this.alone(async () => {
      do {
        await this.catchUp();
      } while (!(await this.append({ e: decide() })));
      await this.rewriteWhenWorthIt();
    });
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** Appends a line; false when another process's line got its number. */
  private async append(what: LineContent<Entry>): Promise<boolean> {
    const id = newId();
    const line = lineOf(this.lines.last + 1, id, what);
    const handle = await open(this.file, 'a');
    try {
      // A piece of a line that a killed process left would swallow this one.
      const bytes = Buffer.from(this.lines.endsInPiece ? `\n${line}` : line);
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten < bytes.length) {
        throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written`);
      }
    } finally {
      await handle.close();
    }
    return this.catchUp(id);
  }

  /** Takes in what was appended since the last time; true when a line with the id counts. */
  private async catchUp(id?: string): Promise<boolean> {
    let counts = false;
    for (;;) {
      const news = await this.readOn();
      if (news === undefined) {
        await this.create([]);
        continue;
      }
      const came = this.lines.take(news, (entry) => this.content.apply(entry), id);
      counts ||= came.counts;
      if (came.damage !== undefined) {
        await this.keepAside(came.damage);
      } else if (this.lines.next !== undefined) {
        await this.moveOn(this.lines.next);
      } else {
        return counts;
      }
    }
  }

  /** The bytes since the last time, or all when it is another file; undefined when there is none. */
  private async readOn(): Promise<Buffer | undefined> {
    const handle = await unlessMissing(open(this.file, 'r'));
    if (!handle) {
      return undefined;
    }
    try {
      const header = await headerOf(handle);
      const { size } = await handle.stat();
      if (header !== this.header || size < this.lines.read) {
        this.startOver(header);
      }
      const bytes = Buffer.alloc(size - this.lines.read);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.lines.read);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  private startOver(header: string): void {
    const known = judgeHeader(header, this.format);
    if (known === 'newer') {
      throw new WorkbenchError({
        what: `${this.file} was written by a newer version of Plugin Workbench.`,
        next: { title: 'Update Plugin Workbench, or use another folder' },
      });
    }
    this.header = header;
    this.lines = new JournalLines<Entry>(
      known === 'strange' ? 'its first line is not one of Plugin Workbench' : undefined,
    );
    this.content.clear();
  }

  /** Makes the file with these entries unless there is one by now; it appears whole. */
  private async create(entries: Iterable<Entry>): Promise<void> {
    await makeFolder(this.folder);
    const made = await this.writeBeside(entries);
    await link(made, this.file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
    });
    await rm(made, { force: true });
  }

  private async writeBeside(entries: Iterable<Entry>): Promise<string> {
    const file = path.join(this.folder, `${this.format.name}-${newId()}.jsonl`);
    let text = newHeader(this.format);
    let number = 0;
    for (const e of entries) {
      text += lineOf(++number, newId(), { e });
    }
    await writeFile(file, text, { flush: true, flag: 'wx', mode: 0o600 });
    return file;
  }

  private async keepAside(damage: string): Promise<void> {
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const aside = path.join(this.folder, `${this.format.name}.damaged-${stamp}-${newId().slice(0, 4)}.jsonl`);
    const saved = [...this.content.entries()];
    if ((await unlessMissing(rename(this.file, aside).then(() => true))) === undefined) {
      return; // another process was faster
    }
    await this.create(saved);
    this.onDamage({
      what: `${this.file} is damaged: ${damage}.`,
      why: `It is kept as ${path.basename(aside)}; ${saved.length} of its ${this.format.name} could be read and go on in a new file.`,
      where: { file: aside },
    });
  }

  private async rewriteWhenWorthIt(): Promise<void> {
    if (this.lines.count - this.content.size < Math.max(IDLE_LINES, 3 * this.content.size)) {
      return;
    }
    const made = await this.writeBeside(this.content.entries());
    // The last line of the old file: who appends after it is told to move on, and nothing is lost between the two.
    if (!(await this.append({ next: path.basename(made) }))) {
      await rm(made, { force: true });
    }
  }

  /** Puts the file that goes on in the place of this one; whoever comes first does it. */
  private async moveOn(next: string): Promise<void> {
    const from = path.join(this.folder, path.basename(next));
    if ((await unlessMissing(renameOver(from, this.file))) !== undefined) {
      return;
    }
    const handle = await unlessMissing(open(this.file, 'r'));
    const header = handle && (await headerOf(handle).finally(() => handle.close()));
    if (header === this.header) {
      await this.keepAside(`${path.basename(next)}, which goes on where it ends, is missing`);
    }
  }

  private async removeLitter(): Promise<void> {
    const litter = new RegExp(`^${this.format.name}-[0-9a-f]{16}\\.jsonl$`);
    for (const name of (await readdir(this.folder)).filter((each) => litter.test(each))) {
      const file = path.join(this.folder, name);
      const age = await unlessMissing(stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs));
      if (age !== undefined && age > LITTER_AFTER) {
        await rm(file, { force: true });
      }
    }
  }

  private cannotWrite(cause: unknown): WorkbenchError {
    return new WorkbenchError({
      what: `${this.folder} cannot be written to.`,
      why: cause instanceof Error ? `${cause.message}.` : String(cause),
      next: { title: 'Choose a folder that you may write to' },
      cause,
    });
  }
}

function newId(): string {
  return randomBytes(8).toString('hex');
}

async function headerOf(handle: FileHandle): Promise<string> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await handle.read(bytes, 0, HEADER_BYTES, 0);
  return bytes.toString('utf8', 0, bytesRead).split('\n', 1)[0] ?? '';
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
}

/** Not by the recursive mkdir of Node 20, which never ends where a file system takes no folders, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (codeOf(error) === 'ENOENT' && (await unlessMissing(stat(parent))) === undefined) {
      await makeFolder(parent);
      await makeFolder(folder);
    } else if (codeOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

/** On Windows a file cannot be replaced for as long as another process has it open, which here is a moment. */
async function renameOver(from: string, to: string): Promise<true> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      if (attempt === 50 || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
