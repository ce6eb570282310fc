import assert from 'node:assert/strict';
import { scanJson } from '../../../../../src/platforms/argocd/go/json-scan';
import { printed } from '../../../../../src/platforms/argocd/go/print';
import { quote } from '../../../../../src/platforms/argocd/go/quote';
import { RawJson } from '../../../../../src/platforms/argocd/go/raw-json';
import { parseUrl } from '../../../../../src/platforms/argocd/go/url';

/** What go1.26.8 prints for each, recorded from its own packages. */
describe('what Go says', () => {
  const refusals: readonly (readonly [text: string, words: string])[] = [
    ['', 'EOF'],
    ['  \n', 'EOF'],
    ['hello', "invalid character 'h' looking for beginning of value"],
    ['{"a"', 'unexpected EOF'],
    ['"', 'unexpected EOF'],
    ['{"a":}', "invalid character '}' looking for beginning of value"],
    ['{"a":1 x}', "invalid character 'x' after object key:value pair"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":"x\n"}', "invalid character '\\n' in string literal"],
    ['{"a":"\\q"}', "invalid character 'q' in string escape code"],
    ['{"a":"\\u12x"}', "invalid character 'x' in \\u hexadecimal character escape"],
    ['{"a":01}', "invalid character '1' after object key:value pair"],
    ['{"a":1.}', "invalid character '}' after decimal point in numeric literal"],
    ['{"a":1ex}', "invalid character 'x' in exponent of numeric literal"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{,}', "invalid character ',' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ["'x'", "invalid character '\\'' looking for beginning of value"],
    ['\0', "invalid character '\\x00' looking for beginning of value"],
    ['\xff', "invalid character 'ÿ' looking for beginning of value"],
    ['[tru', 'unexpected EOF'],
    ['['.repeat(10_001), 'exceeded max depth'],
  ];
  for (const [text, words] of refusals) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))} as JSON with: ${words}`, () =>
      assert.equal(scanJson(text).error, words));
  }

  it('reads the first value of JSON and no further', () => {
    const texts = [' {"a":[{}, [], "\\u00e9", -1.5e+3, null]} }', '[] x', '12 3', '"a""b"'];
    assert.deepEqual(
      texts.map((text) => text.slice(0, scanJson(text).end)),
      [' {"a":[{}, [], "\\u00e9", -1.5e+3, null]}', '[]', '12', '"a"'],
    );
  });

  it('prints what was decoded from JSON as %v does', () =>
    assert.deepEqual(
      [0, 100_000, 1_000_000, 1_234_567, 1.5, 1e21, 0.0001, 0.000_01, 123_456_789_012, 12_345.678, -1e20].map(printed),
      [
        '0',
        '100000',
        '1e+06',
        '1.234567e+06',
        '1.5',
        '1e+21',
        '0.0001',
        '1e-05',
        '1.23456789012e+11',
        '12345.678',
        '-1e+20',
      ],
    ));

  it('prints maps in the order of their keys, and raw JSON as its bytes', () =>
    assert.equal(
      printed({ b: null, a: [1, 'x', null, true], c: { k: new RawJson('<') } }),
      'map[a:[1 x <nil> true] b:<nil> c:map[k:{[34 92 117 48 48 51 99 34]}]]',
    ));

  it('quotes as %q does', () => assert.equal(quote('a"b\\\n\t\u0001é\u200b😀'), '"a\\"b\\\\\\n\\t\\x01é\\u200b😀"'));

  const addresses: readonly (readonly [address: string, text: string, host: string])[] = [
    ['http://x/a b/', 'http://x/a%20b/', 'x'],
    ['http://h:99999/', 'http://h:99999/', 'h:99999'],
    ['http:h/a', 'http:h/a', ''],
    ['localhost:80/x', 'localhost:80/x', ''],
    ['http://u:p@h/x', 'http://u:***@h/x', 'h'],
    ['http://h/a?b c', 'http://h/a?b c', 'h'],
    ['http://h/é', 'http://h/%C3%A9', 'h'],
    ['http://h/a#b c', 'http://h/a#b%20c', 'h'],
    ['HTTP://H/A', 'http://H/A', 'H'],
    ['//h/x', '//h/x', 'h'],
    ['/x', '/x', ''],
    ['http://h:/x', 'http://h:/x', 'h:'],
    ['http://h/"<>`{}|\\^', 'http://h/%22%3C%3E%60%7B%7D%7C%5C%5E', 'h'],
    ['mailto:x/', 'mailto:x/', ''],
  ];
  for (const [address, text, host] of addresses) {
    it(`takes ${address} as an address`, () => {
      const parsed = parseUrl(address);
      assert.deepEqual([parsed.text, parsed.host], [text, host]);
    });
  }

  const noAddresses: readonly (readonly [address: string, words: string])[] = [
    ['http://x y/', 'parse "http://x y/": invalid character " " in host name'],
    ['http://[::1/', `parse "http://[::1/": missing ']' in host`],
    ['http://h:abc/', 'parse "http://h:abc/": invalid port ":abc" after host'],
    ['http://h:-1/', 'parse "http://h:-1/": invalid port ":-1" after host'],
    ['http://h:80:80/', 'parse "http://h:80:80/": invalid port ":80:80" after host'],
    ['http://[::1]x/', 'parse "http://[::1]x/": invalid port "x" after host'],
    ['http://h/%zz', 'parse "http://h/%zz": invalid URL escape "%zz"'],
    ['://h/', 'parse "://h/": missing protocol scheme'],
    ['1h:80/', 'parse "1h:80/": first path segment in URL cannot contain colon'],
    ['ht tp://x/', 'parse "ht tp://x/": first path segment in URL cannot contain colon'],
    ['http://h/a\n', 'parse "http://h/a\\n": net/url: invalid control character in URL'],
    ['http://h%20x/', 'parse "http://h%20x/": invalid URL escape "%20"'],
    ['http://a b@h/', 'parse "http://a b@h/": net/url: invalid userinfo'],
    ['http://h\\x/', 'parse "http://h\\\\x/": invalid character "\\\\" in host name'],
  ];
  for (const [address, words] of noAddresses) {
    it(`refuses ${JSON.stringify(address)} as an address`, () =>
      assert.throws(() => parseUrl(address), { message: words }));
  }
});
