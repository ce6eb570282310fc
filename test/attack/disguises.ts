import { execFile } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Something that stands under the name of an honest file, and what the product says of it. */
export interface Disguise {
  readonly name: string;
  readonly obstacle: string;
  /** @param outside A folder out of the workspace. */
  readonly make: (file: string, outside: string) => Promise<unknown>;
}

const link: Disguise = {
  name: 'a link out of the workspace',
  obstacle: 'it leads out of the workspace',
  make: async (file, outside) => {
    const target = path.join(outside, path.basename(file));
    await writeFile(target, 'SECRET=outside-of-the-workspace\n');
    await symlink(target, file);
  },
};

/** What no file may be, whoever named it. */
export const noFiles: readonly Disguise[] = [
  { name: 'a device without end', obstacle: 'it is a device, not a file', make: (file) => symlink('/dev/zero', file) },
  {
    name: 'a pipe that nobody writes into',
    obstacle: 'it is a pipe, not a file',
    make: (file) => promisify(execFile)('mkfifo', [file]),
  },
  {
    name: 'a link to such a pipe',
    obstacle: 'it is a pipe, not a file',
    make: async (file) => {
      await promisify(execFile)('mkfifo', [`${file}.pipe`]);
      await symlink(`${file}.pipe`, file);
    },
  },
  { name: 'a folder', obstacle: 'it is a folder, not a file', make: (file) => mkdir(file) },
  {
    name: 'links in a circle',
    obstacle: 'its links lead in a circle',
    make: (file) => symlink(path.basename(file), file),
  },
];

/** Ten gigabytes that take no room on the disk. */
export async function tenGigabytes(file: string): Promise<void> {
  await writeFile(file, '');
  await truncate(file, 10 * 1024 ** 3);
}

/** All that a file of the workspace may not be, with the size that its kind may have. */
export function disguises(most: string): readonly Disguise[] {
  const huge = { name: 'ten gigabytes', obstacle: `it is larger than ${most}`, make: tenGigabytes };
  return [...noFiles, link, huge];
}

/** The obstacle as a sentence of its own. */
export function sentenceOf({ obstacle }: Disguise): string {
  return `${obstacle.charAt(0).toUpperCase()}${obstacle.slice(1)}.`;
}
