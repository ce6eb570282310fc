import { dirname } from '../../../base/paths';
import { nearestWord } from '../../../base/nearest-word';
import { rule } from '../../../manifest/rule';
import { nearestOf } from '../module-places';
import { packagesIn, sourceKinds } from '../package-sources';
import { folderSort, isPackage, moduleSort } from '../python-modules';

/** A manifest with more root packages than these was not mistyped. */
const mostRoots = 50;

/**
 * The loader asks the source for the root package by its key and answers nothing when it is not there: the modules end
 * in `KeyError` (bamboo-pipeline 4.0.4, `external_plugins/utils/importer/base.py`). A package of a name that is near,
 * beside the manifest, with one of the modules in it, is the one that was meant.
 */
export const rootMisspelt = rule({
  code: 'bksops/root-misspelt',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document, names }) {
    const sets = packagesIn(document).flatMap((each) => each.sets);
    if (!names.isComplete || sets.length > mostRoots) {
      return;
    }
    const all = names.definitions(moduleSort).filter(({ name, file }) => !name.includes('.') && isPackage(file));
    const near = new Set(
      nearestOf(
        all.map(({ file }) => dirname(file)),
        names.file,
      ),
    );
    const taken = new Set(sets.map(({ key }) => key?.text ?? ''));
    const roots = all.filter(({ name, file }) => near.has(dirname(file)) && !taken.has(name)).map(({ name }) => name);
    for (const set of sets) {
      const root = set.key;
      const isThere = (name: string): boolean => names.definitions(moduleSort, name).length > 0;
      if (!root || root.masked || isThere(root.text) || names.definitions(folderSort, root.text).length > 0) {
        continue;
      }
      const meant = nearestWord(root.text, roots);
      const inside = (set.at('modules')?.items ?? []).filter(({ text }) => text.startsWith(`${root.text}.`));
      const moved = inside.some(({ text }) => isThere(`${meant ?? ''}${text.slice(root.text.length)}`));
      if (meant !== undefined && moved) {
        yield {
          range: root.range,
          message: `There is no package "${root.text}" here, but "${meant}", which has its modules: without it SOPS ends in KeyError: '${root.text}'. Did you mean "${meant}"?`,
          fix: {
            title: `Change to ${meant}, also in its modules`,
            replace: meant,
            also: inside
              .filter((each) => each.isString && !each.isMasked)
              .map((each) => ({ range: each.rangeOf(0, root.text.length), replace: meant })),
          },
        };
      }
    }
  },
});
