import { rule } from '../../../manifest/rule';
import { cacheIn, sourceKinds, sourcesIn, textAt } from '../package-sources';

/** `Only accept https when secure_only is True.`, `Invalid endpoint` (bamboo-pipeline 4.0.4, `importer/git.py` and `importer/s3.py`). */
export const addressScheme = rule({
  code: 'bksops/address-scheme',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    const isRestricted = document.at('target', 'secureLoose')?.reading?.value === false;
    const cache = cacheIn(document);
    for (const source of [...sourcesIn(document), ...(cache ? [cache] : [])]) {
      for (const key of ['repo_raw_address', 'service_address']) {
        const address = textAt(source, 'details', key);
        const place = source.at('details', key);
        if (address === undefined || !place || address.startsWith('${')) {
          continue;
        }
        if (!/^https?:\/\/[^/]/i.test(address)) {
          yield { range: place.range, message: `"${key}" must begin with https:// or http:// and have a host.` };
        } else if (isRestricted && !/^https:/i.test(address)) {
          yield { range: place.range, message: `"${key}" must begin with https://: the target takes no plain http.` };
        }
      }
    }
  },
});
