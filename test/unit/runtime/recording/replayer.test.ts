import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import http from 'node:http';
import { CertificateAuthority } from '../../../../src/runtime/recording/authority';
import type { RecordedCall } from '../../../../src/runtime/recording/cloud-call';
import { LoopbackProxy } from '../../../../src/runtime/recording/loopback-proxy';
import { Replayer } from '../../../../src/runtime/recording/replayer';
import { PLACEHOLDER } from '../../../../src/runtime/recording/scrubbing';
import { Redactor } from '../../../../src/runtime/secrets/redactor';

describe('a replayed cloud', () => {
  it('gives different answers to the same call in the order in which they were recorded, and then again', async () => {
    await using cloud = await replayed([
      call('GET http://cloud.example/state', 'pending', { times: 2 }),
      call('GET http://cloud.example/state', 'done'),
    ]);
    const answers = [];
    for (let count = 0; count < 4; count += 1) {
      answers.push(await cloud.ask('GET', 'http://cloud.example/state'));
    }
    deepStrictEqual(answers, ['pending', 'pending', 'done', 'pending']);
  });

  it('tells calls apart by query, telling header and body, in whatever order their fields stand', async () => {
    await using cloud = await replayed([
      call('GET http://cloud.example/list?page=1&size=5', 'one'),
      call('GET http://cloud.example/list?page=2&size=5', 'two'),
      call('POST http://cloud.example/', 'tables', { request: { headers: { 'x-amz-target': 'ListTables' } } }),
      call('POST http://cloud.example/', 'streams', { request: { headers: { 'x-amz-target': 'ListStreams' } } }),
      call('POST http://cloud.example/rpc', 'a and b', { request: { body: { json: { a: 1, b: { c: [2, null] } } } } }),
      call('POST http://cloud.example/form', 'form', { request: { body: { text: 'Action=List&Version=1' } } }),
    ]);
    strictEqual(await cloud.ask('GET', 'http://cloud.example/list?size=5&page=2'), 'two');
    strictEqual(await cloud.ask('POST', 'http://cloud.example/', '', { 'x-amz-target': 'ListStreams' }), 'streams');
    strictEqual(await cloud.ask('POST', 'http://cloud.example/rpc', '{"b": {"c": [2, null]}, "a": 1}'), 'a and b');
    strictEqual(await cloud.ask('POST', 'http://cloud.example/form', 'Version=1&Action=List'), 'form');
  });

  it('answers a call for other days as it did for those of the recording, day by day', async () => {
    await using cloud = await replayed([
      call('GET http://cloud.example/costs?start=2026-11-01&end=2026-11-02', 'first day'),
      call('GET http://cloud.example/costs?start=2026-11-02&end=2026-11-03', 'second day'),
      call('POST http://cloud.example/metrics', 'metrics', { request: { body: { json: { startTime: 1790000000 } } } }),
    ]);
    strictEqual(await cloud.ask('GET', 'http://cloud.example/costs?start=2026-12-24&end=2026-12-25'), 'first day');
    strictEqual(await cloud.ask('GET', 'http://cloud.example/costs?start=2026-12-25&end=2026-12-26'), 'second day');
    strictEqual(await cloud.ask('POST', 'http://cloud.example/metrics', '{"startTime":1790003600}'), 'metrics');
  });

  it('takes no number for a time that its name does not call one', async () => {
    await using cloud = await replayed([call('GET http://cloud.example/of?account=1790000000', 'its own')]);
    strictEqual(
      await cloud.ask('GET', 'http://cloud.example/of?account=1790000001'),
      '501 Not in the recording cloud: GET http://cloud.example/of?account=1790000001',
    );
  });

  it('answers whoever comes with other credentials than those that are hidden in it', async () => {
    await using cloud = await replayed([
      call('POST http://cloud.example/token', 'token', {
        request: { body: { text: `grant_type=password&client_secret=${PLACEHOLDER}` } },
      }),
      call(`GET http://cloud.example/of/${PLACEHOLDER}/things`, 'things'),
    ]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    strictEqual(
      await cloud.ask('POST', 'http://cloud.example/token', 'grant_type=password&client_secret=other', form),
      'token',
    );
    strictEqual(await cloud.ask('GET', 'http://cloud.example/of/4711/things'), 'things');
  });

  it('names what it has no answer for, each call once, and sends nothing', async () => {
    await using cloud = await replayed([call('GET http://cloud.example/known', 'known')]);
    await cloud.ask('GET', 'http://cloud.example/unknown?api_key=sesame-sesame');
    await cloud.ask('GET', 'http://cloud.example/unknown?api_key=sesame-sesame');
    await cloud.ask('DELETE', 'http://cloud.example/known');
    deepStrictEqual(cloud.notes, [
      `Not in the recording cloud: GET http://cloud.example/unknown?api_key=${PLACEHOLDER}`,
      'Not in the recording cloud: DELETE http://cloud.example/known',
    ]);
  });

  it('says of a session that it is good as long from now on as it was', async () => {
    const hour = 3600_000;
    const then = Date.parse('2020-01-01T00:00:00Z');
    const json = {
      Expiration: '2020-01-01T01:00:00Z',
      expires_on: then / 1000 + 3600,
      created: '2020-01-01T00:00:00Z',
    };
    await using cloud = await replayed([
      {
        ...call('GET http://cloud.example/login', ''),
        when: '2020-01-01T00:00:00Z',
        answer: { status: 200, body: { json } },
      },
    ]);
    const told = JSON.parse(await cloud.ask('GET', 'http://cloud.example/login')) as typeof json;
    const left = Date.parse(told.Expiration) - Date.now();
    strictEqual(left > hour - 60_000 && left < hour + 60_000, true, told.Expiration);
    strictEqual(Math.abs(told.expires_on * 1000 - Date.parse(told.Expiration)) < 2000, true);
    strictEqual(told.created, '2020-01-01T00:00:00Z');
  });
});

function call(what: string, text: string, more: Partial<RecordedCall> = {}): RecordedCall {
  const [method = '', address = ''] = what.split(' ');
  return { method, address, when: '', times: 1, request: {}, answer: { status: 200, body: { text } }, ...more };
}

/** A cloud that is a recording, and how a client asks it. */
async function replayed(calls: readonly RecordedCall[]): Promise<
  AsyncDisposable & {
    readonly notes: string[];
    ask(method: string, address: string, body?: string, headers?: Record<string, string>): Promise<string>;
  }
> {
  const replayer = new Replayer({ name: 'cloud', calls }, new Redactor());
  const notes: string[] = [];
  replayer.onNote((note) => notes.push(note));
  const proxy = new LoopbackProxy(new CertificateAuthority(), replayer);
  const port = await proxy.listen();
  return {
    notes,
    ask: (method, address, body = '', headers = {}) =>
      new Promise((resolve, reject) => {
        const asked = { host: '127.0.0.1', port, method, path: address, headers, agent: false } as const;
        http
          .request(asked, (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            answer.on('end', () => {
              const { error } = answer.statusCode === 200 ? {} : (JSON.parse(text) as { error: { message: string } });
              resolve(error ? `${answer.statusCode} ${error.message}` : text);
            });
          })
          .on('error', reject)
          .end(body);
      }),
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}
