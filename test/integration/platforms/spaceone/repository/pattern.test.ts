import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import { patternOf } from '../../../../../src/platforms/spaceone/repository/pattern';
import { python } from '../../../../../src/platforms/spaceone/repository/pattern-dialects';
import { testPython } from '../../../test-python';

describe('a keyword for the managed repository', () => {
  const keywords = [
    ...[
      'aws',
      'AWS$',
      '^\\w+$',
      '\\d',
      '\\s',
      '\\Aa.b\\Z',
      'a{,2}b',
      '[[:alpha:]]',
      '(?P<n>a)b',
      '\\bß',
      '[]a]',
      '(?s)a.b',
    ],
    ...[
      '(?i)x',
      '\\x41',
      '\\u00e9',
      '\\S',
      '\\W',
      '\\B',
      '(',
      ')',
      '+',
      'a**',
      '\\z',
      '\\h',
      '\\p{L}',
      '(?<n>a)',
      '[z-a]',
    ],
  ];
  const names = ['', 'aws', 'AWS\n', 'a\nb', 'axb', 'ß', 'é', 'É', '가1', '١', '\u00a0', '[:a]', ':]', 'x y', 'aab'];

  it("finds what Python's re finds, and is refused where that refuses it", async () => {
    const script = `
import json, re, sys, warnings
warnings.simplefilter("ignore")
def answer(keyword):
    try:
        return [bool(re.search(keyword, name, re.IGNORECASE)) for name in names]
    except re.error:
        return None
keywords, names = json.load(sys.stdin)
json.dump([answer(keyword) for keyword in keywords], sys.stdout)
`;
    const process = spawn(testPython(), ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    process.stdin.end(JSON.stringify([keywords, names]));
    const expected = (await json(process.stdout)) as unknown[];
    assert.deepEqual(
      keywords.map((keyword) => [keyword, found(keyword)]),
      keywords.map((keyword, index) => [keyword, expected[index]]),
    );
  });

  function found(keyword: string): boolean[] | null {
    try {
      const expression = patternOf(keyword, python);
      return names.map((name) => expression.test(name));
    } catch {
      return null;
    }
  }
});
