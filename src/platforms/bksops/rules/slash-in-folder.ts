import { rule } from '../../../manifest/rule';
import { cacheIn, sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';

/** The folder is the beginning of each key, and a bucket's keys begin with no slash (bamboo-pipeline 4.0.4, `importer/s3.py`). */
export const slashInFolder = rule({
  code: 'bksops/slash-in-folder',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const cache = cacheIn(document);
    for (const source of [...sourcesIn(document), ...(cache ? [cache] : [])]) {
      const place = source.at('details', 'source_dir');
      const folder = textAt(source, 'details', 'source_dir');
      if (place && folder?.startsWith('/') === true && typeOf(source) === 's3') {
        const message = '"source_dir" must not begin with "/": the keys of a bucket do not, and no module is found.';
        const fix = { title: 'Remove the slash', replace: folder.replace(/^\/+/, '') || '""' };
        yield { range: place.range, message, fix };
      }
    }
  },
});
