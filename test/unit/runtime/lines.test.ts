import assert from 'node:assert/strict';
import { finish } from '../../../src/base/steps';
import { LineReader } from '../../../src/runtime/processes/lines';

function read(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  chunks.forEach((chunk) => finish(reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
  finish(reader.end());
  return lines;
}

describe('a line reader', () => {
  it('joins lines that come in pieces, also in the middle of a letter', () => {
    const text = Buffer.from('größer\nals\r\neins');
    assert.deepEqual(read(text.subarray(0, 3), text.subarray(3, 9), text.subarray(9)), ['größer', 'als', 'eins']);
  });

  it('takes out colours, cursor movements and hyperlinks', () => {
    assert.deepEqual(read('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\n'), ['red link']);
  });

  it('keeps what a progress bar drew last', () => {
    assert.deepEqual(read(' 10%\r 55%\r100%\n'), ['100%']);
  });

  it('cuts a line that never ends', () => {
    const lines = read('x'.repeat(40_000));
    assert.equal(lines.join('').length, 40_000);
    assert.ok(lines.every((line) => line.length <= 16_384));
  });

  it('cuts a long line that ends as it cuts one that does not', () => {
    const lines = read(`${'x'.repeat(40_000)}\nshort\n`);
    assert.deepEqual(
      lines.map(({ length }) => length),
      [16_384, 16_384, 7232, 5],
    );
  });

  it('replaces what is not UTF-8 and goes on', () => {
    assert.deepEqual(read(new Uint8Array([0xff, 0x41, 0x0a]), 'b\n'), ['\uFFFDA', 'b']);
  });
});
