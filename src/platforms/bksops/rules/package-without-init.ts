import { rule } from '../../../manifest/rule';
import { missingInit } from '../missing-init';
import { modulePlacesIn } from '../module-places';
import { sourceKinds } from '../package-sources';

/** The loader knows a package by its `__init__.py` and nothing else (bamboo-pipeline 4.0.4, `importer/base.py`). */
export const packageWithoutInit = rule({
  code: 'bksops/package-without-init',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document, names }) {
    const told = new Set<string>();
    for (const { module, place } of modulePlacesIn(document, names)) {
      if (place.is === 'bare' && !told.has(place.path)) {
        told.add(place.path);
        const segments = module.text.split('.');
        const start = segments.slice(0, place.segment).join('.').length + Math.min(place.segment, 1);
        const end = start + (segments[place.segment] ?? '').length;
        const name = segments.slice(0, place.segment + 1).join('.');
        yield {
          range: module.rangeOf(start, end),
          message: `The folder "${place.folder}" has no __init__.py: SOPS ends in KeyError: '${name}' and loads nothing that comes after it.`,
          ...missingInit(name, place.path),
        };
      }
    }
  },
});
