import { rule } from '../../../manifest/rule';
import { cacheIn, packagesIn, sourceKinds } from '../package-sources';

/**
 * The loader's hook answers only for modules whose first segment is a key of `packages` (bamboo-pipeline 4.0.4,
 * `external_plugins/utils/importer/base.py`). The API lets any other key pass. A sync merges the sources' packages
 * by that key, and the last one wins.
 */
export const rootPackage = rule({
  code: 'bksops/root-package',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const seen = new Set<string>();
    for (const { sets } of packagesIn(document)) {
      for (const { key } of sets) {
        if (!key || key.masked) {
          continue;
        }
        if (!/^[A-Za-z0-9_]+$/.test(key.text)) {
          const message = `A root package is one name of letters, digits and underscores: nothing is ever loaded for "${key.text}".`;
          yield { range: key.range, message, severity: 'error' };
        } else if (seen.has(key.text) && cacheIn(document)) {
          const message = `Another source has "${key.text}" too: the cache keeps the plugin set of the last one only.`;
          yield { range: key.range, message };
        }
        seen.add(key.text);
      }
    }
  },
});
