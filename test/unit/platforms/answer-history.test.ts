import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json, JsonObject } from '../../../src/base/json';
import { WorkbenchError } from '../../../src/base/workbench-error';
import { AnswerHistory, textOfAnswer } from '../../../src/platforms/answer-history';
import { exchange, type Answerer, type AnswersKept } from '../../../src/platforms/exchange';
import type { CallOptions } from '../../../src/runtime/calls/caller';
import type { GrpcFailureKind } from '../../../src/runtime/calls/grpc-api';
import { Redactor } from '../../../src/runtime/secrets/redactor';

const plugin = { platform: 'spaceone', folder: '/work/demo' };

describe('the history of answers', () => {
  let folder: string;
  let now: number;
  let redactor: Redactor;
  let history: AnswerHistory;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'answers-'));
    now = Date.UTC(2026, 0, 2, 3, 4, 5);
    redactor = new Redactor();
    history = new AnswerHistory(
      folder,
      redactor,
      (failure) => assert.fail(failure.what),
      () => new Date(now++),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A server that answers each method with what is given; one that answers with an error fails with it. */
  function answererOf(answers: Record<string, readonly Json[] | Error>, kept?: AnswersKept): Answerer {
    const caller = {
      endpoint: '127.0.0.1:1',
      resolve: (call: string) => Promise.resolve({ name: `demo.${call}`, streams: false }),
      least: () => Promise.resolve({}),
      call: async (name: string, _message: JsonObject, { onMessage }: CallOptions) => {
        const answer = answers[name.replace('demo.', '')] ?? [];
        if (answer instanceof Error) {
          throw answer;
        }
        for (const each of answer) {
          await onMessage?.(each);
        }
        return { count: answer.length };
      },
    };
    return { caller, sides: [], kept } as unknown as Answerer;
  }

  function failureOf(kind: GrpcFailureKind, why: string): Error {
    const error = new WorkbenchError({ what: 'It failed.', why, next: { title: 'Look' } });
    return Object.assign(error, { name: 'GrpcFailure', kind, candidates: [] });
  }

  async function allBytes(): Promise<string> {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name));
    return (await Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'utf8')}`))).join('\n');
  }

  it('keeps what a call was asked and answered, the newest first, and shows it as it was shown', async () => {
    const kept = history.keeping(plugin);
    await exchange(answererOf({ 'Collector.init': [{ metadata: { a: 1 } }] }, kept), {
      call: 'Collector.init',
      message: { options: {} },
    });
    await exchange(answererOf({ 'Collector.verify': [{}] }, kept), { call: 'Collector.verify', message: {} });
    const [verify, init] = await history.of(plugin);
    assert.deepEqual([verify?.call, init?.call], ['demo.Collector.verify', 'demo.Collector.init']);
    const answer = await history.read(init!.kept);
    assert.deepEqual(answer?.request, { options: {} });
    assert.match(textOfAnswer(answer, 'init'), /^# init\n# answer in \d+ ms\n---\nmetadata:\n {2}a: 1\n$/);
  });

  it('keeps why a call failed, and nothing of one that never went out', async () => {
    const kept = history.keeping(plugin);
    const refused = failureOf('wedged', 'No key.');
    await exchange(answererOf({ 'A.b': refused }, kept), { call: 'A.b', message: {} });
    const unsent = failureOf('unknown-key', 'No such field.');
    await exchange(answererOf({ 'A.b': unsent }, kept), { call: 'A.b', message: {} });
    const answers = await history.of(plugin);
    assert.deepEqual(
      answers.map(({ ended }) => ended),
      ['failed'],
    );
    assert.match(textOfAnswer((await history.read(answers[0]!.kept))!, 'b'), /error:\n[\s\S]*No key\./);
  });

  it('has no secret in it, neither one that is known nor one of the request', async () => {
    redactor.hide(['known-canary-4711']);
    await history.keeping(plugin).keep({
      call: 'A.b',
      endpoint: 'h:1',
      streams: false,
      request: { secret_data: { api_key: 'written-canary-0815' }, profile: '${profile}' },
      messages: [{ echo: 'written-canary-0815', log: 'x known-canary-4711' }],
      count: 1,
      ended: { is: 'answered', milliseconds: 1, count: 1 },
    });
    const bytes = await allBytes();
    assert.doesNotMatch(bytes, /canary/);
    assert.match(bytes, /"profile":"\$\{profile\}"/);
  });

  it('is for nobody else to read', async () => {
    await exchange(answererOf({ 'A.b': [{}] }, history.keeping(plugin)), { call: 'A.b', message: {} });
    const [group = ''] = await readdir(folder);
    const [file = ''] = await readdir(path.join(folder, group));
    assert.equal((await stat(path.join(folder, group, file))).mode & 0o077, 0);
  });

  it('keeps the last twelve of a method and the last sixty of a plugin', async () => {
    const kept = history.keeping(plugin);
    for (let method = 0; method < 6; method += 1) {
      for (let time = 0; time < 13; time += 1) {
        const call = `A.m${method}`;
        await exchange(answererOf({ [call]: [{ time }] }, kept), { call, message: {} });
      }
    }
    const answers = await history.of(plugin);
    assert.equal(answers.length, 60);
    assert.equal(answers.filter(({ call }) => call === 'demo.A.m5').length, 12);
    assert.equal(answers.filter(({ call }) => call === 'demo.A.m0').length, 0);
  });

  it('keeps the beginning of a long answer and how many messages it had', async () => {
    const long = Array.from({ length: 30 }, (_, number) => ({ number, text: 'x'.repeat(100_000) }));
    await exchange(answererOf({ 'A.b': long }, history.keeping(plugin)), { call: 'A.b', message: {} });
    const answer = (await history.read((await history.of(plugin))[0]!.kept))!;
    assert.equal(answer.count, 30);
    assert.equal(answer.messages.length, 20);
    assert.match(textOfAnswer(answer, 'b'), /# … and 10 more that are not shown\n$/);
    assert.equal(await history.keeping(plugin).last('demo.A.b'), undefined);
  });

  it('forgets the answers of one plugin and not those of another', async () => {
    const other = { ...plugin, folder: '/work/other' };
    for (const each of [plugin, other]) {
      await exchange(answererOf({ 'A.b': [{}] }, history.keeping(each)), { call: 'A.b', message: {} });
    }
    await history.forget(plugin);
    assert.deepEqual(await history.of(plugin), []);
    assert.equal((await history.of(other)).length, 1);
  });

  it('fails no call when the disk refuses, and tells why', async () => {
    const told: string[] = [];
    const broken = new AnswerHistory('/dev/null/answers', redactor, ({ what, why }) => told.push(why ?? what));
    const ended = await exchange(answererOf({ 'A.b': [{}] }, broken.keeping(plugin)), { call: 'A.b', message: {} });
    assert.equal(ended.is, 'answered');
    assert.match(told.join(), /ENOTDIR/);
  });

  describe('is what references mean', () => {
    const request = { call: 'Collector.collect', message: { options: '${answer:Collector.init:metadata}' } };

    async function sentWith(kept: AnswersKept): Promise<{ sent: unknown; called: string[] }> {
      const answerer = answererOf({ 'Collector.init': [{ metadata: { from: 'the server' } }] }, kept);
      const called: string[] = [];
      let sent: unknown;
      const call = answerer.caller.call.bind(answerer.caller);
      answerer.caller.call = (name, message, options) => {
        called.push(name);
        sent = message;
        return call(name, message, options);
      };
      await exchange(answerer, request);
      return { sent, called };
    }

    it('where the method was called before', async () => {
      const init = answererOf({ 'Collector.init': [{ metadata: { from: 'before' } }] }, history.keeping(plugin));
      await exchange(init, { call: 'Collector.init', message: {} });
      assert.deepEqual(await sentWith(history.keeping(plugin)), {
        sent: { options: { from: 'before' } },
        called: ['demo.Collector.collect'],
      });
    });

    it('and a call of it where it was not, or by a server that has been started anew since', async () => {
      const anew = {
        sent: { options: { from: 'the server' } },
        called: ['demo.Collector.init', 'demo.Collector.collect'],
      };
      assert.deepEqual(await sentWith(history.keeping(plugin)), anew);
      const init = answererOf({ 'Collector.init': [{ metadata: { from: 'before' } }] }, history.keeping(plugin));
      await exchange(init, { call: 'Collector.init', message: {} });
      assert.deepEqual(await sentWith(history.keeping(plugin, () => now)), anew);
    });
  });
});

describe('an exchange without a history', () => {
  it('rejects where a request names a credential file that cannot be read', async () => {
    const caller = { resolve: () => Promise.resolve({ name: 'A.b', streams: false }) };
    const secretFile = (): Promise<never> => Promise.reject(new WorkbenchError({ what: 'Cannot read it.' }));
    const answerer = { caller, sides: [], secretFile } as unknown as Answerer;
    const message = { secret_data: '${file:~/nothing.json}' };
    await assert.rejects(exchange(answerer, { call: 'A.b', message }), { what: 'Cannot read it.' });
  });
});
