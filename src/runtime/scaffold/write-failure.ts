import { WorkbenchError } from '../../base/workbench-error';
import { reason } from '../files/error-reason';

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
