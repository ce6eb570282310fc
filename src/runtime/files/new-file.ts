import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { writeNew } from './whole-file';

/**
 * Writes a file that is not there yet, with the folders that lead to it, whole, and nowhere but below a folder.
 * @throws WorkbenchError when a link leads out of the folder, the file is there by then, or the disk refuses.
 */
export async function writeNewFile(root: string, file: string, text: string): Promise<void> {
  const parent = path.dirname(file);
  try {
    if (!(await staysBelow(root, parent))) {
      throw leadsOut(root, file);
    }
    await mkdir(parent, { recursive: true });
    // A link that appeared meanwhile was followed just now, but nothing is written through it.
    if (!(await staysBelow(root, parent))) {
      throw leadsOut(root, file);
    }
    await writeNew(file, text);
  } catch (error) {
    throw error instanceof WorkbenchError
      ? error
      : new WorkbenchError({
          what: `Cannot write ${file}.`,
          why: error instanceof Error ? error.message : String(error),
          where: { file },
          cause: error,
        });
  }
}

/** True when a folder, or the nearest one above it that exists, really lies below the root. */
async function staysBelow(root: string, folder: string): Promise<boolean> {
  const there = path.relative(await realpath(root), await realpath(await nearest(folder)));
  return there === '' || !(there === '..' || there.startsWith(`..${path.sep}`) || path.isAbsolute(there));
}

/** The folder or the nearest one above it of which something exists, a link that leads nowhere included. */
async function nearest(folder: string): Promise<string> {
  const exists = await lstat(folder).then(
    () => true,
    () => false,
  );
  return exists || path.dirname(folder) === folder ? folder : nearest(path.dirname(folder));
}

function leadsOut(root: string, file: string): WorkbenchError {
  return new WorkbenchError({
    what: `Cannot write ${file}.`,
    why: `A link on the way leads out of ${root}.`,
    where: { file: root },
    next: { title: 'Replace the link by a folder' },
  });
}
