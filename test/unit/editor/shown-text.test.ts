import assert from 'node:assert/strict';
import { shownText } from '../../../src/editor/shown-text';

describe("a stranger's text in a view", () => {
  it('is one line', () => {
    assert.equal(shownText('  a\r\n\tb\u2028c '), 'a b c');
  });

  it('cannot turn the direction of what stands around it', () => {
    assert.equal(shownText('safe\u202Egnp.exe\u2066x\u200F'), 'safe\\u202egnp.exe\\u2066x\\u200f');
  });

  it('keeps letters of every script', () => {
    assert.equal(shownText('プラグイン 플러그인 مكوّن'), 'プラグイン 플러그인 مكوّن');
  });

  it('is no longer than a person reads, however long it is', () => {
    const shown = shownText('x'.repeat(10_000_000));
    assert.equal(shown.length, 200);
    assert.ok(shown.endsWith('…'));
  });
});
