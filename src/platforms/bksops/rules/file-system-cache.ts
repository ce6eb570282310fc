import { rule } from '../../../manifest/rule';
import { cacheIn, sourceKinds, typeOf } from '../package-sources';

/**
 * The writer moves a folder to `<path>/<source>/<root package>` and refuses to do it twice, and the loader reads
 * `<path>/<root package>` (bk-sops 3.34, `protocol/writers.py`; bamboo-pipeline 4.0.4, `importer/fs.py`).
 */
export const fileSystemCache = rule({
  code: 'bksops/file-system-cache',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const cache = cacheIn(document);
    const type = cache?.at('type');
    if (cache && type && typeOf(cache) === 'fs') {
      const message =
        'SOPS fills a file system cache once at most: the second sync stops at "already exists", and packages end up where the loader does not look. S3 works.';
      yield { range: type.range, message };
    }
  },
});
