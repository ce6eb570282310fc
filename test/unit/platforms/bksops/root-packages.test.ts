import assert from 'node:assert/strict';
import type { Source } from '../../../../src/catalog/sources';
import { withRoots } from '../../../../src/platforms/bksops/sync/root-packages';
import type { Origin } from '../../../../src/runtime/fetching/origin';
import { toFailure } from '../../../../src/base/workbench-error';

describe('a source without its packages', () => {
  const elsewhere: Origin = {
    look: () => Promise.resolve({ files: [{ path: 'other/__init__.py', size: 0, tag: '' }], oddities: [] }),
    fetch: () => Promise.resolve(new Map()),
  };

  async function nextStepOf(type: string): Promise<string | undefined> {
    const place = { platform: 'bksops', file: '/w/s.yaml', line: 3 };
    const sets = [{ ...place, rootPackage: 'team', modules: [] }];
    const source: Source = { ...place, name: 'store', type, isCache: false, details: {}, sets };
    const run = { signal: new AbortController().signal, tell: () => undefined };
    const error: unknown = await withRoots(elsewhere, source)
      .look(undefined, run)
      .then(
        () => assert.fail('it was taken'),
        (thrown: unknown) => thrown,
      );
    return toFailure(error).next?.title;
  }

  it('says which keys of the manifest lead elsewhere, by the type of the source', async () => {
    assert.equal(await nextStepOf('git'), 'Correct "repo_address" or "branch", or the names in "packages"');
    assert.equal(await nextStepOf('s3'), 'Correct "bucket" or "source_dir", or the names in "packages"');
    assert.equal(await nextStepOf('fs'), 'Correct "path", or the names in "packages"');
  });
});
