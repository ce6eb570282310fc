import { isInside } from '../base/paths';
import type { Catalog } from './catalog';
import type { FoundPlugin, Plugin } from './plugin';

/** What a start or a command without a plugin means; where that is open, the plugins to ask among. */
export type Meant = FoundPlugin | { readonly is: 'open'; readonly among: readonly Plugin[] };

/**
 * The plugin of the open file, and no other one even where that cannot be read; without such a file the only plugin
 * there is. Where platforms share the folder, either may be meant. One in another folder of the workspace than the open file is not meant unasked.
 * @param within Where to look when no open file tells.
 */
export function meantPlugin(catalog: Catalog, openFile: string | undefined, within?: string): Meant {
  const ofFile = openFile === undefined ? [] : catalog.innermostOf(openFile);
  if (ofFile.length > 0) {
    return oneOf(ofFile);
  }
  const { all } = catalog;
  const here = all.filter(({ plugin }) => within === undefined || isInside(within, plugin.folder));
  const [only, ...others] = here;
  const root = openFile === undefined ? undefined : catalog.rootOf(openFile);
  if (only && others.length === 0 && (root === undefined || isInside(root, only.plugin.folder))) {
    return only;
  }
  return { is: 'open', among: readableOf(here.length > 0 ? here : all) };
}

/** What is meant by a folder in which these were found, of which there is at least one. */
export function oneOf(found: readonly FoundPlugin[]): Meant {
  const [only, ...others] = found;
  return only && others.length === 0 ? only : { is: 'open', among: readableOf(found) };
}

function readableOf(found: readonly FoundPlugin[]): Plugin[] {
  return found.flatMap((each) => (each.is === 'plugin' ? [each.plugin] : []));
}
