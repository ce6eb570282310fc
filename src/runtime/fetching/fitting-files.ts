import { numberText } from '../../base/number-text';
import { WorkbenchError } from '../../base/workbench-error';
import type { FoundFile, Look, Oddity } from './origin';

/** What a source may hold. */
export interface Limits {
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of one file. */
  readonly largest: number;
}

/** The Python of bk-sops itself is 2,000 files of 15 MB. */
export const limits: Limits = { files: 20_000, bytes: 500_000_000, largest: 20_000_000 };

/**
 * What of a source can be a file below a folder on this machine; the rest is told.
 * @throws WorkbenchError for a source that holds more than one sync may fetch
 */
export function fittingFiles({ files, oddities }: Look, most: Limits = limits): Pick<Look, 'files' | 'oddities'> {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const odd: Oddity[] = [...oddities];
  const seen = new Set<string>();
  const fitting = files.filter(({ path, size }) => {
    const is = !isPlainPath(path)
      ? 'name'
      : folders.has(path)
        ? 'folder of the same name'
        : size > most.largest
          ? 'too large'
          : undefined;
    if (is) {
      odd.push({ path, is });
    }
    const isFirst = !seen.has(path);
    seen.add(path);
    return !is && isFirst;
  });
  refuseTooMuch(fitting, most);
  return { files: fitting, oddities: odd };
}

function refuseTooMuch(files: readonly FoundFile[], { files: count, bytes }: Limits): void {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > count || size > bytes) {
    throw new WorkbenchError({
      what:
        files.length > count
          ? `The source holds ${numberText(files.length)} files, and a sync fetches ${numberText(count)} at most.`
          : `The source holds ${numberText(Math.ceil(size / 1e6))} MB, and a sync fetches ${numberText(bytes / 1e6)} MB at most.`,
      next: { title: 'Keep the packages in a place of their own' },
    });
  }
}

/** The folders in which a path lies, seen from the top. */
function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** What no system has in a name, or reads as something else; an unknown character stands for bytes that are no text. */
const UNFIT = /[\p{Cc}\p{Cs}\\\uFFFD]/u;
/** Colons name streams and drives there, and what ends in a dot or a blank becomes another name. */
const UNFIT_ON_WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** In bytes: what file systems take in one name, and Linux in one path behind our own folder. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 2048;

/** True for a path that stays below the folder at which it begins, on whatever system. */
export function isPlainPath(path: string, system: NodeJS.Platform = process.platform): boolean {
  return Buffer.byteLength(path) <= LONGEST_PATH && path.split('/').every((name) => isPlainName(name, system));
}

function isPlainName(name: string, system: NodeJS.Platform): boolean {
  const isPlain = name !== '' && name !== '.' && name !== '..' && !UNFIT.test(name) && !isGitsOwn(name);
  return isPlain && Buffer.byteLength(name) <= LONGEST_NAME && !(system === 'win32' && UNFIT_ON_WINDOWS.test(name));
}

/** `.git` in each way in which a file system may read it: a folder of that name is a repository with commands in it. */
export function isGitsOwn(name: string): boolean {
  const seen = name.replace(/\p{Default_Ignorable_Code_Point}/gu, '').toLowerCase();
  return /^(?:\.git|git~\d+)(?:[. ]*)(?::.*)?$/s.test(seen);
}
