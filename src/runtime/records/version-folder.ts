import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Stage } from './stage';
import type { Listed, VersionFiles } from './version-files';
import type { Version } from './version-text';

/** Milliseconds for which an older version stays, so that whoever lists the folder meanwhile finds one of each record. */
const STAYS = 2000;
/** How many of the versions before it a version knows. */
const KNOWN_BEFORE = 32;
/** Milliseconds after which nobody can be under way any more who has seen a record before it was taken away. */
const TAKEN_AWAY_FOR_GOOD = 3_600_000;
const READ_AT_ONCE = 32;

/** What a record's versions come to. */
interface Known<R> {
  /** Of the newest one, damaged or not. */
  readonly newest: number;
  /** The newest one that can be read. */
  readonly readable: { readonly number: number; readonly version: Version<R> } | undefined;
}

export interface VersionFolderEvents {
  changed(): void;
  damaged(damage: Damage): void;
}

/** A version that is damaged, and what that means for its record. */
export interface Damage {
  readonly file: string;
  readonly why: string;
  /** Of the record. */
  readonly name: string;
  /** When the record was left as it is now; undefined when nothing of it is left. */
  readonly backTo: Date | undefined;
}

/**
 * Records in one folder that several processes may use at the same time, without a lock.
 *
 * A change is a new version, written whole in another place and then moved here under the next number. A folder cannot
 * be moved to where a folder with something in it is, on any file system; so of two processes that make the same
 * version one comes first, and the other decides anew. The newest version is the record. Nothing is changed once it is
 * here, and an older version is removed only when a newer one has long been in its place: a process that is killed
 * leaves the record as it was before or after its change.
 */
export class VersionFolder<R> {
  private readonly known = new Map<string, Known<R>>();
  /** When the folder had changed last, in nanoseconds, as it was listed; undefined when that did not tell enough. */
  private settled: bigint | undefined;
  /** Files of versions that are not the newest, and since when that is known. */
  private older = new Map<string, number>();
  private readonly damaged = new Set<string>();
  private isUntold = false;
  /** One at a time in this process. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: VersionFiles<R>,
    private readonly stage: Stage,
    private readonly events: VersionFolderEvents,
  ) {}

  /** The records as all processes have left them. */
  async versions(): Promise<readonly Version<R>[]> {
    return this.alone(async () => {
      await this.catchUp();
      return [...this.known.values()].flatMap(({ readable }) => readable?.version ?? []);
    });
  }

  async get(name: string): Promise<R | undefined> {
    return this.alone(async () => {
      await this.catchUp();
      return this.recordOf(name);
    });
  }

  /** See Records.change. */
  async change(name: string, decide: (now: R | undefined) => R | undefined, order: () => number): Promise<void> {
    await this.alone(async () => {
      for (;;) {
        await this.catchUp();
        const now = this.recordOf(name);
        const record = decide(now);
        if (record === now) {
          return;
        }
        if (await this.add(name, record, order)) {
          await this.removeOlder();
          return;
        }
      }
    });
  }

  /** Keeps records of which there has never been a version; the others stay as they are. */
  async addMissing(records: ReadonlyMap<string, { readonly record: R; readonly order: number }>): Promise<void> {
    await this.alone(async () => {
      await this.catchUp();
      for (const [name, { record, order }] of records) {
        if (!this.known.has(name)) {
          await this.files.publish(name, 1, { id: newId(), before: [], order, record });
        }
      }
      await this.catchUp();
    });
  }

