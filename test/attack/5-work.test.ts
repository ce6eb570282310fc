import assert from 'node:assert/strict';
import { Automaton } from '../../src/runtime/secrets/automaton';
import { readings } from '../../src/runtime/secrets/readings';

/** How many occurrences are told for a text: what the work is linear in, beside the text itself. */
function told(texts: readonly string[], text: string): number {
  let count = 0;
  new Automaton(new Map(texts.map((each) => [each, true]))).find(text, () => (count += 1));
  return count;
}

describe('looking for secrets is linear work', function () {
  // Quadratic work would take hours.
  this.timeout(60_000);

  it('5.55 a text that is nothing but beginnings of a secret is gone through once', () => {
    assert.equal(told([`${'A'.repeat(2000)}B`], 'A'.repeat(1_000_000)), 0);
  });

  it('5.56 secrets that are parts of each other are each told at each place once', () => {
    assert.equal(told(['aa', 'aaa', 'aaaa'], 'a'.repeat(1000)), 999 + 998 + 997);
  });

  it('5.57 a text of signs alone is read in a bounded number of ways', () => {
    const text = `\\u00e9%C3%A9+&amp;''""\\\\x`.repeat(1000);
    const ways = [...readings(text)];
    assert.ok(ways.length <= 40, String(ways.length));
    assert.ok(ways.every((each) => each.text.length <= text.length));
  });

  it('5.58 a plain text is read in one way', () => {
    assert.equal([...readings('2024-01-01 INFO plugin.manager: took 12 ms (ok) [x=1]')].length, 1);
  });
});
