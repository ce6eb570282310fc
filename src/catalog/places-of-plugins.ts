import { dirname } from '../base/paths';
import type { Catalog } from './catalog';

/**
 * The folders in which a new plugin may be made: those of the workspace. In the place of one that belongs to a plugin
 * stands the folder around that plugin.
 */
export async function placesOfPlugins(catalog: Catalog): Promise<readonly string[]> {
  await catalog.ready();
  return [...new Set(catalog.roots.map((root) => outsideOfPlugins(catalog, root)))];
}

function outsideOfPlugins(catalog: Catalog, folder: string): string {
  const found = catalog.innermostOf(folder)[0];
  const around = found && dirname(found.plugin.folder);
  return around === undefined || around === found?.plugin.folder ? folder : outsideOfPlugins(catalog, around);
}
