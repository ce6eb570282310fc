import { WorkbenchError } from '../../base/workbench-error';
import { errorCode } from '../files/error-code';

/** The failure of a writing that left no trace. */
export function cannotWrite(folder: string, cause: unknown): WorkbenchError {
  return new WorkbenchError({
    what: `Cannot write ${folder}. Nothing was changed.`,
    why: reason(cause),
    where: { file: folder },
    next: { title: 'Choose another folder, or make this one writable' },
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  ENAMETOOLONG: 'The path is longer than the file system allows.',
};

/** What the system's error means to a person. */
export function reason(error: unknown): string {
  const code = errorCode(error);
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
