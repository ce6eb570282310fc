import assert from 'node:assert/strict';
import { editOf, type Change } from '../../../src/base/scaffold-edit';

/** Puts a line behind the one that says "list". */
function listed(text: string): Change[] {
  const at = text.indexOf('list\n') + 'list\n'.length;
  return [{ start: at, end: at, text: 'new\n' }];
}

describe('an edit', () => {
  for (const [what, before, after] of [
    ['lines that end in LF', 'a\nlist\nb\n', 'a\nlist\nnew\nb\n'],
    ['lines that end in CRLF', 'a\r\nlist\r\nb\r\n', 'a\r\nlist\r\nnew\r\nb\r\n'],
    ['a byte-order mark', '\ufeffa\r\nlist\r\n', '\ufeffa\r\nlist\r\nnew\r\n'],
    ['mostly LF, and leaves the others', 'a\r\nlist\nb\nc\n', 'a\r\nlist\nnew\nb\nc\n'],
    ['mostly CRLF, and leaves the others', 'a\nlist\r\nb\r\n', 'a\nlist\r\nnew\r\nb\r\n'],
    ['no line end at its own end', 'list\nb', 'list\nnew\nb'],
  ] as const) {
    it(`keeps ${what}`, () => {
      assert.deepEqual(editOf('a.txt', before, listed), { path: 'a.txt', before, after });
    });
  }

  it('gives its author a text without a mark and with plain line ends', () => {
    const seen: string[] = [];
    editOf('a.txt', '\ufeffa\r\nb', (text) => [...(seen.push(text) ? [] : [])]);
    assert.deepEqual(seen, ['a\nb']);
  });

  it('takes several changes in any order, and what is cut out ends where a line ends', () => {
    const { after } = editOf('a.txt', 'one\r\ntwo\r\nthree\r\n', () => [
      { start: 8, end: 13, text: '3' },
      { start: 0, end: 4, text: '' },
    ]);
    assert.equal(after, 'two\r\n3\r\n');
  });

  it('is refused where its changes overlap', () => {
    const changes = [
      { start: 0, end: 2, text: '' },
      { start: 1, end: 3, text: '' },
    ];
    assert.throws(() => editOf('a.txt', 'abc', () => changes), /The changes of a\.txt overlap at 1\./);
  });
});
