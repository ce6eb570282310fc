import { dirname } from '../../../base/paths';
import { rule } from '../../../manifest/rule';
import { cacheIn, packagesIn, sourceKinds, typeOf } from '../package-sources';
import { nearestOf } from '../module-places';
import { isPackage, moduleSort } from '../python-modules';
import { ideaSort } from '../tracked-folders';

/**
 * The sync removes `.idea` from what it cloned and ends in `FileNotFoundError` when none is there (bk-sops 3.34,
 * `protocol/readers.py`). A root package lies at the top of its repository.
 */
export const ideaNotTracked = rule({
  code: 'bksops/idea-not-tracked',
  kinds: sourceKinds,
  severity: 'info',
  *check({ document, names }) {
    if (!cacheIn(document)) {
      return;
    }
    for (const { source, sets } of packagesIn(document)) {
      const type = source.at('type');
      if (!type || typeOf(source) !== 'git') {
        continue;
      }
      const packages = sets
        .flatMap(({ key }) => (key ? names.definitions(moduleSort, key.text) : []))
        .flatMap(({ file }) => (isPackage(file) ? dirname(file) : []));
      const repositories = nearestOf(packages, names.file).map(dirname);
      if (repositories.some((folder) => names.definitions(ideaSort, folder).length > 0)) {
        continue;
      }
      yield {
        range: type.range,
        message:
          'SOPS can sync a repository only when a file in its folder ".idea" is tracked: it deletes that folder and fails without one.',
        severity: names.isComplete && repositories.length > 0 ? 'warning' : 'info',
      };
    }
  },
});
