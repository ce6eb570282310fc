import assert from 'node:assert/strict';
import { patternOf } from '../../../../../src/platforms/spaceone/repository/pattern';

/** What PCRE2 10.42 says of each, with the options UTF and CASELESS that MongoDB sets. */
const matches: readonly (readonly [pattern: string, found: readonly string[], notFound: readonly string[]])[] = [
  ['AWS', ['aws ec2'], ['google']],
  ['(?i)aws', ['AWS'], ['google']],
  ['\\Aaws\\z', ['aws'], ['aws\n', 'x aws']],
  ['\\Aaws\\Z', ['aws', 'aws\n'], ['aws\n\n']],
  ['aws$', ['aws', 'aws\n'], ['aws\nx']],
  ['(?m)^b$', ['a\nb\nc'], ['a b']],
  ['a.b', ['a\rb', 'a\u2028b'], ['a\nb']],
  ['(?s)a.b', ['a\nb'], ['ab']],
  ['(?s:a.)b|a.c', ['a\nb'], ['a\nc']],
  ['^[[:alpha:]]+[[:digit:]]$', ['ab1'], ['ab', 'a:1']],
  ['^[]a]+$', ['a]'], ['b']],
  ['a{,2}', ['a{,2}'], ['aa']],
  ['a{', ['a{'], ['a']],
  ['^a{2}$', ['aa'], ['a', 'aaa']],
  ['^a{65535}$', ['a'.repeat(65_535)], ['a'.repeat(65_534)]],
  ['(?<=^a{12})b', [`${'a'.repeat(12)}b`], [`${'a'.repeat(11)}b`]],
  ['\\Qa.b\\E', ['a.b'], ['axb']],
  ['^\\h$', ['\t', '\u00a0'], ['\n']],
  ['^\\v$', ['\u2028'], ['v']],
  ['^\\s$', [' '], ['\u00a0']],
  ['^\\p{L}\\pN$', ['é1'], ['11']],
  ['^\\p{Hangul}+$', ['가나'], ['ab']],
  ['^\\x{e9}\\x41$', ['Éa'], ['xe9A']],
  ['^.$', ['\u{1f600}'], ['ab']],
  ['(?P<cloud>aws|google) (?#in words)x', ['aws x'], ['azure x']],
  ['(?<=plug)in', ['plugin'], ['in']],
  ['a\\_b\\-c', ['a_b-c'], ['a\\_b']],
  ['straße', ['STRAßE'], ['STRASSE']],
];

/** Refused by PCRE2, or by us because JavaScript cannot match it. */
const refused: readonly (readonly [pattern: string, reason: string])[] = [
  ['(', 'missing closing parenthesis'],
  ['a)', 'unmatched closing parenthesis'],
  ['[a', 'missing terminating ] for character class'],
  ['+', 'quantifier does not follow a repeatable item'],
  ['a{65536}', 'number too big in {} quantifier'],
  ['(?<=a+)b', 'lookbehind assertion is not fixed length'],
  ['(?<=a{1,2})b', 'lookbehind assertion is not fixed length'],
  ['[[:letter:]]', 'unknown POSIX class name'],
  ['[\\d-z]', 'invalid range in character class'],
  ['[z-a]', 'Range out of order in character class'],
  ['\\p{Nope}', 'Invalid property name'],
  ...['a++', '(?>a)', '(a)\\1', '(?R)', '(?(1)a)', '(*UCP)', '\\K', '\\X', '\\u0041', '\\p{Lu}', '(?x)a b'].map(
    (pattern) => [pattern, 'is not supported by the local Repository'] as const,
  ),
];

describe('a pattern of a query', () => {
  for (const [pattern, found, notFound] of matches) {
    it(`${JSON.stringify(pattern)} finds what PCRE finds`, () => {
      const expression = patternOf(pattern);
      assert.deepEqual(
        [...found, ...notFound].filter((text) => expression.test(text)),
        found,
      );
    });
  }

  for (const [pattern, reason] of refused) {
    it(`${pattern} is refused rather than read otherwise`, () => {
      assert.throws(
        () => patternOf(pattern),
        ({ message }: Error) => message.startsWith('Regular expression is invalid: ') && message.endsWith(reason),
      );
    });
  }

  it('may not hold a NUL, which the database could not keep', () => {
    assert.throws(() => patternOf('a\0b'), /null byte/);
  });
});
