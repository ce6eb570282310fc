import assert from 'node:assert/strict';
import type { Json } from '../../../../../src/base/json';
import { runContract } from '../../../../../src/contract/run-contract';
import { contract } from '../../../../../src/platforms/spaceone/contract/plugin-contract';
import type { SpaceonePlugin } from '../../../../../src/platforms/spaceone/plugin-finder';
import type { Caller } from '../../../../../src/runtime/calls/caller';

const init = { name: 'Collector.init', file: '/p/main.py', line: 4 };
const collect = { name: 'Collector.collect', file: '/p/main.py', line: 9 };
/** Of a type that has no checks of its own. */
const plugin = { type: 'sample.Any', methods: [init, collect] } as unknown as SpaceonePlugin;

/** A server that offers methods and answers init with these messages, one call after the other. */
function serverWith(offered: readonly string[], answers: readonly Json[][]): Caller {
  let calls = 0;
  return {
    endpoint: 'grpc://127.0.0.1:1',
    methods: () => Promise.resolve(offered.map((name) => ({ name, streams: false }))),
    resolve: () => Promise.reject(new Error('unasked')),
    least: () => Promise.reject(new Error('unasked')),
    prefill: () => Promise.reject(new Error('unasked')),
    schema: () => Promise.reject(new Error('unasked')),
    call: async (_call, _message, { onMessage } = {}) => {
      const messages = answers[Math.min(calls++, answers.length - 1)] ?? [];
      for (const message of messages) {
        await onMessage?.(message);
      }
      return { count: messages.length };
    },
  };
}

const API = 'spaceone.api.inventory.plugin.Collector';
const offered = [`${API}.init`, `${API}.verify`, `${API}.collect`];
const metadata = { metadata: { options_schema: {} } };

async function outcomesOf(caller: Caller, of?: SpaceonePlugin): Promise<string[]> {
  const results = await runContract({
    checks: contract.checks(of),
    plugin: of,
    server: () => Promise.resolve(caller),
    messageFor: () => Promise.resolve({ options: {} }),
    signal: new AbortController().signal,
  });
  return results.map(({ check, outcome }) =>
    'failure' in outcome ? `${check.id} ${outcome.is}: ${outcome.failure.what}` : `${check.id} ${outcome.is}`,
  );
}

describe('the contract of every SpaceONE plugin', () => {
  it('is kept by a server that offers what is declared and answers init alike each time', async () => {
    assert.deepEqual(await outcomesOf(serverWith(offered, [[metadata]]), plugin), [
      'has-handlers passed',
      'offers-its-methods passed',
      'init-answers passed',
      'init-answers-again passed',
    ]);
  });

  it('is broken by a method that is declared and not offered', async () => {
    assert.deepEqual(await outcomesOf(serverWith(offered.slice(0, 2), [[metadata]]), plugin), [
      'has-handlers passed',
      'offers-its-methods failed: The server does not offer Collector.collect.',
      'init-answers skipped',
      'init-answers-again skipped',
    ]);
  });

  for (const [title, answer] of [
    ['no metadata', [{}]],
    ['empty metadata', [{ metadata: {} }]],
    ['metadata that is a list', [{ metadata: [1] }]],
    ['nothing', []],
  ] as [string, Json[]][]) {
    it(`is in doubt where init answers with ${title}`, async () => {
      assert.deepEqual(
        (await outcomesOf(serverWith(offered, [answer]), plugin))[2],
        'init-answers warned: Collector.init answers without metadata.',
      );
    });
  }

  it('is in doubt where init answers something else the second time', async () => {
    const other = { metadata: { options_schema: { type: 'object' } } };
    assert.equal(
      (await outcomesOf(serverWith(offered, [[metadata], [other]]), plugin))[3],
      'init-answers-again warned: Collector.init answers something else the second time.',
    );
  });

  it('is asked of a server at an address too, as far as that tells what it is', async () => {
    assert.deepEqual(await outcomesOf(serverWith(offered, [])), ['offers-its-methods passed']);
    assert.deepEqual(await outcomesOf(serverWith(['sample.Twin.count'], [])), [
      'offers-its-methods failed: The server offers no service of any plugin type.',
    ]);
  });
});
