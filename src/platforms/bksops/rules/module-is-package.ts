import { rule } from '../../../manifest/rule';
import { modulePlacesIn } from '../module-places';
import { sourceKinds } from '../package-sources';

/** Each name is imported and nothing is looked for beneath it (bamboo-pipeline 4.0.4, `external_plugins/loader.py`). */
export const moduleIsPackage = rule({
  code: 'bksops/module-is-package',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document, names }) {
    for (const { module, place } of modulePlacesIn(document, names)) {
      if (place.is === 'package') {
        yield {
          range: module.range,
          message:
            'This is a package: SOPS imports its __init__.py, and none of the modules in it that this does not import.',
          related: [{ file: place.at.file, at: place.at.at, message: 'All that SOPS imports.' }],
        };
      }
    }
  },
});
