import type { Files } from '../../../base/files';
import { basename, dirname } from '../../../base/paths';
import { finishInTurns } from '../../../base/steps';
import { isAbort } from '../../../base/workbench-error';
import type { PluginSet } from '../../../catalog/sources';
import { mentionsRootKey } from '../../../manifest/kind';
import { sourceReader } from '../source-reader';

/** A source of a manifest that loads a root package. */
export interface PackageLoader {
  /** The manifest. */
  readonly file: string;
  readonly source: string;
  readonly type: string;
  readonly set: PluginSet;
  /** Every other plugin set of the same manifest. */
  readonly others: readonly PluginSet[];
}

/** How many folders above a root package are looked at: its repository's, and one around it. */
const FOLDERS_ABOVE = 3;

/** The sources that load a root package, of the manifests that stand beside it or in the folders above. */
export async function loadersOf(rootFolder: string, files: Files): Promise<PackageLoader[]> {
  const found: PackageLoader[] = [];
  let folder = rootFolder;
  for (let count = 0; count < FOLDERS_ABOVE && dirname(folder) !== folder; count++) {
    folder = dirname(folder);
    for (const file of await files.find(folder, ['*.yaml', '*.yml', '*.json']).catch(() => [])) {
      found.push(...(await loadersIn(file, basename(rootFolder), files)));
    }
  }
  return found;
}

/** A manifest that cannot be read names nothing that anybody knows. */
async function loadersIn(file: string, rootPackage: string, files: Files): Promise<PackageLoader[]> {
  try {
    const text = (await files.read(file)) ?? '';
    const mayName = text.includes(rootPackage) && text.includes('packages');
    if (!mayName || !mentionsRootKey(text, ['sources', 'origins', 'COMPONENTS_PACKAGE_SOURCES'])) {
      return [];
    }
    const sources = (await finishInTurns(sourceReader.read(text, file))).filter(({ isCache }) => !isCache);
    const sets = sources.flatMap((source) => source.sets);
    return sources.flatMap((source) =>
      source.sets
        .filter((set) => set.rootPackage === rootPackage)
        .map((set) => ({
          file,
          source: source.name,
          type: source.type,
          set,
          others: sets.filter((other) => other !== set),
        })),
    );
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return [];
  }
}
