import { createHash } from 'node:crypto';
import { join } from '../../base/paths';
import { cacheFolder } from '../files/user-files';

/** The folder of an environment with this content, which never changes: the same for the same. */
export function layerFolder(content: readonly string[]): string {
  const name = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
  return join(cacheFolder(), 'requirements', name);
}
