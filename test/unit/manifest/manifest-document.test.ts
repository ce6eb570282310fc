import assert from 'node:assert/strict';
import { k8s } from '../../../src/manifest/dialects/k8s-dialect';
import { ManifestDocument } from '../../../src/manifest/parse/manifest-document';
import { parseDocument } from '../../../src/manifest/parse/parse-document';
import { pyyaml } from '../../../src/manifest/dialects/pyyaml-dialect';

describe('a manifest document', () => {
  const read = (text: string, dialect = pyyaml): ManifestDocument => new ManifestDocument(parseDocument(text), dialect);
  const source = (document: ManifestDocument, range = { start: 0, end: 0 }): string =>
    document.text.slice(range.start, range.end);

  it('finds values by keys and indexes, with the range in which they are written', () => {
    const document = read('data:\n  list:\n    - one\n    - "two"\n');
    const value = document.at('data', 'list', 1);
    assert.equal(value?.text, 'two');
    assert.equal(source(document, value.range), '"two"');
    assert.equal(document.at('data', 'nothing', 1), undefined);
  });

  it('leaves it to the dialect what a plain scalar is', () => {
    assert.equal(read('a: y').at('a')?.isString, true);
    assert.equal(read('a: y', k8s).at('a')?.isString, false);
    assert.equal(read('a: "no"').at('a')?.isString, true);
    assert.equal(read('a: !!str no').at('a')?.isString, true);
    assert.equal(read('a: 1.10').at('a')?.text, '1.10');
  });

  it('follows aliases, and keeps the place of the alias', () => {
    const document = read('a: &x {b: c}\nd: *x\n');
    assert.equal(document.at('d', 'b')?.text, 'c');
    assert.equal(source(document, document.at('d')?.range), '*x');
  });

  it('resolves merge keys as PyYAML does: own keys first, then earlier sources, then a later merge key', () => {
    const document = read(
      [
        'x: &x {a: x, b: x, c: x}',
        'y: &y {b: y, c: y, d: y}',
        'z:',
        '  a: own',
        '  <<: [*y, *x]',
        '  <<: {d: later}',
      ].join('\n'),
    );
    const merged = document.at('z')?.properties.map(({ key, text }) => `${key?.text ?? ''}=${text}`);
    assert.deepEqual(merged?.sort(), ['a=own', 'b=y', 'c=y', 'd=later']);
  });

  it('takes a quoted "<<" for an ordinary key', () => {
    assert.deepEqual(read('"<<": {a: b}').root?.keys, ['<<']);
  });

  it('keeps the last of two equal keys, as its readers do', () => {
    assert.equal(read('a: 1\na: 2').at('a')?.text, '2');
  });

  it('gives the range of a part of a text where escapes do not hide it', () => {
    const document = read('a: "one:two"\nb: "o\\u006ee:two"\nc: one:two\n');
    assert.equal(source(document, document.at('a')?.rangeOf(4, 7)), 'two');
    assert.equal(source(document, document.at('c')?.rangeOf(4, 7)), 'two');
    assert.equal(source(document, document.at('b')?.rangeOf(4, 7)), '"o\\u006ee:two"');
  });

  it('has nothing in it when it is empty', () => {
    assert.equal(read('# nothing\n').root, undefined);
  });

  it('never reaches what an object inherits', () => {
    assert.equal(read('a: b').at('constructor'), undefined);
    assert.equal(read('__proto__: b').at('__proto__')?.text, 'b');
  });
});
