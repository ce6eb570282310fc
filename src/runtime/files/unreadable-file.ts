import type { Stats } from 'node:fs';
import { capitalized } from '../../base/capitalized';
import { lineAndColumn } from '../../base/line-and-column';
import { WorkbenchError } from '../../base/workbench-error';
import type { EncodingFlaw } from './encoding';
import { errorCode } from './error-code';

/** A file that is there and is not read. What is not there is none: readers give undefined for it. */
export class UnreadableFile extends WorkbenchError {
  /** @param obstacle Why, as it stands behind a colon: "it is a pipe". */
  constructor(
    readonly file: string,
    readonly obstacle: string,
    /** True for a folder, which some take for no file at all. */
    readonly isFolder = false,
    cause?: unknown,
    /** Counts from 1. */
    line?: number,
  ) {
    super({
      what: `Cannot read ${file}.`,
      why: `${capitalized(obstacle)}.`,
      where: { file, ...(line !== undefined && { line }) },
      cause,
    });
  }

  /** What it lies in: in what is there, in who may read it, or in a system that cannot give it at the moment. */
  get liesIn(): 'file' | 'rights' | 'system' {
    const code = errorCode(this.cause);
    if (this.cause === undefined || NO_FILES.includes(code)) {
      return 'file';
    }
    return DENIED.includes(code) ? 'rights' : 'system';
  }
}

/** Codes with which a system says that a thing is no file to read, whoever asks and whenever. */
const NO_FILES = ['EISDIR', 'ELOOP', 'ENXIO'];
const DENIED = ['EACCES', 'EPERM'];

/**
 * What was read of a file that somebody named.
 * @throws UnreadableFile when there is none
 */
export function mustBeThere<T>(content: T | undefined, file: string): T {
  if (content === undefined) {
    throw new UnreadableFile(file, 'there is no such file');
  }
  return content;
}

/** The refusal of what was opened and is no regular file. */
export function noRegularFile(file: string, stats: Stats): UnreadableFile {
  return new UnreadableFile(file, `it is ${nameOf(stats)}, not a file`, stats.isDirectory());
}

/** The refusal of a file that has more than a number of bytes. */
export function tooLarge(file: string, most: number): UnreadableFile {
  const size = most >= 1_000_000 ? `${most / 1_000_000} MB` : `${most / 1000} KB`;
  return new UnreadableFile(file, `it is larger than ${size}`);
}

/** The refusal of a text that is not UTF-8. */
export function notUtf8(file: string, text: string, flaw: EncodingFlaw): UnreadableFile {
  if (flaw.is !== 'a byte') {
    return new UnreadableFile(file, `it is ${flaw.is}: save it as UTF-8`);
  }
  const { line, column } = lineAndColumn(text, flaw.offset);
  const why = `it is not UTF-8: the byte ${flaw.byte} at line ${line}, column ${column}; save it as UTF-8`;
  return new UnreadableFile(file, why, false, undefined, line);
}

/**
 * The refusal that a system's error stands for; undefined when it says that there is no file.
 * A path that no system can have (too long, with a NUL) leads to no file either.
 */
export function refusalOf(file: string, error: unknown): UnreadableFile | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) {
    return undefined;
  }
  return new UnreadableFile(file, obstacles[code] ?? code, code === 'EISDIR', error);
}

const obstacles: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it (EACCES)',
  EPERM: 'you may not read it (EPERM)',
  EMFILE: 'too many files are open in this process (EMFILE)',
  ENFILE: 'too many files are open on this machine (ENFILE)',
  EIO: 'the disk does not give it (EIO)',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead in a circle',
  // What a socket says, and a device that nothing drives.
  ENXIO: 'it is a socket or a device, not a file',
};

/** What is there and no regular file, as it stands behind "it is". */
export function nameOf(stats: Stats): string {
  if (stats.isSymbolicLink()) {
    return 'a link';
  }
  if (stats.isDirectory()) {
    return 'a folder';
  }
  if (stats.isFIFO()) {
    return 'a pipe';
  }
  return stats.isSocket() ? 'a socket' : 'a device';
}
