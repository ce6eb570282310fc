import { rule } from '../../../manifest/rule';
import { packagesIn, sourceKinds } from '../package-sources';
import { isOfPython, isOfSops } from '../taken-names';

/**
 * A root that can be imported without the hook is left to Python (`Found … locally`; bamboo-pipeline 4.0.4,
 * `importer/base.py`): its own `__init__.py` and the requirements in it are passed over without a word.
 */
export const rootShadowed = rule({
  code: 'bksops/root-shadowed',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    for (const { sets } of packagesIn(document)) {
      for (const { key } of sets) {
        const owner = key && (isOfPython(key.text) ? 'Python' : isOfSops(key.text) ? 'SOPS' : undefined);
        if (key && owner !== undefined) {
          yield {
            range: key.range,
            message: `${owner} has a "${key.text}" of its own: SOPS takes that one's __init__.py, and passes over this one's and its requirements.`,
          };
        }
      }
    }
  },
});
