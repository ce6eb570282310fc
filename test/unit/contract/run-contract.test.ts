import assert from 'node:assert/strict';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Check, Outcome } from '../../../src/contract/contract';
import { outcomeWords, resultLine } from '../../../src/contract/outcome-words';
import { runContract, withWhatTheyNeed, type ContractRun } from '../../../src/contract/run-contract';
import type { Caller } from '../../../src/runtime/calls/caller';

const caller = { endpoint: 'http://127.0.0.1:1' } as Caller;

function check(id: string, parts: Partial<Check> = {}): Check {
  const run = (): Promise<Outcome> => Promise.resolve({ is: 'passed' });
  return { id, title: `This is ${id}`, source: 'the tests', needs: 'source', run, ...parts };
}

/** What comes of checks, a line each. */
async function linesOf(checks: readonly Check[], parts: Partial<ContractRun<Plugin>> = {}): Promise<string[]> {
  const results = await runContract({
    checks,
    plugin: undefined,
    server: () => Promise.resolve(caller),
    messageFor: () => Promise.resolve({}),
    signal: new AbortController().signal,
    ...parts,
  });
  return results.map((result) => resultLine(result));
}

describe('a run of a contract', () => {
  it('reaches the server when the first check needs it, and once', async () => {
    const order: string[] = [];
    const asks = check('asks', { needs: 'server', run: (context) => noted(context.caller.endpoint) });
    const noted = (word: string): Promise<Outcome> => {
      order.push(word);
      return Promise.resolve({ is: 'passed' });
    };
    const server = (): Promise<Caller> => {
      order.push('reached');
      return Promise.resolve(caller);
    };
    const reads = check('reads', { run: () => noted('read') });
    await linesOf([reads, asks, { ...asks, id: 'asks-again' }], { server });
    assert.deepEqual(order, ['read', 'reached', caller.endpoint, caller.endpoint]);
    order.length = 0;
    await linesOf([reads], { server });
    assert.deepEqual(order, ['read']);
  });

  it('says of the check that needs a server first why it cannot be reached', async () => {
    const start = check('start', { needs: 'server' });
    const after = check('after', { needs: 'server', after: ['start'] });
    const server = (): Promise<never> => Promise.reject(new Error('No luck.'));
    assert.deepEqual(await linesOf([check('reads'), start, after], { server }), [
      'passed  This is reads',
      'failed  This is start: No luck.',
      'skipped This is after: It says nothing while this does not hold: This is start.',
    ]);
  });

  it('takes for a failure what stops without being asked to', async () => {
    const stopped = check('stopped', { run: () => Promise.reject(new DOMException('It was stopped.', 'AbortError')) });
    assert.deepEqual(await linesOf([stopped, check('next')]), [
      'failed  This is stopped: It was stopped.',
      'passed  This is next',
    ]);
  });

  for (const [when, abort] of [
    ['while a check waits', (cancel: AbortController) => void setImmediate(() => cancel.abort())],
    ['as a check begins', (cancel: AbortController) => cancel.abort()],
  ] as const) {
    it(`is over at once when it is cancelled ${when}, which hears nothing of it`, async () => {
      const cancel = new AbortController();
      const told: string[] = [];
      const deaf = check('deaf', { run: () => new Promise(() => abort(cancel)) });
      await assert.rejects(
        linesOf([check('first'), deaf, check('never')], {
          signal: cancel.signal,
          onStart: ({ id }) => told.push(`${id} starts`),
          onResult: ({ check: { id } }) => told.push(`${id} ends`),
        }),
        { name: 'AbortError' },
      );
      assert.deepEqual(told, ['first starts', 'first ends', 'deaf starts']);
    });
  }

  it('has no limit where none is given, and asks anew what had no answer in its time', async () => {
    let calls = 0;
    const quick = {
      ...caller,
      call: () => (calls++ === 0 ? new Promise(() => undefined) : Promise.resolve({ count: 0 })),
    };
    const asks = check('asks', {
      needs: 'server',
      run: async (context) => {
        await context.answers('a', {});
        return { is: 'passed' };
      },
    });
    const over = new AbortController();
    const limits = [over.signal, undefined];
    const lines = linesOf([asks, { ...asks, id: 'asks-again' }], {
      server: () => Promise.resolve(quick as Caller),
      limit: () => limits.shift(),
      onStart: () => setImmediate(() => over.abort()),
    });
    assert.deepEqual(await lines, [
      'failed  This is asks: No answer within 60 s. Look at what the server waits for.',
      'passed  This is asks',
    ]);
  });

  it('for one check is for all that it hangs on too, in their order', () => {
    const all = [
      check('a'),
      check('b', { after: ['a'] }),
      check('c', { after: ['b', 'a'] }),
      check('d', { after: ['a'] }),
    ];
    assert.deepEqual(
      withWhatTheyNeed(all, new Set(['c'])).map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(withWhatTheyNeed(all, new Set()), []);
  });
});

describe('the words of an outcome', () => {
  it('are what happened, why, and what is to be done, with its place', () => {
    const failure = {
      what: 'It is so.',
      why: 'Of that.',
      next: { title: 'Do this' },
      where: { file: '/p/a', line: 3 },
    };
    assert.equal(outcomeWords({ is: 'failed', failure }), 'It is so. Of that. Do this. (/p/a:3)');
    assert.equal(
      outcomeWords({ is: 'warned', failure: { what: 'It is so.', where: { file: '/p/a' } } }),
      'It is so. (/p/a)',
    );
    assert.equal(outcomeWords({ is: 'warned', failure: { what: 'It is so.' } }), 'It is so.');
    assert.equal(outcomeWords({ is: 'passed' }), undefined);
  });
});
