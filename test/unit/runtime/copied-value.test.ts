import assert from 'node:assert/strict';
import type { Steps } from '../../../src/base/steps';
import { copied, type Copying } from '../../../src/runtime/secrets/copied-value';

/** Leaves every part as it is, and writes down the leaves with the names under which they stand. */
function asItIs(seen: string[] = []): Copying {
  return {
    // eslint-disable-next-line require-yield
    *leaf(value, name): Steps<unknown> {
      seen.push(`${name ?? ''}=${String(value)}`);
      return value;
    },
    // eslint-disable-next-line require-yield
    *key(key): Steps<string> {
      return key;
    },
  };
}

/** The copy, and how often others could go first while it was made. */
function copyOf(value: unknown, copying = asItIs()): { copy: unknown; turns: number } {
  const steps = copied(value, copying);
  for (let turns = 0; ; turns++) {
    const step = steps.next();
    if (step.done === true) {
      return { copy: step.value, turns };
    }
  }
}

describe('the copy of a value', () => {
  it('is the same and another one, at any depth', () => {
    const value = { a: [1, { b: [[], {}, [null, { c: 'd' }]] }], e: {}, f: true };
    const { copy } = copyOf(value);
    assert.deepEqual(copy, value);
    assert.notEqual(copy, value);
    assert.deepEqual([copyOf('a').copy, copyOf(null).copy, copyOf([]).copy], ['a', null, []]);
  });

  it('tells each leaf by the key under which it stands, be it in lists', () => {
    const seen: string[] = [];
    copyOf({ a: [1, [2, { b: 3 }]], c: 4 }, asItIs(seen));
    assert.deepEqual(seen, ['a=1', 'a=2', 'b=3', 'c=4']);
  });

  it('has what becomes of its keys and leaves', () => {
    const { copy } = copyOf(
      { a: 1, b: [2] },
      {
        // eslint-disable-next-line require-yield
        *leaf(value): Steps<unknown> {
          return `<${String(value)}>`;
        },
        // eslint-disable-next-line require-yield
        *key(key): Steps<string> {
          return key.toUpperCase();
        },
      },
    );
    assert.deepEqual(copy, { A: '<1>', B: ['<2>'] });
  });

  it('keeps a key "__proto__" as one of its own', () => {
    const { copy } = copyOf(JSON.parse('{"__proto__": {"a": 1}}'));
    assert.equal(JSON.stringify(copy), '{"__proto__":{"a":1}}');
  });

  it('lets others go first after each thousand or so of parts, empty ones too', () => {
    assert.equal(copyOf(Array.from({ length: 1000 }, () => 'a')).turns, 0);
    assert.equal(copyOf(Array.from({ length: 1024 }, () => 'a')).turns, 1);
    assert.equal(copyOf(Array.from({ length: 5000 }, () => [])).turns, 9);
  });
});
