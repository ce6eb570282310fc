import assert from 'node:assert/strict';
import {
  markedWhileTyping,
  pauseAfter,
  typedLine,
  type Mark,
  type TextChange,
} from '../../../src/editor/language/while-typing';
import { checkText } from '../../../src/manifest/check/check-text';
import { manifestKinds, manifestRules } from '../../../src/platforms/platforms';

describe('the pause after an edit', () => {
  it('is as long as the last check took, within limits', () => {
    assert.deepEqual([0, 2.4, 20, 64, 120, 900].map(pauseAfter), [20, 20, 20, 64, 120, 120]);
  });
});

describe('a change', () => {
  const at = (line: number, end = line): TextChange['range'] => ({ start: { line }, end: { line: end } });
  const typed = (text: string, rangeLength = 0): number | undefined => typedLine([{ range: at(7), rangeLength, text }]);

  it('is typed when one character comes or goes', () => {
    assert.deepEqual(
      [typed('p'), typed('é'), typed('😀'), typed(':'), typed(' '), typed('', 1), typed('x', 4)],
      [7, 7, 7, 7, 7, 7, 7],
    );
  });

  it('is whole when it is a new line, several characters, over lines, or at several places', () => {
    assert.deepEqual([typed('\n'), typed('\n  '), typed('provider'), typed('', 2)], Array(4).fill(undefined));
    const one = { range: at(7), rangeLength: 0, text: 'p' };
    assert.equal(typedLine([{ ...one, range: at(7, 8), rangeLength: 1, text: '' }]), undefined);
    assert.equal(typedLine([one, one]), undefined);
    assert.equal(typedLine([]), undefined);
  });
});

describe('what is marked while a line is typed', () => {
  const mark = (line: number, code: string): Mark => ({ line, code });
  const words = (marks: readonly Mark[]): string[] => marks.map(({ line, code }) => `${line} ${code}`);

  it('has nothing new', () => {
    assert.deepEqual(markedWhileTyping([], [mark(3, 'unknown-key'), mark(9, 'syntax')], 3), []);
  });

  it('loses in the line what is mended, at once', () => {
    assert.deepEqual(markedWhileTyping([mark(3, 'unknown-key')], [], 3), []);
  });

  it('keeps elsewhere what has gone, for it may be back with the next letter', () => {
    assert.deepEqual(words(markedWhileTyping([mark(1, 'value'), mark(3, 'value')], [], 3)), ['1 value']);
  });

  it('has of what is still there the newest words', () => {
    const now = { ...mark(3, 'unknown-key'), message: '"provide"' };
    const before = { ...mark(3, 'unknown-key'), message: '"provid"' };
    assert.deepEqual(markedWhileTyping([before], [now], 3), [now]);
  });

  it('does not change with any letter of a key in the middle of a manifest that has another mistake', () => {
    const [head, tail] = ['name: A\nresource_type: inventory.Collector\nimage: a\n', '\nregistry_type: HARBUR\n'];
    const marksOf = (text: string): Mark[] => {
      const { findings, lines } = checkText(text, manifestKinds, manifestRules);
      return findings.map(({ code, range }) => ({ code, line: lines.positionAt(range.start).line }));
    };
    let marked = marksOf(`${head}${tail}`);
    const before = words(marked);
    const raw = new Set<string>();
    const key = 'provider: aws';
    for (let length = 1; length <= key.length; length += 1) {
      const now = marksOf(`${head}${key.slice(0, length)}${tail}`);
      marked = markedWhileTyping(marked, now, 3);
      raw.add(words(now).join());
      assert.deepEqual(words(marked), before, key.slice(0, length));
    }
    assert.ok(before.length > 0);
    assert.ok(raw.size > 1, 'half-words have findings of their own, which are held back');
  });
});
