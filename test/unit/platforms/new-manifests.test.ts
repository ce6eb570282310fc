import assert from 'node:assert/strict';
import { newManifests } from '../../../src/manifest/edit/new-manifest';
import { manifestKinds } from '../../../src/platforms/platforms';

describe('the whole manifests that are offered in an empty document', () => {
  it('are told apart by their first words', () => {
    const labels = manifestKinds.flatMap((kind) => newManifests(kind).map(({ label }) => label));
    const starts = labels.map((label) => label.split(' ').slice(0, 3).join(' '));
    assert.ok(labels.length > 12);
    assert.deepEqual(
      starts.filter((start, index) => starts.indexOf(start) !== index),
      [],
    );
  });

  it('begin with what they are, and not with whose they are', () => {
    const labels = manifestKinds.flatMap((kind) => newManifests(kind).map(({ label }) => label));
    assert.deepEqual(
      labels.filter((label) => /^(SpaceONE|BlueKing|Argo)/.test(label)),
      [],
    );
    assert.ok(labels.includes('Register 2.0 manifest') && labels.includes('Collector.create 1.x request'));
  });
});
