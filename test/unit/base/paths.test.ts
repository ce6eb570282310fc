import assert from 'node:assert/strict';
import { basename, dirname, isInside, join, normalize, relative } from '../../../src/base/paths';

describe('paths', () => {
  it('have forward slashes on every system', () => {
    assert.equal(normalize('C:\\work\\plugin\\'), 'C:/work/plugin');
    assert.equal(normalize('/'), '/');
  });

  it('go up to the root and no further', () => {
    assert.deepEqual([dirname('/a/b'), dirname('/a'), dirname('/')], ['/a', '/', '/']);
  });

  it('are joined and taken apart again', () => {
    assert.equal(join('/', 'a', 'b.yaml'), '/a/b.yaml');
    assert.equal(basename('/a/b.yaml'), 'b.yaml');
    assert.equal(relative('/a', '/a/b/c'), 'b/c');
  });

  it('are inside a folder by whole names only', () => {
    assert.deepEqual([isInside('/a', '/a/b'), isInside('/a', '/ab'), isInside('/', '/x')], [true, false, true]);
    assert.equal(relative('/a', '/ab'), '/ab');
  });
});
