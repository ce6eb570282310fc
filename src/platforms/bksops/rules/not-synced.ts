import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { cacheIn, sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';

/** What the loader understands and the sync to a cache does not (bk-sops 3.34, `protocol/readers.py`, `models/origin.py`). */
export const notSynced = rule({
  code: 'bksops/not-synced',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const cache = cacheIn(document);
    if (!cache) {
      return;
    }
    for (const source of sourcesIn(document)) {
      const type = source.at('type');
      if (type && typeOf(source) === 'fs') {
        yield { range: type.range, message: 'SOPS cannot sync a file system source: with a cache every sync fails.' };
      }
      yield* inBucket(source, 'The sync copies the whole bucket and leaves "source_dir" aside.');
    }
    yield* inBucket(cache, 'The sync writes to the root of the bucket, and the loader then looks in "source_dir".');
  },
});

function* inBucket(source: Value, aboutFolder: string): Generator<RuleRemark> {
  if (typeOf(source) !== 's3') {
    return;
  }
  const folder = source.at('details', 'source_dir');
  if (folder && textAt(source, 'details', 'source_dir') !== undefined) {
    yield { range: folder.range, message: aboutFolder };
  }
  const bucket = source.at('details', 'bucket');
  const suffix = bucket?.text.indexOf('$virtual_path') ?? -1;
  if (bucket && suffix >= 0) {
    const message = 'Only the loader understands "$virtual_path": the sync refuses it as an invalid bucket name.';
    yield { range: bucket.rangeOf(suffix, bucket.text.length), message };
  }
}
