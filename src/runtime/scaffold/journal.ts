import { refuseFileName } from '../../base/scaffold';
import type { Disk } from './disk';
import type { Stage } from './stage';

/** What it takes to undo a writing: on the disk before the first file of the folder is touched, gone when all are in place. */
export interface Journal {
  /** When the writing began, in ISO 8601. */
  readonly at: string;
  readonly files: readonly JournalFile[];
  /** Folders that the writing makes, those above before those below. */
  readonly folders: readonly string[];
}

/** Paths are the plan's: relative to the folder, with forward slashes. */
export interface JournalFile {
  readonly path: string;
  /** A hash of what is written. */
  readonly hash: string;
  /** Whether something was there before, which lies in the stage under the same path. */
  readonly isOver: boolean;
}

/** Puts a journal into its stage, whole. */
export async function writeJournal(stage: Stage, journal: Journal, disk: Disk): Promise<void> {
  const part = `${stage.journal}.part`;
  await disk.write(part, JSON.stringify(journal));
  await disk.move(part, stage.journal);
  await disk.sync(stage.path);
}

/** `none` where no file of the folder was touched yet; `damaged` when it is there and cannot be believed. */
export async function readJournal(stage: Stage, disk: Disk): Promise<Journal | 'none' | 'damaged'> {
  if ((await disk.look(stage.journal)) === undefined) {
    return 'none';
  }
  const text = await disk.read(stage.journal);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isJournal(value) ? value : 'damaged';
  } catch {
    return 'damaged';
  }
}

function isJournal(value: unknown): value is Journal {
  const { at, files, folders } = (value ?? {}) as Partial<Record<keyof Journal, unknown>>;
  return (
    typeof at === 'string' &&
    Number.isFinite(Date.parse(at)) &&
    Array.isArray(files) &&
    files.every(isJournalFile) &&
    Array.isArray(folders) &&
    folders.every(isPathInside)
  );
}

function isJournalFile(value: unknown): value is JournalFile {
  const { path, hash, isOver } = (value ?? {}) as Partial<Record<keyof JournalFile, unknown>>;
  return isPathInside(path) && typeof hash === 'string' && typeof isOver === 'boolean';
}

/** Judged as the paths of a plan are. */
function isPathInside(path: unknown): path is string {
  return typeof path === 'string' && path.split('/').every((segment) => refuseFileName(segment) === undefined);
}
