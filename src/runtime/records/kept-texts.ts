import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Emitter } from '../../base/emitter';
import { readText } from '../files/read-file';
import { writeNew } from '../files/whole-file';

/** A text that is kept, as the name of its file tells it. */
export interface KeptText {
  /** Whose it is. */
  readonly group: string;
  /** The name of its file, by which it is read. */
  readonly name: string;
  readonly at: Date;
  /** What it is known by. */
  readonly words: readonly string[];
}

/** How much of a group is kept. */
export interface KeptBounds {
  readonly most: number;
  /** Of those with the same first word. */
  readonly mostAlike: number;
  /** In bytes, all together. */
  readonly size: number;
}

/** Longer names are none on some systems. */
const LONGEST_NAME = 200;
const FILE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z~[\da-f]+~(.+)\.json$/;

/**
 * Texts in a folder by group, a file each, so that several processes may keep some at the same time without a lock. The
 * oldest go when they become too many or too large. Nobody but the person may read them.
 */
export class KeptTexts {
  private readonly changed = new Emitter<string>();
  /** Fires with the group of which a text has come or gone through this object. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly folder: string,
    private readonly bounds: KeptBounds,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @param words What it is known by; the first says which texts are alike. */
  async keep(group: string, words: readonly string[], text: string): Promise<void> {
    const name = nameOf(this.now(), words);
    if (name.length > LONGEST_NAME || Buffer.byteLength(text) > this.bounds.size) {
      return;
    }
    const folder = this.folderOf(group);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeNew(path.join(folder, name), text, 0o600);
    await this.giveUpOldest(group);
    this.changed.fire(group);
  }

  /** Those of a group, the newest first. */
  async of(group: string): Promise<readonly KeptText[]> {
    const names = await readdir(this.folderOf(group)).catch(() => []);
    return names
      .sort()
      .reverse()
      .flatMap((name) => known(group, name) ?? []);
  }

  /** Undefined for one that has gone meanwhile. */
  async read({ group, name }: Pick<KeptText, 'group' | 'name'>): Promise<string | undefined> {
    const folder = this.folderOf(group);
    return known(group, name) && readText(path.join(folder, name), { kind: 'record', within: [folder] });
  }

  async forget(group: string): Promise<void> {
    await rm(this.folderOf(group), { recursive: true, force: true });
    this.changed.fire(group);
  }

  private async giveUpOldest(group: string): Promise<void> {
    const folder = this.folderOf(group);
    const alike = new Map<string, number>();
    let [count, size] = [0, 0];
    for (const { name, words } of await this.of(group)) {
      const [first = ''] = words;
      const ofThese = (alike.get(first) ?? 0) + 1;
      const bytes = await stat(path.join(folder, name)).then(
        (there) => there.size,
        () => 0,
      );
      if (count < this.bounds.most && ofThese <= this.bounds.mostAlike && size + bytes <= this.bounds.size) {
        alike.set(first, ofThese);
        count += 1;
        size += bytes;
      } else {
        await rm(path.join(folder, name), { force: true });
      }
    }
  }

  private folderOf(group: string): string {
    return path.join(this.folder, createHash('sha256').update(group).digest('hex').slice(0, 32));
  }
}

/** By its time first, so that names sort as the texts came. */
function nameOf(at: Date, words: readonly string[]): string {
  const stamp = at.toISOString().replace(/[-:.]/g, '');
  return `${stamp}~${randomBytes(4).toString('hex')}~${words.map(escaped).join('~')}.json`;
}

function escaped(word: string): string {
  return encodeURIComponent(word).replace(/[~*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function known(group: string, name: string): KeptText | undefined {
  const [, year, month, day, hour, minute, second, milliseconds, words] = FILE.exec(name) ?? [];
  if (words === undefined) {
    return undefined;
  }
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  return { group, name, at, words: words.split('~').map(decodeURIComponent) };
}
