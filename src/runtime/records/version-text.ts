import { createHash } from 'node:crypto';

/** A record as one change has left it. */
export interface Version<R> {
  /** No two versions have the same. */
  readonly id: string;
  /** The ids of the versions before it, the last one first; the oldest ones left out. */
  readonly before: readonly string[];
  /** Of two records the one that was made first has the smaller one. */
  readonly order: number;
  /** Null when the record was taken away. */
  readonly record: R | null;
}

/** What records of one sort are called, and which of their formats can be read. */
export interface RecordFormat {
  readonly name: string;
  readonly version: number;
  /** What a person does with a record that is lost, such as "register it again". */
  readonly again?: string;
}

/** A version as its file has it: a line of JSON, and a line with its sum. */
export function versionText<R>(version: Version<R>, format: RecordFormat): string {
  const line = JSON.stringify({ format: `plugin-workbench ${format.name}`, version: format.version, ...version });
  return `${line}\n${sumOf(line)}\n`;
}

/** The version that a file holds; `damaged` when it is not as it was written, `newer` when another format wrote it. */
export function readVersionText<R>(text: string, format: RecordFormat): Version<R> | 'damaged' | 'newer' {
  const [line = '', sum, ...rest] = text.split('\n');
  if (sum !== sumOf(line) || rest.join('') !== '') {
    return 'damaged';
  }
  const read = JSON.parse(line) as Version<R> & { readonly version: number };
  return read.version > format.version ? 'newer' : read;
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
