import assert from 'node:assert/strict';
import { LineIndex } from '../../../src/manifest/parse/line-index';

describe('a line index', () => {
  const positions = (text: string, marks: string): string[] => {
    const lines = new LineIndex(text);
    return Array.from(marks).map((mark) => {
      const { line, character } = lines.positionAt(text.indexOf(mark));
      return `${mark} ${line}:${character}`;
    });
  };

  it('counts LF, CRLF and CR as one line break each', () => {
    assert.deepEqual(positions('a\nb\r\nc\rd\n\ne', 'abcde'), ['a 0:0', 'b 1:0', 'c 2:0', 'd 3:0', 'e 5:0']);
  });

  it('counts columns in UTF-16 units, as editors do', () => {
    assert.deepEqual(positions('é: 😀x', 'x'), ['x 0:5']);
  });

  it('gives a byte order mark no column', () => {
    assert.deepEqual(positions('\uFEFFa: b\nc', 'abc'), ['a 0:0', 'b 0:3', 'c 1:0']);
  });

  it('takes no separator of Unicode for a line break', () => {
    assert.deepEqual(positions('a\u2028b\u0085c', 'c'), ['c 0:4']);
  });

  it('finds every offset again from its position', () => {
    const text = '\uFEFFone\r\ntwo\n\n😀\rend';
    const lines = new LineIndex(text);
    for (let offset = 1; offset <= text.length; offset += 1) {
      assert.equal(lines.offsetAt(lines.positionAt(offset)), offset);
    }
  });

  it('keeps positions outside the text at its nearest end', () => {
    const lines = new LineIndex('ab\nc');
    assert.deepEqual(lines.positionAt(99), { line: 1, character: 1 });
    assert.deepEqual(lines.positionAt(-1), { line: 0, character: 0 });
    assert.equal(lines.offsetAt({ line: 0, character: 99 }), 3);
    assert.equal(lines.offsetAt({ line: 9, character: 0 }), 3);
  });
});
