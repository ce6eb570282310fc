import { join } from '../../base/paths';
import { readText } from '../files/read-file';
import { writeOwn } from '../files/whole-file';
import type { Oddity } from './origin';

/** A file of a copy. */
export interface CopiedFile {
  /** In bytes. */
  readonly size: number;
  /** What the source told of it when it was copied. */
  readonly tag: string;
  /** Tells its content from any other. */
  readonly digest: string;
  /** When the copy was written, in milliseconds since 1970: another time means another hand. */
  readonly written: number;
}

/** What a copy was made of. */
export interface CopyIndex {
  readonly revision: string;
  /** By path. */
  readonly files: ReadonlyMap<string, CopiedFile>;
  readonly oddities: readonly Oddity[];
}

/** An index as it lies on the disk. */
interface Written {
  readonly version: 1;
  readonly revision: string;
  readonly files: Readonly<Record<string, CopiedFile>>;
  readonly oddities: readonly Oddity[];
}

const NAME = 'index.json';

export function indexFile(folder: string): string {
  return join(folder, NAME);
}

/** The index of a copy; undefined where there is none that can be read, which makes the next sync a first one. */
export async function readIndex(folder: string): Promise<CopyIndex | undefined> {
  try {
    const text = await readText(indexFile(folder), { kind: 'index of a copy', within: [folder] });
    const { version, revision, files, oddities } = JSON.parse(text ?? '') as Written;
    return (version as number) === 1 ? { revision, files: new Map(Object.entries(files)), oddities } : undefined;
  } catch {
    return undefined;
  }
}

export async function writeIndex(folder: string, { revision, files, oddities }: CopyIndex): Promise<void> {
  const written: Written = { version: 1, revision, files: Object.fromEntries(files), oddities };
  await writeOwn(indexFile(folder), JSON.stringify(written));
}
