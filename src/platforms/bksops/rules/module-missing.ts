import { nearestWord } from '../../../base/nearest-word';
import { rule } from '../../../manifest/rule';
import { childrenOf, modulePlacesIn } from '../module-places';
import { sourceKinds } from '../package-sources';

/** A list of which more is missing was not mistyped. */
const mostSuggestions = 20;
const mostChildren = 1000;

/**
 * The loader answers nothing for a file that is not there, and Python then ends in a bare `KeyError` with the name
 * (bamboo-pipeline 4.0.4, `importer/base.py` on Python 3.11). The branch that SOPS loads may have what the workspace
 * has not.
 */
export const moduleMissing = rule({
  code: 'bksops/module-missing',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document, names }) {
    let suggestions = 0;
    for (const { module, place } of modulePlacesIn(document, names)) {
      if (place.is !== 'missing') {
        continue;
      }
      const segments = module.text.split('.');
      const missing = segments[place.segment] ?? '';
      const parent = segments.slice(0, place.segment).join('.');
      const start = parent.length + 1;
      const range = module.rangeOf(start, start + missing.length);
      const children = childrenOf(parent, names);
      suggestions += 1;
      const isFew = suggestions <= mostSuggestions && children.size <= mostChildren;
      const meant = isFew ? nearestWord(missing, children) : undefined;
      const about = `"${parent}" has no module "${missing}" in this workspace`;
      const then = `without it SOPS ends in KeyError: '${parent}.${missing}' and loads nothing that comes after it`;
      yield {
        range,
        message: meant === undefined ? `${about}: ${then}.` : `${about}, but "${meant}": ${then}.`,
        ...(meant !== undefined && range !== module.range
          ? { fix: { title: `Change to ${meant}`, replace: meant } }
          : {}),
      };
    }
  },
});
