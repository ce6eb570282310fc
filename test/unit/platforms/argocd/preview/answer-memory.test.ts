import { deepEqual, equal, rejects } from 'node:assert/strict';
import { connectionTo } from '../../../../../src/platforms/argocd/calls/connection';
import { requestOf, type PluginRequest } from '../../../../../src/platforms/argocd/calls/request';
import { AnswerMemory } from '../../../../../src/platforms/argocd/preview/answer-memory';

describe('the answers of plugins while a set is edited', () => {
  const { signal } = new AbortController();
  let sent: string[];
  let memory: AnswerMemory;

  beforeEach(() => {
    sent = [];
    memory = new AnswerMemory((request) => {
      sent.push(`${request.headers['authorization'] ?? ''} ${request.url} ${request.body.trim()}`);
      return Promise.resolve({ status: 200, body: new Uint8Array([sent.length]), milliseconds: 1 });
    });
  });

  const request = (
    more: Partial<{ url: string; token: string; input: string; isFromFile: boolean }> = {},
  ): PluginRequest => ({
    ...requestOf('as', connectionTo(more.url ?? 'http://h', more.token ?? 't'), { x: more.input ?? '1' }),
    isFromFile: more.isFromFile ?? true,
  });

  it('are asked for each time that a person says so', async () => {
    await memory.anew(request(), signal);
    const { body } = await memory.anew(request(), signal);
    deepEqual([sent.length, body[0]], [2, 2]);
  });

  it('come from memory while the same is asked, the last of them', async () => {
    await memory.anew(request(), signal);
    await memory.anew(request(), signal);
    const { body } = await memory.whileTyping(request(), signal);
    deepEqual([sent.length, body[0]], [2, 2]);
  });

  it('are asked for anew with another input where the server was asked before', async () => {
    await memory.anew(request(), signal);
    await memory.whileTyping(request({ input: '2' }), signal);
    equal(sent.length, 2);
  });

  it('are not asked for at an address that is being typed, nor with a token that is', async () => {
    await memory.anew(request(), signal);
    const what = { what: 'http://ho/api/v1/getparams.execute has not been asked yet.' };
    await rejects(memory.whileTyping(request({ url: 'http://ho' }), signal), what);
    await rejects(memory.whileTyping(request({ token: 'other' }), signal), {
      what: 'http://h/api/v1/getparams.execute has not been asked yet.',
    });
    equal(sent.length, 1);
  });

  it('are asked for at an address that no file names', async () => {
    await memory.whileTyping(request({ url: 'http://ho', isFromFile: false }), signal);
    equal(sent.length, 1);
  });
});
