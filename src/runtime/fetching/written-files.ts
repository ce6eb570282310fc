import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from '../../base/paths';
import type { FoundFile } from './origin';

/** How many files are fetched at once. */
const AT_A_TIME = 8;

/**
 * Writes files, each with the bytes that are had of it, below a folder in which they are not yet.
 * @returns the SHA-256 of each by its path
 * @throws what `bytesOf` throws first; the others under way have ended by then
 */
export async function writeFiles(
  files: readonly FoundFile[],
  into: string,
  bytesOf: (file: FoundFile) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  const waiting = [...files];
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file && failures.length === 0; file = waiting.shift()) {
      try {
        const bytes = await bytesOf(file);
        await mkdir(dirname(join(into, file.path)), { recursive: true });
        await writeFile(join(into, file.path), bytes, { flag: 'wx' });
        digests.set(file.path, createHash('sha256').update(bytes).digest('hex'));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  if (failures.length > 0) {
    throw failures[0];
  }
  return digests;
}
