import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../src/base/json';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Answerer } from '../../../src/platforms/exchange';
import { messageAtHand, type RequestsAtHand } from '../../../src/platforms/requests-at-hand';
import type { CallOptions } from '../../../src/runtime/calls/caller';
import { MemoryFiles } from '../../memory-files';

const plugin = { folder: '/p', name: 'p' } as Plugin;
const answerer = {
  plugin,
  sides: [{ sample: () => ({ options: {}, secret_data: '${profile}' }) }],
} as unknown as Answerer;

function filesOf(files: Record<string, string>): Pick<RequestsAtHand, 'files'> {
  return { files: new MemoryFiles(files) };
}

describe('the message with which a check calls a method', () => {
  it("is the platform's sample without its credentials where nobody has written one", async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf({})), { options: {}, secret_data: {} });
  });

  const own = { '/p/requests/Collector.verify.yaml': 'call: Collector.verify\nmessage: {options: {a: 1}}\n' };

  it('is the request in the folder of the plugin', async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf(own)), { options: { a: 1 } });
  });

  it('is the first of a file that was given for the run, named whole or by its end', async () => {
    const given = {
      file: 'all.yaml',
      text: [
        'call: Collector.init\nmessage: {}',
        'call: spaceone.api.inventory.plugin.Collector.verify\nmessage: {options: {b: 2}}',
        'call: Collector.verify\nmessage: {options: {c: 3}}',
      ].join('\n---\n'),
    };
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', { ...filesOf(own), given }), {
      options: { b: 2 },
    });
  });

  const withProfile = {
    '/p/requests/Collector.verify.yaml':
      'call: Collector.verify\nprofile: mine\nmessage:\n  options: {region: "${profile:region}", size: 3}\n  secret_data: ${profile}\n',
  };

  it('has the values of its credential profile', async () => {
    const values = (name: string): Promise<Record<string, string>> => Promise.resolve({ name, region: 'one' });
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', { ...filesOf(withProfile), values }), {
      options: { region: 'one', size: 3 },
      secret_data: { name: 'mine', region: 'one' },
    });
  });

  it('lacks them where the profile is not known', async () => {
    assert.deepEqual(await messageAtHand(answerer, 'Collector.verify', filesOf(withProfile)), {
      options: { size: 3 },
      secret_data: {},
    });
  });

  it('is refused at its line where it is no request', async () => {
    const files = filesOf({ '/p/requests/Collector.verify.yaml': 'call: Collector.verify\nmassage: {}\n' });
    await assert.rejects(messageAtHand(answerer, 'Collector.verify', files), /massage/);
  });

  describe('that refers to what other methods answer', () => {
    /** A server whose methods answer with what is given, and that remembers how it was called. */
    function serverOf(answers: Record<string, readonly Json[]>): { asked: Answerer; calls: string[] } {
      const calls: string[] = [];
      const caller = {
        resolve: (call: string) => Promise.resolve({ name: `whole.${call}`, streams: false }),
        least: () => Promise.resolve({}),
        call: async (name: string, message: JsonObject, { onMessage }: CallOptions) => {
          calls.push(`${name} ${JSON.stringify(message)}`);
          for (const each of answers[name.replace('whole.', '')] ?? []) {
            await onMessage?.(each);
          }
          return { count: 1 };
        },
      };
      return { asked: { plugin, sides: [], caller } as unknown as Answerer, calls };
    }

    const requests = (message: string): Record<string, string> => ({
      '/p/requests/Collector.collect.yaml': `call: Collector.collect\nmessage: ${message}\n`,
      '/p/requests/Job.get_tasks.yaml': 'call: Job.get_tasks\nmessage: {options: {a: 1}}\n',
    });
    const tasks = { tasks: [{ task_options: { type: 'Server' } }, { task_options: { type: 'Bucket' } }] };

    it('has the value at the path, or its words in a text, of a call with the request at hand, once for each method', async () => {
      const { asked, calls } = serverOf({ 'Job.get_tasks': [tasks], 'Collector.init': [{ metadata: { a: 1 } }] });
      const message =
        '{task_options: "${answer:Job.get_tasks:tasks.1.task_options}", filter: ["${answer:Collector.init}"], name: "a ${answer:Job.get_tasks:tasks.0.task_options.type}"}';
      assert.deepEqual(await messageAtHand(asked, 'Collector.collect', filesOf(requests(message))), {
        task_options: { type: 'Bucket' },
        filter: [{ metadata: { a: 1 } }],
        name: 'a Server',
      });
      assert.deepEqual(calls, ['whole.Job.get_tasks {"options":{"a":1}}', 'whole.Collector.init {}']);
    });

    it('counts the messages of a stream from 0 on', async () => {
      const { asked } = serverOf({ 'Job.get_tasks': [{ a: 1 }, { a: 2 }] });
      const files = filesOf(requests('{a: "${answer:Job.get_tasks:1.a}"}'));
      assert.deepEqual(await messageAtHand(asked, 'Collector.collect', files), { a: 2 });
    });

    const nothing: [path: string, answer: Json, what: string][] = [
      ['tasks.2', tasks, 'The answer of Job.get_tasks has nothing at tasks.2.'],
      ['__proto__', tasks, 'The answer of Job.get_tasks has nothing at __proto__.'],
      ['tasks', { tasks: ['•••'] }, 'The answer of Job.get_tasks has a secret at tasks, which is not kept.'],
    ];
    for (const [path, answer, what] of nothing) {
      it(`is not sent where there is no value to send: ${what}`, async () => {
        const { asked } = serverOf({ 'Job.get_tasks': [answer] });
        const files = filesOf(requests(`{a: "\${answer:Job.get_tasks:${path}}"}`));
        await assert.rejects(messageAtHand(asked, 'Collector.collect', files), { what });
      });
    }

    it('is not sent where requests refer to each other', async () => {
      const files = filesOf({
        ...requests('{a: "${answer:Job.get_tasks}"}'),
        '/p/requests/Job.get_tasks.yaml': 'call: Job.get_tasks\nmessage: {a: "${answer:Collector.collect}"}\n',
      });
      await assert.rejects(messageAtHand(serverOf({}).asked, 'Collector.collect', files), {
        what: 'The request of Collector.collect refers to its own answer.',
        why: 'By Collector.collect and Job.get_tasks and Collector.collect.',
      });
    });
  });
});
