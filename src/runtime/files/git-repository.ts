import { access } from 'node:fs/promises';
import { dirname, join } from '../../base/paths';

/** The folder itself or the nearest one around it that is a repository of git; undefined when none is. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const isRepository = await access(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isRepository || dirname(at) === at) {
      return isRepository ? at : undefined;
    }
  }
}
