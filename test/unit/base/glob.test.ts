import assert from 'node:assert/strict';
import { Budget, BudgetSpent } from '../../../src/base/budget';
import { fitsPath, parseGlob } from '../../../src/base/glob';

function fits(pattern: string, name: string): boolean {
  const segments = parseGlob(pattern, 'go');
  return segments !== undefined && fitsPath(segments, name.split('/'), new Budget());
}

/** From `path/filepath/match_test.go` of Go 1.22, those of one name; a broken pattern fits nothing. */
const cases: readonly [pattern: string, name: string, expected: boolean][] = [
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*c', 'abc', true],
  ['a*', 'a', true],
  ['a*', 'ab/c', false],
  ['a*b*c*d*e*', 'axbxcxdxe', true],
  ['a*b*c*d*e*', 'axbxcxdxexxx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a?b', 'a😀b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['*[a-ζ]', 'A', false],
  ['[\\]a]', ']', true],
  ['[\\-]', '-', true],
  ['[x\\-]', 'x', true],
  ['[x\\-]', 'z', false],
  ['[\\-x]', 'a', false],
  ['*x', 'xxx', true],
  ...(['[]a]', '[-]', '[x-]', '[-x]', '\\', '[a-b-c]', '[', '[^', '[^bc', 'a['] as const).map(
    (pattern): [string, string, boolean] => [pattern, 'a', false],
  ),
];

describe("a pattern in the words of Go's filepath.Match", () => {
  for (const [pattern, name, expected] of cases) {
    it(`"${pattern}" ${expected ? 'fits' : 'does not fit'} "${name}"`, () =>
      assert.equal(fits(pattern, name), expected));
  }

  it('takes at most pattern times name steps', () => {
    const [pattern, name] = ['*a'.repeat(100) + '*b', 'a'.repeat(255)];
    const segments = parseGlob(pattern, 'go') ?? [];
    fitsPath(segments, [name], new Budget(pattern.length * name.length));
    assert.throws(() => fitsPath(segments, [name], new Budget(100)), BudgetSpent);
  });
});
