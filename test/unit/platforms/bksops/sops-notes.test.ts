import assert from 'node:assert/strict';
import type { Source } from '../../../../src/catalog/sources';
import { notesOfSops } from '../../../../src/platforms/bksops/sync/sops-notes';

describe('what the sync of SOPS makes of a bucket', () => {
  function bucket(details: Readonly<Record<string, string>> = {}): Source {
    const place = { platform: 'bksops', file: '/w/s.yaml', line: 3 };
    return { ...place, name: 'store', type: 's3', isCache: false, details, sets: [] };
  }

  it('ends at a folder marker', () => {
    const marker = { path: 'team/', is: 'folder marker' } as const;
    assert.deepEqual(notesOfSops(bucket(), { paths: [], oddities: [marker], others: [] }), [
      'SOPS cannot sync this bucket: at the folder marker "team/" it ends with NotADirectoryError.',
    ]);
    assert.deepEqual(notesOfSops(bucket(), { paths: ['team/a.py'], oddities: [], others: [] }), []);
  });

  it('ends at a virtual path, which only the loader understands', () => {
    const virtual = bucket({ bucket: 'plugins$virtual_path' });
    assert.deepEqual(notesOfSops(virtual, { paths: [], oddities: [], others: [] }), [
      'SOPS cannot sync this bucket: only its loader understands "$virtual_path", the sync ends with ParamValidationError.',
    ]);
    assert.deepEqual(notesOfSops(bucket({ bucket: 'plugins' }), { paths: [], oddities: [], others: [] }), []);
  });
});
