import assert from 'node:assert/strict';
import { ToldMistakes } from '../../../src/editor/language/told-mistakes';
import type { Finding } from '../../../src/manifest/finding';

function finding(mistake?: string): Finding {
  const range = { start: 0, end: 1 };
  return { code: 'a/b', severity: 'error', range, message: mistake ?? 'Its own.', ...(mistake && { mistake }) };
}

describe('a mistake that several open documents show', () => {
  it('is told by the first of them, and what is no such mistake by each', () => {
    const told = new ToldMistakes();
    const both = [finding('missing x'), finding()];
    assert.deepEqual(told.tell('a', both), both);
    assert.deepEqual(told.tell('b', both), [finding()]);
    assert.deepEqual(told.tell('a', both), both, 'each time it is checked');
  });

  it('is told by another one once the first is closed or shows it no longer', () => {
    const told = new ToldMistakes();
    let releases = 0;
    told.onDidRelease(() => (releases += 1));
    told.tell('a', [finding('missing x')]);
    told.tell('b', [finding('missing x')]);
    assert.equal(releases, 0);
    told.tell('a', []);
    assert.equal(releases, 1);
    assert.deepEqual(told.tell('b', [finding('missing x')]), [finding('missing x')]);
    told.release('b');
    assert.equal(releases, 2);
    assert.deepEqual(told.tell('a', [finding('missing x')]), [finding('missing x')]);
  });
});
