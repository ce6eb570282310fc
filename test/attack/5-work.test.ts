import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { finish, type Steps } from '../../src/base/steps';
import { Automaton } from '../../src/runtime/secrets/automaton';
import { LineReader } from '../../src/runtime/processes/lines';
import { Output } from '../../src/runtime/processes/output';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { readings } from '../../src/runtime/secrets/readings';
import { LINEAR, growth } from '../unit/growth';

/** How many occurrences are told for a text: what the work is linear in, beside the text itself. */
function told(texts: readonly string[], text: string): number {
  let count = 0;
  finish(Automaton.of(new Map(texts.map((each) => [each, true])))).find(text, () => (count += 1));
  return count;
}

/** Does the work, and counts its parts: no time tells as surely that others may go first between them. */
function inParts<T>(steps: Steps<T>): { readonly parts: number; readonly result: T } {
  for (let parts = 1; ; parts += 1) {
    const step = steps.next();
    if (step.done === true) {
      return { parts, result: step.value };
    }
  }
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

  it('5.59 a long text of signs is undone in each single way, and in few that lie in each other', () => {
    const text = `\\u00e9%C3%A9+&amp;''""\\\\x`.repeat(40_000);
    const read = [...readings(text)].reduce((sum, each) => sum + each.text.length, 0);
    assert.ok(read < 10 * text.length + 300_000, String(read / text.length));
  });

  it('5.88 a secret of a megabyte is hidden, whole and in pieces, as its lines come', () => {
    const value = Array.from({ length: 100_000 }, (_, index) => `c${index}nary-${index * 7}`)
      .join('')
      .slice(0, 1_000_000);
    const redactor = new Redactor();
    redactor.hideDuring([{ name: 'token', value }]).dispose();
    const lines: string[] = [];
    const reader = new LineReader((line) => lines.push(line), redactor);
    const text = Buffer.from(`${'x'.repeat(30_000)}${value}${'y'.repeat(30_000)}\n`);
    for (let at = 0; at < text.length; at += 65_536) {
      finish(reader.push(text.subarray(at, at + 65_536)));
    }
    assert.ok(!lines.join('').includes('nary-'));
    const encoded = redactor.redact(`a ${Buffer.from(value).toString('base64')} b`);
    assert.ok(encoded === 'a ••• b', `${encoded.length} characters are left`);
  });

  it('5.78 a large answer is looked through in parts, and a secret at their borders is hidden', () => {
    const redactor = new Redactor();
    redactor.hide(['canary-at-a-border']);
    const text = `${'x'.repeat(16_380)}canary-at-a-border`.repeat(60);
    const steps = redactor.redactValueInSteps({ list: Array.from({ length: 1000 }, () => 'y'.repeat(1000)), text });
    const { parts, result } = inParts(steps);
    assert.ok(parts >= 100, String(parts));
    assert.ok(result.text === `${'x'.repeat(16_380)}•••`.repeat(60));
  });

  it('5.89 the secrets of requests are forgotten when others have come, so that they do not pile up', () => {
    const redactor = new Redactor();
    redactor.hide(['canary-of-a-profile']);
    const shown = Array.from({ length: 200 }, (_, index) => {
      redactor.hideDuring([{ name: 'token', value: `canary-${index}-of-a-request` }]).dispose();
      return redactor.redact(`canary-${index}-of-a-request canary-of-a-profile`);
    });
    assert.deepEqual(new Set(shown), new Set(['••• •••']));
    assert.equal(redactor.redact('canary-0-of-a-request canary-190-of-a-request'), 'canary-0-of-a-request •••');
  });

  it('5.95 lines that can be read in many ways hold nobody up, and the last before an end is told', async () => {
    const redactor = new Redactor();
    redactor.hide(Array.from({ length: 50 }, (_, index) => ({ name: 'TOKEN', value: `canary-${index}-of-many` })));
    const body = JSON.stringify({ a: `%22a+b&quot;''\n"x"`, id: 'AbcDefGhiJKLmnOP', n: '\u00e9 canary-7-of-many' });
    const printed = Array.from({ length: 400 }, (_, index) => `${index} INFO ${JSON.stringify({ body })}`).join('\n');
    const lines: string[] = [];
    let [turn, sameTurn, mostInTurn] = [0, 0, 0];
    const countTurn = (): void => {
      [turn, sameTurn] = [turn + 1, 0];
      next = setImmediate(countTurn);
    };
    let next = setImmediate(countTurn);
    const reader = new LineReader((line) => {
      lines.push(line);
      mostInTurn = Math.max(mostInTurn, ++sameTurn);
    }, redactor);
    // All of it is there at once, as the pipe of a process holds it.
    await new Output(Readable.from([Buffer.from(printed)]), reader).ended;
    clearImmediate(next);
    assert.equal(lines.length, 400);
    assert.ok(lines.every((each, index) => each.startsWith(`${index} INFO`) && each.includes('•••')));
    assert.ok(mostInTurn < 100, `${mostInTurn} lines while nobody else had a turn, ${turn} turns`);
  });

  it('5.96 a request of a hundred thousand values, and a file of as many variables, hold nobody up and are hidden', () => {
    const value = (index: number): string => `c${index}nary-w${index * 7919}!`;
    const given = Array.from({ length: 100_000 }, (_, index) => ({ name: `KEY_${index}`, value: value(index) }));
    for (const hide of [
      (redactor: Redactor) => redactor.hideDuring(given).dispose(),
      (redactor: Redactor) => redactor.hideVariables(Object.fromEntries(given.map((each) => [each.name, each.value]))),
    ]) {
      const redactor = new Redactor();
      hide(redactor);
      const first = inParts(redactor.redactInSteps([5, 50_000, 99_999].map(value).join(' ')));
      assert.equal(first.result, '••• ••• •••');
      assert.equal(redactor.redact('nothing of it: took 12 ms in us-east-1'), 'nothing of it: took 12 ms in us-east-1');
      assert.ok(first.parts > given.length / 100, `${first.parts} parts`);
      redactor.hideDuring([{ name: 'token', value: 'canary-of-the-next' }]).dispose();
      const second = inParts(redactor.redactInSteps('canary-of-the-next'));
      assert.equal(second.result, '•••');
      assert.ok(second.parts < 100, `the next one pays for it: ${second.parts} parts`);
    }
  });

  it('5.97 values that are hidden behind their names alone are found in one look, however many they are', async () => {
    const redactors = new Map(
      [2000, 8000].map((size) => {
        const redactor = new Redactor();
        redactor.hideVariables(
          Object.fromEntries(Array.from({ length: size }, (_, index) => [`KEY_${index}`, 'true'])),
        );
        assert.equal(redactor.redact('KEY_7=true key_8: "true" it=true'), 'KEY_7=••• key_8: "•••" it=true');
        return [size, redactor];
      }),
    );
    // As many assignments as names: if each were held against each name, sixteen times the work.
    const grown = await growth(2000, (size) => redactors.get(size)?.redact('KEY_7=true it=true '.repeat(size / 2)));
    assert.ok(grown < LINEAR, `${grown} times the time for four times as much`);
  });

  it('5.98 secrets beyond all bounds are not kept: nothing is shown until their requests are over', () => {
    const redactor = new Redactor();
    const requests = Array.from({ length: 9 }, (_, index) =>
      redactor.hideDuring([{ name: 'token', value: `${index}`.repeat(4_000_000) }]),
    );
    assert.equal(redactor.redact('anything'), '•••');
    requests.forEach((request) => request.dispose());
    assert.equal(redactor.redact('anything'), 'anything');
  });

  it('5.58 a plain text is read in one way', () => {
    assert.equal([...readings('2024-01-01 INFO plugin.manager: took 12 ms (ok) [x=1]')].length, 1);
  });
});
