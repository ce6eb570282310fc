import { rule } from '../../../manifest/rule';
import { cacheIn, sourcesIn } from '../package-sources';

/**
 * What has an `id` is there already, and only its type and details are asked for; anything else is made anew, with its
 * name and, unless it is a cache, its packages (bk-sops 3.34, `gcloud/core/apis/drf/viewsets/package_source.py`).
 */
export const newSource = rule({
  code: 'bksops/new-source',
  kinds: ['bksops.api-sources'],
  severity: 'error',
  *check({ document }) {
    const cache = cacheIn(document);
    for (const source of [...sourcesIn(document), ...(cache ? [cache] : [])]) {
      const needed = source === cache ? ['name'] : ['name', 'packages'];
      const missing = needed.filter((key) => !source.at(key)).map((key) => `"${key}"`);
      const first = source.properties[0]?.key;
      const details = source.at('details');
      const isMisplaced = needed.some((key) => !source.at(key) && (details?.at(key) ?? document.at(key)));
      if (first && missing.length > 0 && !source.at('id') && !document.isPartial && !isMisplaced) {
        const message = `A new source has no ${missing.join(' and no ')}: only one with an "id" may leave that out.`;
        yield { range: first.range, message };
      }
    }
  },
});
