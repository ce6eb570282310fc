import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { testPython } from '../integration/test-python';

/** A secret of each sort of character; none is a part of another. */
const SECRETS: Readonly<Record<string, string>> = {
  'of fifteen letters and digits': 'Tr0ub4dor3Canary',
  'with quotes and a backslash': `q'u"o\\te'"canary`,
  'with letters that are not ASCII': 'pässwörd-señal-日本',
  'beyond the basic plane': 'cana😀ry🔑key!',
  'with what URLs and XML write otherwise': 'c%n<r>&a/r=y+k?e#y',
  'with spaces and line ends': 'line one canary\nline two canary\ttab',
  'that is a webhook address': 'https://hooks.slack.example/services/T0CANARY/B0CANARY/xyzCanaryXYZ',
  'that is a DSN': 'postgres://canaryuser:p%40ssCanary@db.example:5432/app?x=1',
};

interface Written {
  readonly secret: string;
  readonly way: string;
  readonly text: string;
  /** What the same ways put around any secret. */
  readonly wrapping: string;
}

/** Quotes around a secret that is quoted already, which only some secrets are. */
const QUOTES = `''"'"' '"'"'' &#x27; &quot; "&quot;"`;

/** Pieces of six characters of what was written that are still seen, but for what stands around any secret. */
function pieces(written: string, shown: string, wrapping = ''): string[] {
  return Array.from({ length: Math.max(0, written.length - 5) }, (_, index) => written.slice(index, index + 6)).filter(
    (piece) => shown.includes(piece) && !(wrapping + QUOTES).includes(piece),
  );
}

describe('a secret that Python has written its own way', function () {
  this.timeout(60_000);
  let written: Written[];

  before(() => {
    const script = path.resolve('test/attack/python-writings.py');
    const input = JSON.stringify(Object.values(SECRETS));
    written = JSON.parse(
      execFileSync(testPython(), [script], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
    ) as Written[];
  });

  Object.entries(SECRETS).forEach(([what, secret], index) => {
    it(`5.${10 + index} one ${what} is hidden in each of Python's ways of writing, and in each within each`, () => {
      const redactor = new Redactor();
      redactor.hide([{ name: 'SECRET', value: secret }]);
      const own = written.filter((each) => each.secret === secret);
      assert.equal(own.length, 28 + 28 * 28);
      const seen = own.flatMap(({ way, text, wrapping }) => {
        // As logs hold it: a line a time.
        const shown = text
          .split('\n')
          .map((line) => redactor.redact(`before ${line} after`))
          .join('\n');
        const left = pieces(text, shown, wrapping);
        return left.length > 0 ? [`${way}: ${shown}`] : [];
      });
      assert.deepEqual(seen, []);
    });
  });

  it("5.18 one is hidden as JavaScript's own functions write it", () => {
    const redactor = new Redactor();
    redactor.hide(Object.values(SECRETS));
    for (const secret of Object.values(SECRETS)) {
      for (const text of [
        JSON.stringify(secret),
        JSON.stringify(JSON.stringify({ a: secret })),
        encodeURIComponent(secret),
        encodeURI(secret),
        new URLSearchParams({ a: secret }).toString(),
        Buffer.from(`user:${secret}`).toString('base64url'),
      ]) {
        assert.deepEqual(pieces(text.replace(/^.*?a\\*"?[:=]/, ''), redactor.redact(text)), [], text);
      }
    }
  });

  it('5.19 Base64 that is broken into lines is hidden line by line', () => {
    const redactor = new Redactor();
    const key = Array.from({ length: 12 }, (_, index) => `canary${index}${'Ab9+/'.repeat(11)}`).join('\n');
    redactor.hide([{ name: 'KEY', value: key }]);
    const wrapped = Buffer.from(`{"key": ${JSON.stringify(key)}}`)
      .toString('base64')
      .match(/.{1,76}/g)!;
    const inside = wrapped.slice(2, -2);
    assert.deepEqual(
      inside.map((line) => redactor.redact(line)),
      inside.map(() => '•••'),
    );
  });

  it('5.112 a long token that is broken into lines is hidden in each, as pprint writes bytes', () => {
    const redactor = new Redactor();
    const token = Array.from({ length: 12 }, (_, index) => `LTok${index * 7}xY${index}q`).join('');
    redactor.hide([{ name: 'TOKEN', value: token }]);
    for (let at = 24; at <= token.length - 24; at++) {
      assert.equal(redactor.redact(`(b'${token.slice(0, at)}'`), `(b'•••'`);
      assert.equal(redactor.redact(` b'${token.slice(at)}')`), ` b'•••')`);
    }
  });

  it('5.113 one is hidden as mails write it', () => {
    const redactor = new Redactor();
    redactor.hide(['pässwörd canary+1']);
    const written = 'p=C3=A4ssw=C3=B6rd';
    assert.equal(redactor.redact(`got ${written} canary+1.`), 'got •••.');
    assert.equal(redactor.redact(`got ${written}=20canary=2B1.`), 'got •••.');
    assert.equal(redactor.redact(`got =?utf-8?q?${written}?= =?utf-8?q?_canary=2B1?=`), 'got =?utf-8?q?•••?=');
    assert.equal(redactor.redact('a=10 b=ab c==20 x_y'), 'a=10 b=ab c==20 x_y');
  });

  it('5.20 text like one stays: other Base64, other escapes, other words', () => {
    const redactor = new Redactor();
    redactor.hide(Object.values(SECRETS));
    const text = [
      Buffer.from('user:nothing secret').toString('base64'),
      JSON.stringify('straße "x"\n'),
      encodeURIComponent('pässe und wörter'),
      'https://hooks.slack.example/services is down',
      'line two',
      'C:\\temp\\new 100%25 &amp; 2024-01-01T00:00:00+00:00',
    ].join(' ');
    assert.equal(redactor.redact(text), text);
  });
});
