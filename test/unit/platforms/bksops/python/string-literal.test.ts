import { deepEqual, equal } from 'node:assert/strict';
import { readStringLiteral } from '../../../../../src/platforms/bksops/python/string-literal';

/** What a literal evaluates to; it begins at an offset of its own, as in a file. */
function read(literal: string): ReturnType<typeof readStringLiteral> {
  return readStringLiteral(`x = ${literal}\n`, { start: 4, end: 4 + literal.length });
}

describe('a Python string', () => {
  // CPython 3.11 gives the right-hand side for the left.
  const cases: readonly [string, string][] = [
    [String.raw`'a\nb\t\\\'\"'`, 'a\nb\t\\\'"'],
    [String.raw`"\x41\101\u00e9\U0001F600\0"`, 'A\u0041é😀\0'],
    [String.raw`"\d\s\%"`, '\\d\\s\\%'],
    [String.raw`r"\n\"x"`, '\\n\\"x'],
    [String.raw`u"\u4f60"`, '你'],
    [String.raw`R'\x4'`, '\\x4'],
    ['"a\\\nb"', 'ab'],
    ['"a\\\r\nb"', 'ab'],
    ['"""a\r\nb\rc"""', 'a\nb\nc'],
    ['r"""a\\\r\nb"""', 'a\\\nb'],
    ['"""a"b""c"""', 'a"b""c'],
    ['""', ''],
  ];
  for (const [literal, text] of cases) {
    it(`evaluates ${JSON.stringify(literal)}`, () => {
      equal(read(literal)?.text.text, text);
    });
  }

  it('is no text with b or f', () => {
    deepEqual([read('b"a"'), read('f"a"'), read('Rb"a"')], [undefined, undefined, undefined]);
  });

  it('leads each of its characters back to its place', () => {
    const source = String.raw`x = "a\nb\U0001F600c"`;
    const literal = readStringLiteral(source, { start: 4, end: source.length });
    const from = (start: number, end: number): string => {
      const range = literal?.text.sourceOf({ start, end });
      return range ? source.slice(range.start, range.end) : '';
    };
    deepEqual(
      [from(0, 1), from(1, 2), from(2, 3), from(3, 5), from(5, 6), from(0, 3)],
      ['a', String.raw`\n`, 'b', String.raw`\U0001F600`, 'c', String.raw`a\nb`],
    );
    deepEqual(literal?.text.sourceOf({ start: 6, end: 6 }), { start: source.length - 1, end: source.length - 1 });
  });

  it('tells the escapes that Python refuses from those that it keeps', () => {
    deepEqual(
      read(String.raw`"\x4g \u12 \U00110000 \N \d"`)?.flaws.map(({ is }) => is),
      ['refused', 'refused', 'refused', 'refused', 'kept'],
    );
  });

  it('has a place for a character that only its name tells', () => {
    const literal = read(String.raw`"a\N{EM DASH}b"`);
    equal(literal?.text.text, 'a\uFFFDb');
    deepEqual(literal.named, [{ start: 6, end: 17 }]);
  });
});
