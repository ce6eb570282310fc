import { basename, dirname } from '../../base/paths';
import type { FileNameReader } from '../../catalog/manifests';

/** What a sync expects in each repository. */
export const ideaFolder = '.idea';
/** The sort of the folders that hold one; their name is their path. */
export const ideaSort = 'bksops.idea';

/** The folders of the workspace that have a file in an `.idea` folder. */
export const ideaFolders: FileNameReader = {
  sort: ideaSort,
  globs: ['**/.idea/*'],
  fits: (file) => basename(dirname(file)) === ideaFolder,
  *read(files) {
    const start = { line: 0, character: 0 };
    const at = { start, end: start };
    for (const file of files) {
      yield { is: 'definition', sort: ideaSort, name: dirname(dirname(file)), file, range: { start: 0, end: 0 }, at };
    }
  },
};
