import { createHash, randomBytes } from 'node:crypto';
import type { JournalFormat } from './journal-format';

/** What a line holds: an entry, or the name of the file that goes on. */
export type LineContent<Entry> = { readonly e: Entry } | { readonly next: string };

type Line<Entry> = { readonly n: number; readonly w: string } & LineContent<Entry>;

const SUM = /,"c":"([0-9a-f]{8})"\}$/;

/** More bytes than a header has. */
export const HEADER_BYTES = 512;

/** The first line of a new file; no two files have the same. */
export function newHeader({ name, version }: JournalFormat): string {
  return `${JSON.stringify({ format: `plugin-workbench ${name}`, version, file: randomBytes(8).toString('hex') })}\n`;
}

/** What a file's first line says of it; `strange` when it is none of ours. */
export function judgeHeader(header: string, { name, version }: JournalFormat): 'known' | 'newer' | 'strange' {
  const read = parse(header) as { format?: unknown; version?: unknown } | undefined;
  if (read?.format !== `plugin-workbench ${name}` || typeof read.version !== 'number') {
    return 'strange';
  }
  return read.version > version ? 'newer' : 'known';
}

/** A line with its number, the id of who wrote it, and a sum that shows whether it is whole. */
export function lineOf<Entry>(number: number, id: string, content: LineContent<Entry>): string {
  const text = JSON.stringify({ n: number, w: id, ...content });
  return `${text.slice(0, -1)},"c":"${sumOf(text)}"}\n`;
}

/** The lines of one file as they are read on, piece by piece. */
export class JournalLines<Entry> {
  /** The number of the last line that counts. */
  last = 0;
  /** How many bytes were taken, up to the last whole line. */
  read = 0;
  /** How many lines count. */
  count = 0;
  /** True when the file ends in a piece of a line. */
  endsInPiece = false;
  /** The file that goes on, once this one is closed. */
  next: string | undefined;
  /** Where an unreadable line stands that no later line has taken the place of. */
  private unreadable: number | undefined;
  private lineNumber = 0;

  /** @param damage What is wrong with the file from the start. */
  constructor(private readonly damage?: string) {}

  /**
   * Takes the bytes that follow {@link read}. `counts` tells whether a line with the id counts; `damage` says what is
   * wrong with the file.
   */
  take(bytes: Buffer, apply: (entry: Entry) => void, id?: string): { counts: boolean; damage?: string } {
    let counts = false;
    let start = 0;
    if (this.damage !== undefined) {
      return { counts, damage: this.damage };
    }
    for (let end = bytes.indexOf(0x0a); end >= 0 && this.next === undefined; end = bytes.indexOf(0x0a, start)) {
      const text = bytes.toString('utf8', start, end);
      this.read += end + 1 - start;
      start = end + 1;
      this.lineNumber += 1;
      if (this.lineNumber === 1 || text === '') {
        continue;
      }
      const line = readLine<Entry>(text);
      if (!line) {
        this.unreadable ??= this.lineNumber;
      } else if (line.n > this.last + 1) {
        return { counts, damage: `line ${this.unreadable ?? this.lineNumber} cannot be read` };
      } else if (line.n === this.last + 1) {
        // What could not be read before it was a piece of a line that a killed process left.
        this.unreadable = undefined;
        this.last = line.n;
        this.count += 1;
        counts ||= line.w === id;
        if ('next' in line) {
          this.next = line.next;
        } else {
          apply(line.e);
        }
      }
    }
    this.endsInPiece = start < bytes.length;
    return this.unreadable === undefined || this.endsInPiece
      ? { counts }
      : { counts, damage: `line ${this.unreadable} cannot be read` };
  }
}

function readLine<Entry>(text: string): Line<Entry> | undefined {
  const [ending, sum] = SUM.exec(text) ?? [];
  const unsigned = ending === undefined ? '' : `${text.slice(0, -ending.length)}}`;
  return sum === sumOf(unsigned) ? (parse(unsigned) as Line<Entry> | undefined) : undefined;
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
