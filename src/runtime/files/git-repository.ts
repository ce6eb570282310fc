import { access } from 'node:fs/promises';
import { dirname, join } from '../../base/paths';

/** The folder itself or the nearest one around it that is a repository of git; undefined when none is. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await isRepository(at);
    if (found || dirname(at) === at) {
      return found ? at : undefined;
    }
  }
}

/** True for a folder that is itself a repository of git, or a work tree of one. */
export async function isRepository(folder: string): Promise<boolean> {
  return access(join(folder, '.git')).then(
    () => true,
    () => false,
  );
}
