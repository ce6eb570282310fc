import assert from 'node:assert/strict';
import { cursorsAt } from '../../../src/manifest/edit/cursor';
import { parseDocument } from '../../../src/manifest/parse/parse-document';

/** What may be written where `|` stands: a key or value, the steps that lead there, and what it replaces. */
function cursors(marked: string): string[] {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return cursorsAt(text, offset, parseDocument).map(
    ({ is, trail, range }) =>
      `${is} ${trail.steps.map((step) => step ?? '-').join('/')} [${text.slice(range.start, range.end)}]`,
  );
}

it('a cursor behind a key knows what stands below it', () => {
  const [cursor] = cursorsAt('a: \n  b: one\n', 'a: '.length, parseDocument);
  const below = cursor?.trail.nodes.at(-1);
  assert.deepEqual(below?.is === 'mapping' && [...below.entries.keys()], ['b']);
});

describe('a cursor in brackets', () => {
  const places: [name: string, marked: string, expected: string][] = [
    ['that were just opened', 'a: {|', 'key a []'],
    ['that were just opened, with a blank', 'a: { |\nb: c\n', 'key a []'],
    ['behind a comma', 'a: {b: c, |\nd: e\n', 'key a []'],
    ['in a half typed key', 'a: {b: c, de|\nf: g\n', 'key a [de]'],
    ['in a half typed key before others', 'a: {de|, b: c\nf: g\n', 'key a [de]'],
    ['at a value', 'a: [{b: |\nc: d\n', 'value a/-/b []'],
    ['in a quoted value', 'a: [{b: "c|\nd: e\n', 'value a/-/b ["c]'],
    ['before a comment', 'a: [{b: c| # why\nd: e\n', 'value a/-/b [c]'],
    ['at an item', 'a: [b, |\nc: d\n', 'value a/- []'],
    ['in a list of lines', 'a:\n  - {b: c, |\n  - {b: d}\n', 'key a/- []'],
    ['on a line of its own', 'a: {\n  b: c,\n  |\nd: e\n', 'key a []'],
    ['on a line with a half typed key', 'a: {\n  b: c,\n  de|\nf: g\n', 'key a [de]'],
    ['on a half typed line before others', 'a: {\n  de|\n  b: c\n}\n', 'key a [de]'],
    ['on a half typed line, closed below', 'a: {\n  b: c,\n  de|\n}\n', 'key a [de]'],
    ['at the root', '{"a": 1, |', 'key  []'],
  ];
  for (const [name, marked, expected] of places) {
    it(`${name} stands in them, also while they are not closed`, () => {
      assert.deepEqual(cursors(marked), [expected]);
    });
  }

  it('at a value with a quote inside is in all of it', () => {
    assert.deepEqual(cursors("a: {b: it's| # c\nd: e\n"), ["value a/b [it's]"]);
    assert.deepEqual(cursors("a: it's|\n"), ["value a [it's]"]);
  });

  it('before the blanks in front of a value takes them with it', () => {
    assert.deepEqual(cursors('a: |  b\n'), ['value a [  b]']);
  });

  it('is outside of them again on a line at the margin', () => {
    assert.deepEqual(cursors('a: {b: c\nde|\n'), ['key  [de]']);
    assert.deepEqual(cursors('a: [b,\n|\n'), ['key  []']);
  });

  it('replaces no more than is on its line', () => {
    assert.deepEqual(cursors('a: {b: c|\n  d, e: f}\n'), ['value a/b [c]']);
  });
});
