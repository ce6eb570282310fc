import { homedir } from 'node:os';
import type { Files } from '../base/files';
import { dirname, isInside, normalize, withAncestors } from '../base/paths';
import { isAbort } from '../base/workbench-error';
import { OneLook } from '../catalog/one-look';
import type { PluginFinder } from '../catalog/plugin';
import { repositoryOf } from '../runtime/files/git-repository';
import { NodeFiles } from '../runtime/files/node-files';

/** Folders above one that are looked at where no repository says where its project begins: a namespace package lies so deep. */
const MOST_ABOVE = 5;

/**
 * The nearest folder around one that is a plugin: whoever names `plugin/src` means the plugin. Undefined when there is
 * none in the repository; where there is no repository, none in the few folders above, below the person's home.
 */
export async function pluginAround(
  folder: string,
  finders: readonly PluginFinder[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const above = await foldersAbove(folder);
  const outermost = above.at(-1);
  if (outermost === undefined) {
    return undefined;
  }
  const files = new OneLook(new NodeFiles(() => [outermost], { signal }));
  for (const candidate of await candidates(folder, above, finders, files)) {
    for (const finder of finders) {
      if (await isPlugin(finder, candidate, files)) {
        return candidate;
      }
    }
  }
  return undefined;
}

/** The nearest first. */
async function foldersAbove(folder: string): Promise<string[]> {
  const repository = await repositoryOf(folder);
  const above = [...withAncestors(dirname(folder))];
  if (repository !== undefined) {
    return above.filter((each) => isInside(repository, each) && each !== folder);
  }
  const home = normalize(homedir());
  const isAProjects = (each: string): boolean => each !== folder && dirname(each) !== each && !isInside(each, home);
  return above.slice(0, MOST_ABOVE).filter(isAProjects);
}

/** Those above for which a marker speaks that lies in the folder, or beside one of those between. */
async function candidates(
  folder: string,
  above: readonly string[],
  finders: readonly PluginFinder[],
  files: Files,
): Promise<string[]> {
  const meant = new Set<string>();
  for (const finder of finders) {
    const { markers } = finder;
    const besides = markers.map((marker) => marker.replace(/^\*\*\//, ''));
    const found = await Promise.all([files.find(folder, markers), ...above.map((each) => files.find(each, besides))]);
    found.flat().forEach((marker) => meant.add(finder.folderOf(marker) ?? ''));
  }
  return above.filter((each) => meant.has(each));
}

/** One that cannot be read is one all the same, and is told when it is read. */
async function isPlugin(finder: PluginFinder, folder: string, files: Files): Promise<boolean> {
  try {
    return (await finder.read(folder, files)) !== undefined;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return true;
  }
}
