import { basename, dirname } from '../../../base/paths';
import type { Source } from '../../../catalog/sources';
import type { SourceTask } from '../load/source-task';

/**
 * A package of the workspace as a file system source that no manifest has: SOPS finds its root package in the folder
 * around it.
 * @param rootFolder The folder of its root package.
 * @param modules Their dotted names, in the order in which they are imported.
 */
export function packageTask(rootFolder: string, modules: readonly string[]): SourceTask {
  const rootPackage = basename(rootFolder);
  const path = dirname(rootFolder);
  const place = { file: rootFolder, line: 1 };
  const source: Source = {
    ...{ platform: 'bksops', name: rootPackage, type: 'fs', isCache: false, details: { path }, ...place },
    sets: [{ rootPackage, modules: modules.map((name) => ({ name, ...place })), ...place }],
  };
  return {
    source,
    from: 'origin',
    packages: { [rootPackage]: { version: '', modules: [...modules] } },
    details: { path },
    isRestricted: false,
    isFolderCache: false,
    copy: undefined,
    modules: modules.map((name) => ({ name, source })),
  };
}
