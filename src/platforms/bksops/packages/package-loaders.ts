import type { Files } from '../../../base/files';
import { basename, withAncestors } from '../../../base/paths';
import { finishInTurns } from '../../../base/steps';
import { isAbort } from '../../../base/workbench-error';
import type { PluginSet, Source } from '../../../catalog/sources';
import { mayHoldSources } from '../package-sources';
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

/** The folders in which a manifest may lie that names a root package: that beside it, and those above. */
export function foldersOfManifests(rootFolder: string): string[] {
  return [...withAncestors(rootFolder)].slice(1, FOLDERS_ABOVE + 1);
}

/** The sources that load a root package, of the manifests that stand beside it or in the folders above. */
export async function loadersOf(rootFolder: string, files: Files): Promise<PackageLoader[]> {
  const found: PackageLoader[] = [];
  const rootPackage = basename(rootFolder);
  for (const folder of foldersOfManifests(rootFolder)) {
    for (const file of await manifestsIn(folder, files)) {
      const sources = await sourcesIn(file, (text) => text.includes(rootPackage), files);
      found.push(...loadersAmong(sources, file, rootPackage));
    }
  }
  return found;
}

/** The root packages that the manifests of one folder name. */
export async function rootPackagesIn(folder: string, files: Files): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const file of await manifestsIn(folder, files)) {
    const sources = await sourcesIn(file, () => true, files);
    sources.flatMap(({ sets }) => sets).forEach(({ rootPackage }) => names.add(rootPackage));
  }
  return names;
}

function manifestsIn(folder: string, files: Files): Promise<string[]> {
  return files.find(folder, ['*.yaml', '*.yml', '*.json']).catch(() => []);
}

function loadersAmong(sources: readonly Source[], file: string, rootPackage: string): PackageLoader[] {
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
}

/** A manifest that cannot be read names nothing that anybody knows. */
async function sourcesIn(file: string, isWanted: (text: string) => boolean, files: Files): Promise<Source[]> {
  try {
    const text = (await files.read(file)) ?? '';
    if (!mayHoldSources(text) || !isWanted(text)) {
      return [];
    }
    return (await finishInTurns(sourceReader.read(text, file))).filter(({ isCache }) => !isCache);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return [];
  }
}
