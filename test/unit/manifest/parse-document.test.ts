import assert from 'node:assert/strict';
import { parseDocument } from '../../../src/manifest/parse/parse-document';

/** The one problem of a text, with the place that it marks. */
function problem(text: string): string {
  const { problems } = parseDocument(text);
  assert.ok(problems.length < 2);
  const [{ range, message } = { range: { start: 0, end: 0 }, message: '' }] = problems;
  return message === '' ? '' : `[${text.slice(range.start, range.end)}] ${message}`;
}

describe('what is not closed', () => {
  it('is told where it begins, however late the parser notices', () => {
    assert.equal(problem('a: "b\nc: d\ne: f\n'), '["b] The quoted text does not end: a " is missing.');
    assert.equal(problem("a: 'b\nc: d\n"), "['b] The quoted text does not end: a ' is missing.");
    assert.equal(problem('a: [b\nc: d\n'), '[[b] The list does not end: a "]" is missing.');
    assert.equal(problem('a: {b: c # why\nd: e\nf: g\n'), '[{b: c # why] The mapping does not end: a "}" is missing.');
  });

  it('is told before what the parser makes of the text behind it', () => {
    assert.equal(problem('a: {b: c\n  d: e\n  f: g\nh: i: j\n'), '[{b: c] The mapping does not end: a "}" is missing.');
  });

  it('is the innermost where the bracket of another closes it', () => {
    assert.equal(problem('a: {b: [c, d}\ne: f\n'), '[[c, d}] The list does not end: a "]" is missing.');
  });

  it('comes after a mistake in front of it', () => {
    assert.equal(problem('a:\n  b\nd\ne: [f\n'), '[d] A key must be followed by ":".');
  });

  it('is told where it begins when the next one closes it', () => {
    assert.equal(problem('a: "b\nc: "d"\n'), '["b] The quoted text does not end: a " is missing.');
    assert.equal(problem("a: 'b\nc: 'd'\ne: f\n"), "['b] The quoted text does not end: a ' is missing.");
    assert.equal(problem('a: ["b, c]\nd: ["e"]\n'), '["b, c]] The quoted text does not end: a " is missing.');
  });

  it('is none that ends at the margin, where readers take it', () => {
    assert.equal(problem('a: [\nb,\nc\n]\nd: "e\nf"\n'), '');
  });

  it('is no excuse for the next mistake where it is closed at the margin', () => {
    assert.equal(problem('a: [\nb,\nc\n]\nd\n'), '[d] A key must be followed by ":".');
  });
});

describe('the tree of a document', () => {
  it('has a template as a value that is known later, in quotes too', () => {
    const { root } = parseDocument('a: "{{ b }}"\nc: "}} {{"\n');
    const masked = root?.is === 'mapping' ? root.pairs.map(({ value }) => value.is === 'scalar' && value.masked) : [];
    assert.deepEqual(masked, [true, false]);
  });

  it('has the keys of merged mappings as merged, however long the chain', () => {
    const { root } = parseDocument('a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n');
    const last = root?.is === 'mapping' ? root.pairs.at(-1)?.value : undefined;
    const entries = last?.is === 'mapping' ? [...last.entries].map(([name, { merged }]) => [name, merged]) : [];
    assert.deepEqual(entries, [
      ['x', true],
      ['y', true],
      ['z', false],
    ]);
  });
});
