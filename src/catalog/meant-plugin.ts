import { isInside } from '../base/paths';
import type { Catalog } from './catalog';
import type { FoundPlugin, Plugin } from './plugin';

/** What a start or a command without a plugin means; where that is open, the plugins to ask among. */
export type Meant = FoundPlugin | { readonly is: 'open'; readonly among: readonly Plugin[] };

/**
 * The plugin of the open file, and no other one even where that cannot be read; without such a file the only plugin
 * there is. One in another folder of the workspace than the open file is not meant unasked.
 * @param within Where to look when no open file tells.
 */
export function meantPlugin(catalog: Catalog, openFile: string | undefined, within?: string): Meant {
  const ofFile = openFile === undefined ? undefined : catalog.foundOf(openFile);
  if (ofFile) {
    return ofFile;
  }
  const { all } = catalog;
  const here = all.filter(({ plugin }) => within === undefined || isInside(within, plugin.folder));
  const [only, ...others] = here;
  const root = openFile === undefined ? undefined : catalog.rootOf(openFile);
  if (only && others.length === 0 && (root === undefined || isInside(root, only.plugin.folder))) {
    return only;
  }
  const among = here.length > 0 ? here : all;
  return { is: 'open', among: among.flatMap((each) => (each.is === 'plugin' ? [each.plugin] : [])) };
}
