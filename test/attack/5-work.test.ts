import assert from 'node:assert/strict';
import { finish } from '../../src/base/steps';
import { Automaton } from '../../src/runtime/secrets/automaton';
import { LineReader } from '../../src/runtime/processes/lines';
import { Processes } from '../../src/runtime/processes/processes';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { readings } from '../../src/runtime/secrets/readings';

/** How many occurrences are told for a text: what the work is linear in, beside the text itself. */
function told(texts: readonly string[], text: string): number {
  let count = 0;
  finish(Automaton.of(new Map(texts.map((each) => [each, true])))).find(text, () => (count += 1));
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
    let parts = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) {
      parts += 1;
    }
    assert.ok(parts >= 100, String(parts));
    assert.ok(step.value.text === `${'x'.repeat(16_380)}•••`.repeat(60));
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
    const line = `INFO ${JSON.stringify({ body })}`;
    const print = `for (let n = 0; n < 400; n++) console.log(n + ' ' + ${JSON.stringify(line)}); process.exitCode = 1`;
    await using processes = new Processes(redactor);
    let longest = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const { lines } = await processes.run(process.execPath, ['-e', print]);
    clearInterval(ticks);
    assert.equal(lines.length, 400);
    assert.ok(lines.every((each, index) => each.startsWith(`${index} INFO`) && each.includes('•••')));
    assert.ok(longest < 250, `${longest} ms`);
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
      const steps = redactor.redactInSteps([5, 50_000, 99_999].map(value).join(' '));
      let longest = 0;
      let step = steps.next();
      for (let began = performance.now(); step.done !== true; began = performance.now()) {
        step = steps.next();
        longest = Math.max(longest, performance.now() - began);
      }
      assert.equal(step.value, '••• ••• •••');
      assert.equal(redactor.redact('nothing of it: took 12 ms in us-east-1'), 'nothing of it: took 12 ms in us-east-1');
      assert.ok(longest < 500, `${longest} ms`);
      const began = performance.now();
      redactor.hideDuring([{ name: 'token', value: 'canary-of-the-next' }]).dispose();
      assert.equal(redactor.redact('canary-of-the-next'), '•••');
      assert.ok(performance.now() - began < 500, 'the next one does not pay for it');
    }
  });

  it('5.97 values that are hidden behind their names alone are found in one look, however many they are', () => {
    const redactor = new Redactor();
    redactor.hideVariables(Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`KEY_${index}`, 'true'])));
    redactor.redact('made ready');
    const began = performance.now();
    assert.equal(
      redactor.redact('KEY_7=true key_8: "true" it=true '.repeat(900)),
      'KEY_7=••• key_8: "•••" it=true '.repeat(900),
    );
    assert.ok(performance.now() - began < 2000);
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
