import assert from 'node:assert/strict';
import { visible, visibleJson, visibleLines } from '../../../src/base/visible';

describe('text of strangers', () => {
  const shown: readonly [what: string, text: string, seen: string][] = [
    ['an escape sequence', 'a\u001b[2J\u0007', 'a\\u001b[2J\\u0007'],
    ['a control of one byte (C1) and DEL', '\u009b31m\u0085\u007f', '\\u009b31m\\u0085\\u007f'],
    ['a line break of any kind', 'a\r\nb\u2028c\u2029', 'a\\u000d\\u000ab\\u2028c\\u2029'],
    ['marks that turn the direction', 'a\u202Eb\u2066c\u200Fd\u061C', 'a\\u202eb\\u2066c\\u200fd\\u061c'],
    ['characters without a width', 'a\u200Bb\u2060c\uFEFFd\u00ADe', 'a\\u200bb\\u2060c\\ufeffd\\u00ade'],
    ['tags', '\u{E0041}\u{E007F}', '\\u{e0041}\\u{e007f}'],
    ['variation selectors in a row', 'a\uFE0F\uFE0E', 'a\uFE0F\\ufe0e'],
    ['a joiner between letters that do not join', 'adm\u200Din', 'adm\\u200din'],
    ['half a character', 'a\uD800b', 'a\\ud800b'],
  ];
  for (const [what, text, seen] of shown) {
    it(`shows ${what} as text`, () => {
      assert.equal(visible(text), seen);
    });
  }

  const kept: readonly [what: string, text: string][] = [
    ['a tab', 'a\tb'],
    ['letters of every script, with their marks', 'مكوّن עִבְרִית 플러그인 プラグイン देवनागरी é'],
    ['joiners of scripts that join', 'می\u200Cخواهم क्\u200Dष'],
    ['pictures put together', '👩‍👩‍👧 👍🏽 ❤️ 🏳️‍🌈 ❤️‍🔥'],
    ['an address that begins like a command', '::1 refused the connection'],
    ['colons and hashes in a sentence', 'a ::b:: c, ## [d], #vso['],
  ];
  for (const [what, text] of kept) {
    it(`keeps ${what}`, () => {
      assert.equal(visible(text), text);
    });
  }

  const commands: readonly [service: string, text: string, seen: string][] = [
    ['GitHub', '::error file=a.py::x', '\\u003a:error file=a.py::x'],
    ['GitHub, behind blanks', ' \t\u00a0::add-mask::x', ' \t\u00a0\\u003a:add-mask::x'],
    ['GitHub, the word that lets commands in again', '::0f2a::', '\\u003a:0f2a::'],
    ['GitHub, the older form', 'a ##[set-env name=A]b', 'a \\u0023#[set-env name=A]b'],
    ['Azure Pipelines', 'a ##vso[task.setvariable variable=A]b', 'a \\u0023#vso[task.setvariable variable=A]b'],
    ['Azure Pipelines, in capitals', '##VSO[task.complete]', '\\u0023#VSO[task.complete]'],
    ['TeamCity', "##teamcity[buildStop comment='x']", "\\u0023#teamcity[buildStop comment='x']"],
  ];
  for (const [service, text, seen] of commands) {
    it(`gives no command to a build service (${service})`, () => {
      assert.equal(visible(text), seen);
    });
  }

  it('of several lines keeps them, and a command at the start of none', () => {
    assert.equal(visibleLines('a\r\n::error::b\nc\r::d::'), 'a\n\\u003a:error::b\nc\\u000d::d::');
  });

  it('is the same value as JSON, with nothing unseen and no command in it', () => {
    const value = { key: ['\u001b[2J\u009b\u007f', '\u202E\u{E0041}', '##vso[a]b', 'é 👍🏽'] };
    const json = visibleJson(value, 2);
    assert.deepEqual(JSON.parse(json), value);
    assert.equal(
      json,
      String.raw`{
  "key": [
    "\u001b[2J\u009b\u007f",
    "\u202e\udb40\udc41",
    "\u0023#vso[a]b",
    "é 👍🏽"
  ]
}`,
    );
  });

  it('is looked through once, however long and whatever it repeats', function () {
    this.timeout(10_000);
    for (const part of ['\u200D', ' ', ': ', '::', '#', 'a\uFE0F', '👩\u200D', '\n ::']) {
      const text = part.repeat(200_000);
      assert.equal(visibleLines(text).length >= text.length, true);
    }
  });
});
