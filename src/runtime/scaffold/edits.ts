import { createHash } from 'node:crypto';
import { join } from '../../base/paths';
import { refuseFileName, type ReadText } from '../../base/scaffold';
import type { ScaffoldEdit } from '../../base/scaffold-edit';
import { WorkbenchError } from '../../base/workbench-error';
import { readUtf8 } from '../files/read-file';
import type { Disk } from './disk';

/** A hash of a text as it lies on the disk. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads the files of a folder, an absolute path without links, for a plan: what is read is what can be edited. */
export function textsIn(folder: string, disk: Disk): ReadText {
  return async (path) => {
    const refusal = path.split('/').map(refuseFileName).find(Boolean);
    if (refusal !== undefined) {
      throw new WorkbenchError({ what: `Cannot read "${path}" of ${folder}.`, why: refusal });
    }
    const file = join(folder, path);
    if ((await refuseLinks(folder, path, disk)) === 'nothing') {
      return undefined;
    }
    return readUtf8(file, { kind: 'source', within: [folder] });
  };
}

/**
 * Makes sure that a file can be edited and has the very text from which the edit was made.
 * @throws WorkbenchError when it has not, is gone, a link or read-only
 */
export async function refuseStale(folder: string, { path, before }: ScaffoldEdit, disk: Disk): Promise<void> {
  const file = join(folder, path);
  if ((await refuseLinks(folder, path, disk)) === 'nothing') {
    throw new WorkbenchError({
      what: `${file} is not there any more. Nothing was changed.`,
      next: { title: 'Put it back, and run it again' },
    });
  }
  if (await disk.isReadOnly(file)) {
    throw new WorkbenchError({
      what: `${file} is read-only. Nothing was changed.`,
      where: { file },
      next: { title: 'Make it writable, and run it again' },
    });
  }
  await refuseChanged(file, file, before, disk);
}

/**
 * Makes sure that a file has a text.
 * @param lies Where the file lies, if under another name.
 */
export async function refuseChanged(file: string, lies: string, before: string, disk: Disk): Promise<void> {
  if ((await disk.hash(lies)) !== hashOf(before)) {
    throw new WorkbenchError({
      what: `${file} has changed since its edit was made. Nothing was changed.`,
      where: { file },
      next: { title: 'Run it again' },
    });
  }
}

/** Makes sure that no link stands on the way to a file, nor in its place, and nothing else that is none. */
async function refuseLinks(folder: string, path: string, disk: Disk): Promise<'nothing' | 'file'> {
  const segments = path.split('/');
  for (const index of segments.keys()) {
    const at = join(folder, ...segments.slice(0, index + 1));
    const entry = await disk.look(at);
    if (entry === undefined) {
      return 'nothing';
    }
    const wanted = index === segments.length - 1 ? 'file' : 'folder';
    if (entry.is !== wanted) {
      throw new WorkbenchError({
        what: `Cannot edit ${join(folder, path)}. Nothing was changed.`,
        why: entry.is === 'link' ? `${at} is a link to ${entry.to}.` : `${at} is no ${wanted}.`,
        where: { file: at },
        next: { title: `Put the ${wanted} itself there, and run it again` },
      });
    }
  }
  return 'file';
}
