import assert from 'node:assert/strict';
import { finish } from '../../src/base/steps';
import { LineReader } from '../../src/runtime/processes/lines';
import { Redactor } from '../../src/runtime/secrets/redactor';

const SECRET = 'canary-0123456789-abcdef';

function lines(secrets: readonly string[], ...chunks: readonly (string | Uint8Array)[]): string[] {
  const redactor = new Redactor();
  redactor.hide(secrets);
  const read: string[] = [];
  const reader = new LineReader((line) => read.push(line), redactor);
  chunks.forEach((chunk) => finish(reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
  finish(reader.end());
  return read;
}

/** The longest part of the secret that is still seen. */
function longestSeen(secret: string, shown: string): string {
  for (let length = secret.length; length > 2; length--) {
    for (let start = 0; start + length <= secret.length; start++) {
      if (shown.includes(secret.slice(start, start + length))) {
        return secret.slice(start, start + length);
      }
    }
  }
  return '';
}

describe('a secret at a cut', function () {
  this.timeout(60_000);

  it('5.45 is hidden wherever it stands across the length at which a line is cut', () => {
    for (let before = 16_384 - SECRET.length - 1; before <= 16_384 + 1; before++) {
      const read = lines([SECRET], `${'.'.repeat(before)}${SECRET}${'.'.repeat(100)}\n`);
      assert.equal(read.join(''), `${'.'.repeat(before)}•••${'.'.repeat(100)}`);
      assert.ok(read.every((line) => line.length <= 16_384));
    }
  });

  it('5.46 is hidden in a line that never ends, wherever the pieces come apart', () => {
    for (let at = 1; at < SECRET.length; at++) {
      for (const before of [16_384 - at, 32_768 - at, 100_000 - at]) {
        const read = lines([SECRET], '.'.repeat(before) + SECRET.slice(0, at), SECRET.slice(at) + '.'.repeat(40_000));
        assert.equal(longestSeen(SECRET, read.join('\n')), '', `${before} ${at}`);
        assert.equal(read.join('').length, before + 3 + 40_000);
      }
    }
  });

  it('5.47 is hidden when it comes a byte at a time, in letters of several bytes', () => {
    const secret = 'geheim-schlüssel-日本';
    const bytes = Buffer.from(`before ${secret} after\n`);
    assert.deepEqual(lines([secret], ...[...bytes].map((byte) => Uint8Array.of(byte))), ['before ••• after']);
  });

  it('5.48 is hidden when colours and links stand within it', () => {
    const coloured = `a ${SECRET.slice(0, 5)}\u001b[31m${SECRET.slice(5, 9)}\u001b]8;;http://x\u0007${SECRET.slice(9)} b\n`;
    assert.deepEqual(lines([SECRET], coloured), ['a ••• b']);
  });

  it('5.49 of several lines is hidden line by line, and on one line with its line ends written out', () => {
    const key = 'canaryAAAA1111\ncanaryBBBB2222\ncanaryCCCC3333';
    assert.deepEqual(lines([key], `${key}\n${JSON.stringify(key)}\n`), ['•••', '•••', '•••', '"•••"']);
  });

  it('5.50 that is longer than a line may be is hidden whole', () => {
    const secret = Array.from({ length: 3000 }, (_, index) => `c${index * 7919}nary`).join('');
    const read = lines([secret], `a${secret}b\nnext\n`);
    assert.deepEqual(read, ['a•••b', 'next']);
  });

  it('5.52 of words that are longer in the way in which they are written than a line may be is hidden whole', () => {
    const secret = Array.from({ length: 1200 }, (_, index) => `éèü${index * 7919} `).join('');
    const written = secret.replace(/[éèü]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    assert.deepEqual(lines([secret], `a${written}b\nnext\n`), ['a•••b', 'next']);
  });

  it('5.53 that is long and encoded is hidden in a long line, wherever the pieces come apart, and what follows is not', () => {
    const secret = Array.from({ length: 300 }, (_, index) => `c${index * 7919}nary`).join('');
    const encoded = Buffer.from(secret).toString('base64');
    for (let at = 0; at <= encoded.length; at += 64) {
      const pieces = [
        `${'.'.repeat(60_000)}${encoded.slice(0, at)}`,
        encoded.slice(at, at + 32),
        encoded.slice(at + 32),
      ];
      assert.equal(lines([secret], ...pieces, ' and more\n').join(''), `${'.'.repeat(60_000)}••• and more`, String(at));
    }
  });

  it('5.51 near miss: a line without end is told while it comes, and no letter of it is lost', () => {
    const read: string[] = [];
    const reader = new LineReader((line) => read.push(line), new Redactor());
    finish(reader.push(Buffer.from('x'.repeat(100_000))));
    assert.ok(read.join('').length >= 60_000, 'most of it is told before its end');
    finish(reader.end());
    assert.equal(read.join('').length, 100_000);
  });
});