  /** Removes what says no more than that a record was taken away long ago. */
  async forgetTakenAway(): Promise<void> {
    await this.alone(async () => {
      await this.catchUp();
      for (const [name, { newest, readable }] of this.known) {
        if (readable?.number === newest && readable.version.record === null) {
          const folder = this.files.folderOf(name, newest);
          const age = await stat(folder).then(
            ({ mtimeMs }) => Date.now() - mtimeMs,
            () => 0,
          );
          if (age > TAKEN_AWAY_FOR_GOOD) {
            await this.stage.takeAway(folder);
          }
        }
      }
    });
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private recordOf(name: string): R | undefined {
    return this.known.get(name)?.readable?.version.record ?? undefined;
  }

  /** Makes the next version; false when another process's counts in its place. */
  private async add(name: string, record: R | undefined, order: () => number): Promise<boolean> {
    const known = this.known.get(name);
    if (
      known &&
      known.newest !== known.readable?.number &&
      !(await this.files.isDamaged(this.files.fileOf(name, known.newest)))
    ) {
      // A disk that has found it again, or a person who has put it back: it is the record, and nothing may come over it.
      this.learn(name, undefined);
      this.settled = undefined;
      return false;
    }
    const now = known?.readable?.version;
    const next: Version<R> = {
      id: newId(),
      before: now ? [now.id, ...now.before].slice(0, KNOWN_BEFORE) : [],
      order: now && now.record !== null ? now.order : order(),
      record: record ?? null,
    };
    const number = (known?.newest ?? 0) + 1;
    if (!(await this.files.publish(name, number, next))) {
      return false;
    }
    this.learn(name, { newest: number, readable: { number, version: next } });
    const counts = await this.counts(name, next.id);
    if (counts) {
      await this.keepDamaged(name);
    }
    return counts;
  }

  /**
   * The number of a new version was free. It may have been free again: then newer versions are there that know nothing
   * of this one. Where nobody can look it counts, as it is in its place: a change that is kept is not refused.
   */
  private async counts(name: string, id: string): Promise<boolean> {
    try {
      await this.catchUp();
    } catch {
      return true;
    }
    const counting = this.known.get(name)?.readable?.version;
    return counting?.id === id || counting?.before.includes(id) === true;
  }

  /** Takes in what has changed since the last time, and tells it: what was taken in before it failed as well. */
  private async catchUp(): Promise<void> {
    try {
      await this.takeIn();
    } finally {
      if (this.isUntold) {
        this.isUntold = false;
        this.events.changed();
      }
    }
  }

  private async takeIn(): Promise<void> {
    const asked = this.files.settledAt();
    if (this.settled !== undefined && (await asked) === this.settled) {
      return;
    }
    // What went between listing and reading has a newer one, which is listed now; what is listed again is empty.
    const gone = new Set<string>();
    for (;;) {
      const missing = await this.take(await this.files.list(), gone);
      if (missing === undefined) {
        break;
      }
      gone.add(missing);
    }
    this.settled = await asked;
  }

  /** Reads the versions that are new; gives a file that was not there, if it is none of those `gone` before. */
  private async take({ newest, older }: Listed, gone: ReadonlySet<string>): Promise<string | undefined> {
    const fresh = [...newest].filter(([name, number]) => this.known.get(name)?.newest !== number);
    while (fresh.length > 0) {
      const read = await Promise.all(
        fresh.splice(0, READ_AT_ONCE).map(async ([name, number]) => {
          const numbers = [number, ...older.flatMap(([other, each]) => (other === name ? [each] : []))];
          return { name, is: await this.read(name, numbers, gone) };
        }),
      );
      for (const { name, is } of read) {
        if (typeof is === 'string') {
          return is;
        }
        this.learn(name, is);
      }
    }
    for (const name of newest.size < this.known.size ? [...this.known.keys()] : []) {
      if (!newest.has(name)) {
        this.learn(name, undefined);
      }
    }
    this.noteOlder(older);
    return undefined;
  }

  private learn(name: string, is: Known<R> | undefined): void {
    if (is) {
      this.known.set(name, is);
    } else {
      this.known.delete(name);
    }
    this.isUntold = true;
  }

  private async read(name: string, numbers: readonly number[], gone: ReadonlySet<string>): Promise<Known<R> | string> {
    const [newest = 0] = numbers;
    const damaged: { file: string; why: string }[] = [];
    for (const number of numbers) {
      const file = this.files.fileOf(name, number);
      const version = await this.files.read(file, gone);
      if (version === 'missing') {
        return file;
      }
      if (!('why' in version)) {
        await this.tellDamage(name, damaged, path.dirname(file));
        return { newest, readable: { number, version } };
      }
      damaged.push({ file, why: version.why });
    }
    await this.tellDamage(name, damaged, undefined);
    return { newest, readable: undefined };
  }

  /** @param left The newest version that can be read. */
  private async tellDamage(
    name: string,
    damaged: readonly { readonly file: string; readonly why: string }[],
    left: string | undefined,
  ): Promise<void> {
    const fresh = damaged.filter(({ file }) => !this.damaged.has(file));
    const stats = left === undefined || fresh.length === 0 ? undefined : await stat(left).catch(() => undefined);
    const backTo = left === undefined ? undefined : (stats?.mtime ?? new Date());
    for (const { file, why } of fresh) {
      this.damaged.add(file);
      this.events.damaged({ file, why, name, backTo });
    }
  }

  private noteOlder(listed: Listed['older']): void {
    const older = new Map<string, number>();
    for (const [name, number] of listed.toReversed()) {
      const folder = this.files.folderOf(name, number);
      if (
        number < (this.known.get(name)?.readable?.number ?? 0) &&
        !this.damaged.has(this.files.fileOf(name, number))
      ) {
        older.set(folder, this.older.get(folder) ?? performance.now());
      }
    }
    this.older = older;
  }

  private async removeOlder(): Promise<void> {
    for (const [folder, since] of this.older) {
      if (performance.now() - since > STAYS) {
        await this.stage.takeAway(folder);
      }
    }
  }

  /**
   * A damaged version goes out of the way of the record that has taken its place, and is kept. The change is made by
   * then, whatever comes of this: what stays where it is goes with the next one.
   */
  private async keepDamaged(name: string): Promise<void> {
    for (const file of this.damaged) {
      const folder = path.dirname(file);
      if (path.basename(folder).startsWith(`${name}.`)) {
        const isDamaged = await this.files.isDamaged(file).catch(() => undefined);
        if (isDamaged === false || (isDamaged === true && (await this.stage.keep(folder)))) {
          this.damaged.delete(file);
        }
      }
    }
  }
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
