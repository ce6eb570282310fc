import { readdir } from 'node:fs/promises';
import { errorCode } from '../files/error-code';
import { patiently } from '../files/patience';

/**
 * The names in a folder; none where there is no folder.
 * @throws the system's own error where it does not say
 */
export async function namesIn(folder: string): Promise<string[]> {
  return patiently(() => readdir(folder)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  });
}
