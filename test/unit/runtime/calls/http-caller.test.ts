import assert from 'node:assert/strict';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Json } from '../../../../src/base/json';
import { saidByServer } from '../../../../src/runtime/calls/caller';
import { HttpCaller, type HttpCallerOptions } from '../../../../src/runtime/calls/http-caller';
import type { HttpContract } from '../../../../src/runtime/calls/http-contract';
import { HttpFailure } from '../../../../src/runtime/calls/http-failure';
import { Redactor } from '../../../../src/runtime/secrets/redactor';

const contract: HttpContract = [
  { name: 'echo', verb: 'POST', path: '/api/echo', prefill: { word: '' }, schema: { type: 'object' } },
  { name: 'lines', verb: 'POST', path: '/api/lines', streams: true },
  { name: 'look', verb: 'GET', path: '/api/look' },
];

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

describe('a caller over HTTP', () => {
  const closing: (() => void)[] = [];

  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function listening(server: net.Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sockets = new Set<net.Socket>();
    server.on('connection', (socket: net.Socket) => sockets.add(socket));
    closing.push(() => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A server that reads the whole request and then answers. */
  function serve(answer: Answer): Promise<string> {
    return listening(
      http.createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => answer(request, body, response));
      }),
    );
  }

  /** A server that writes just this, whatever is asked. */
  function write(text: string, end = true): Promise<string> {
    return listening(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (end ? socket.end(text) : socket.write(text)));
      }),
    );
  }

  function callerOf(endpoint: string, options: Partial<HttpCallerOptions> = {}): HttpCaller {
    return new HttpCaller({ endpoint, contract, redactor: new Redactor(), ...options });
  }

  async function answersOf(caller: HttpCaller, call: string, message = {}): Promise<Json[]> {
    const messages: Json[] = [];
    const { count } = await caller.call(call, message, { onMessage: (item) => void messages.push(item) });
    assert.equal(count, messages.length);
    return messages;
  }

  async function failureOf(caller: HttpCaller, call = 'echo', signal?: AbortSignal): Promise<HttpFailure> {
    const error: unknown = await caller.call(call, {}, { signal }).catch((reason: unknown) => reason);
    assert.ok(error instanceof HttpFailure, String(error));
    return error;
  }

  it('sends the message as JSON to the path of the method and gives what comes back', async () => {
    const endpoint = await serve((request, body, response) =>
      response.end(
        JSON.stringify({ at: request.url, verb: request.method, type: request.headers['content-type'], body }),
      ),
    );
    assert.deepEqual(await answersOf(callerOf(endpoint), 'echo', { word: 'ü' }), [
      { at: '/api/echo', verb: 'POST', type: 'application/json', body: '{"word":"ü"}' },
    ]);
  });

  it('asks without a body where the verb has none', async () => {
    const endpoint = await serve((request, body, response) => response.end(JSON.stringify([request.method, body])));
    assert.deepEqual(await answersOf(callerOf(endpoint), 'look', { word: 'x' }), [['GET', '']]);
  });

  it('gives each line of a streaming answer when it has come, whole characters only', async () => {
    const next: (() => void)[] = [];
    const endpoint = await serve((_request, _body, response) => {
      const bytes = Buffer.from('{"a":"ü"}\n\n{"b":2}');
      response.write(bytes.subarray(0, 7));
      next.push(() => response.end(bytes.subarray(7)));
    });
    const messages: Json[] = [];
    const call = callerOf(endpoint).call('lines', {}, { onMessage: (item) => void messages.push(item) });
    while (next.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(messages, []);
    next[0]?.();
    await call;
    assert.deepEqual(messages, [{ a: 'ü' }, { b: 2 }]);
  });

  it('knows its methods from the contract, the nearest one for a wrong name', async () => {
    const endpoint = await write('');
    const caller = callerOf(endpoint);
    assert.deepEqual(await caller.methods(), [
      { name: 'echo', streams: false },
      { name: 'lines', streams: true },
      { name: 'look', streams: false },
    ]);
    assert.deepEqual(await caller.prefill('echo'), { word: '' });
    assert.deepEqual(await caller.schema('echo'), { type: 'object' });
    await assert.rejects(caller.resolve('ecoh'), {
      kind: 'unknown-method',
      what: `No method ecoh is known of a server at ${endpoint}.`,
      why: 'A server that speaks HTTP does not tell its methods; known are echo, lines, look.',
      next: { title: 'Call echo' },
    });
  });

  for (const endpoint of ['http:///x', 'http://', 'ftp://127.0.0.1', 'http://[', '127.0.0.1:80']) {
    it(`refuses ${endpoint} as an address`, () => {
      assert.throws(() => callerOf(endpoint), {
        kind: 'bad-endpoint',
        what: `"${endpoint}" is no address of an HTTP server.`,
      });
    });
  }

  it('tells what the server said when it refuses, with its status', async () => {
    const endpoint = await serve((_request, _body, response) => response.writeHead(403).end('Forbidden: bad token\n'));
    const failure = await failureOf(callerOf(endpoint));
    assert.equal(failure.what, 'echo failed with 403 Forbidden.');
    assert.equal(failure.why, 'Forbidden: bad token');
    assert.deepEqual(failure.next, { title: 'Check the token that is sent' });
    assert.deepEqual(saidByServer(failure), { status: '403', details: 'Forbidden: bad token' });
  });

  it('presents the token and hides it in all that comes back, refusals included', async () => {
    const endpoint = await serve((request, _body, response) => {
      const heard = request.headers.authorization ?? '';
      response
        .writeHead(request.url === '/api/look' ? 500 : 200)
        .end(JSON.stringify({ heard, x: 'a'.repeat(4090) + heard }));
    });
    const caller = callerOf(endpoint, { token: 'tok-0123456789' });
    const [answer] = await answersOf(caller, 'echo');
    assert.equal((answer as { heard: string }).heard, 'Bearer •••');
    const failure = await failureOf(caller, 'look');
    assert.doesNotMatch(JSON.stringify([failure.why, failure.refusal]), /tok-|0123/);
  });

  describe('where it is redirected', () => {
    it('goes on at the same host with message and token, as 307 and 308 ask', async () => {
      const endpoint = await serve((request, body, response) =>
        request.url === '/api/echo'
          ? response.writeHead(307, { location: '/elsewhere' }).end()
          : response.end(JSON.stringify([request.url, request.method, body, request.headers.authorization])),
      );
      const caller = callerOf(endpoint, { token: 'tok-0123456789' });
      assert.deepEqual(await answersOf(caller, 'echo', { a: 1 }), [['/elsewhere', 'POST', '{"a":1}', 'Bearer •••']]);
    });

    it('asks with GET and no message after a 303', async () => {
      const endpoint = await serve((request, body, response) =>
        request.url === '/api/echo'
          ? response.writeHead(303, { location: '/elsewhere' }).end()
          : response.end(JSON.stringify([request.method, body])),
      );
      assert.deepEqual(await answersOf(callerOf(endpoint), 'echo', { a: 1 }), [['GET', '']]);
    });

    it('does not carry message or token to another host', async () => {
      let isAsked = false;
      const other = await serve((_request, _body, response) => {
        isAsked = true;
        response.end('{}');
      });
      const endpoint = await serve((_request, _body, response) =>
        response.writeHead(307, { location: `${other}/api/echo` }).end(),
      );
      const failure = await failureOf(callerOf(endpoint, { token: 'tok-0123456789' }));
      assert.equal(failure.kind, 'redirected');
      assert.equal(
        failure.what,
        `The server at ${new URL(endpoint).host} sends the request on to another host, ${new URL(other).host}.`,
      );
      assert.equal(isAsked, false);
    });

    it('does not go round in a circle', async () => {
      const endpoint = await serve((_request, _body, response) =>
        response.writeHead(307, { location: '/api/echo' }).end(),
      );
      assert.match((await failureOf(callerOf(endpoint))).what, /redirects in a circle\.$/);
    });
  });

  describe('ends with words', () => {
    it('where the answer is larger than it may be, without having read it all', async () => {
      let sent = 0;
      const endpoint = await serve((_request, _body, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536))) {
            sent += 65_536;
          }
          sent += 65_536;
        };
        response.on('drain', more).on('error', () => undefined);
        more();
      });
      const failure = await failureOf(callerOf(endpoint, { largestMessage: 1024 * 1024 }));
      assert.equal(failure.what, 'echo answers with more than 1 MB.');
      // What the sockets hold comes on top of what was read.
      assert.ok(sent < 32 * 1024 * 1024, `${sent} bytes were sent`);
    });

    it('where one line of a stream never ends', async () => {
      const endpoint = await serve((_request, _body, response) => {
        response.on('error', () => undefined);
        response.write(`{}\n${'x'.repeat(200_000)}`);
      });
      const failure = await failureOf(callerOf(endpoint, { largestMessage: 100_000 }), 'lines');
      assert.equal(failure.kind, 'answer-too-large');
    });

    it('where the headers never end', async () => {
      const endpoint = await write('HTTP/1.1 200 OK\r\nx-a: 1\r\n', false);
      const failure = await failureOf(callerOf(endpoint, { headersWithinMs: 50 }));
      assert.equal(failure.what, `The server at ${new URL(endpoint).host} does not end the headers of its answer.`);
    });

    it('where the headers are endless', async () => {
      const endpoint = await write(`HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(50_000)}`);
      assert.equal((await failureOf(callerOf(endpoint))).kind, 'not-http');
    });

    it('where what answers is not HTTP', async () => {
      const endpoint = await write('SSH-2.0-OpenSSH_9.2\r\n');
      assert.equal(
        (await failureOf(callerOf(endpoint))).what,
        `What the server at ${new URL(endpoint).host} answers is not HTTP.`,
      );
    });

    it('where the answer breaks off', async () => {
      const endpoint = await write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":');
      assert.equal((await failureOf(callerOf(endpoint))).what, 'The answer broke off.');
    });

    it('where the connection is closed without a word', async () => {
      const endpoint = await write('');
      assert.match((await failureOf(callerOf(endpoint))).what, /closed the connection without an answer\.$/);
    });

    it('where nothing listens', async () => {
      const endpoint = await write('');
      closing.splice(0).forEach((close) => close());
      const failure = await failureOf(callerOf(endpoint));
      assert.equal(failure.what, `Nothing answers at ${new URL(endpoint).host}.`);
      assert.equal(failure.why, 'No program listens on that port.');
    });

    it('where nothing listens, also for what is known of servers without asking one', async () => {
      const endpoint = await write('');
      closing.splice(0).forEach((close) => close());
      for (const ask of [() => callerOf(endpoint).methods(), () => callerOf(endpoint).resolve('no-method')]) {
        await assert.rejects(ask, {
          kind: 'unreachable',
          what: `Nothing answers at ${new URL(endpoint).host}.`,
          why: 'No program listens on that port.',
        });
      }
    });

    it('where the answer is not JSON, quoting its beginning without secrets', async () => {
      const endpoint = await serve((request, _body, response) =>
        response.end(`<html>${request.headers.authorization}`),
      );
      const failure = await failureOf(callerOf(endpoint, { token: 'tok-0123456789' }));
      assert.equal(failure.what, 'What echo answers is not JSON.');
      assert.equal(failure.why, 'It begins with "<html>Bearer •••".');
    });

    it('where the answer is empty', async () => {
      const endpoint = await serve((_request, _body, response) => response.end());
      assert.equal((await failureOf(callerOf(endpoint))).why, 'It is empty.');
    });
  });

  it('is cancelled while it waits, and while the answer comes', async () => {
    for (const beginning of ['', '{']) {
      const stopping = new AbortController();
      const endpoint = await serve((_request, _body, response) => {
        if (beginning !== '') {
          response.write(beginning);
        }
        setImmediate(() => stopping.abort());
      });
      await assert.rejects(callerOf(endpoint).call('echo', {}, { signal: stopping.signal }), { name: 'AbortError' });
    }
  });
});
