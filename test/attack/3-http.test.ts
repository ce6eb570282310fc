import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sentence } from '../../src/base/workbench-error';
import { HttpCaller, type HttpCallerOptions } from '../../src/runtime/calls/http-caller';
import { HttpFailure } from '../../src/runtime/calls/http-failure';
import { Redactor } from '../../src/runtime/secrets/redactor';

const contract = [
  { name: 'ask', verb: 'POST', path: '/ask' },
  { name: 'lines', verb: 'POST', path: '/lines', streams: true },
] as const;

describe('attack 3: a server that speaks HTTP', () => {
  const closing: (() => void)[] = [];

  afterEach(() => closing.splice(0).forEach((close) => close()));

  /** What is told of a call to a server that writes this, and that ends only when it is told to. */
  async function saidOf(
    written: string | Buffer,
    { call = 'ask', ends = true, ...options }: Partial<HttpCallerOptions> & { call?: string; ends?: boolean } = {},
  ): Promise<string> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => (ends ? socket.end(written) : socket.write(written)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const caller = new HttpCaller({ endpoint, contract, redactor: new Redactor(), ...options });
    const error: unknown = await caller.call(call, {}).catch((reason: unknown) => reason);
    assert.ok(error instanceof HttpFailure, String(error));
    return sentence(error).replace(endpoint.slice('http://'.length), 'HOST');
  }

  it('3.41 has its words of an error shown without secrets and without controls', async () => {
    assert.equal(
      await saidOf(Buffer.from('HTTP/1.1 401 no tok-canary \x85x\r\n\r\n', 'latin1'), { token: 'tok-canary' }),
      'ask failed with 401 no ••• \\u0085x. Check the token that is sent.',
    );
  });

  it('3.42 is told no secret where it sends a call on', async () => {
    assert.equal(
      await saidOf('HTTP/1.1 307 x\r\nLocation: http://tok-canary.example/\r\n\r\n', { token: 'tok-canary' }),
      'The server at HOST sends the request on to another host, •••.example. It is not followed there: what the ' +
        'request carries was meant for this host. Call the other host yourself if you trust it.',
    );
  });

  it('3.43 that sends a call on to a file is told by the scheme', async () => {
    assert.equal(
      await saidOf('HTTP/1.1 307 x\r\nLocation: file:///etc/passwd\r\n\r\n'),
      'The server at HOST sends the request on to an address of "file:", not of HTTP. ' +
        'What a call carries is sent over HTTP alone. Look at the redirects of the server.',
    );
  });

  it('3.44 that never ends what it says in an error is told with what it has said', async () => {
    assert.equal(
      await saidOf('HTTP/1.1 500 Bad\r\n\r\nhalf a sentence', { ends: false, errorWithinMs: 20 }),
      'ask failed with 500 Bad. half a sentence. Read the output of the server.',
    );
  });

  it('3.45 that never ends an answer of one message is given up', async () => {
    assert.equal(
      await saidOf('HTTP/1.1 200 OK\r\n\r\n{', { ends: false, bodyWithinMs: 20 }),
      'The server does not end its answer. Its body has been coming for 0.02 seconds. ' +
        'Look at what the server waits for while it answers.',
    );
  });

  it('3.46 that streams nothing but blank lines is given up', async () => {
    assert.match(
      await saidOf(`HTTP/1.1 200 OK\r\n\r\n${'\n'.repeat(5000)}`, { call: 'lines', ends: false, largestMessage: 4096 }),
      /^lines answers with more than /,
    );
  });

  it('3.47 that packs its answer, or its error, is told by the Content-Encoding', async () => {
    const packed = gzipSync('{}').toString('latin1');
    for (const status of [200, 500]) {
      const head = `HTTP/1.1 ${status} x\r\nContent-Encoding: gzip\r\n\r\n`;
      assert.match(
        await saidOf(Buffer.from(head + packed, 'latin1')),
        /Content-Encoding (?:is )?gzip, which /,
        `${status}`,
      );
    }
  });

  it('3.48 may answer with 4 MB in one message and no more, as it is parsed in one go', async () => {
    assert.match(
      await saidOf(`HTTP/1.1 200 OK\r\n\r\n[${'0,'.repeat(2_100_000)}0]`),
      /^ask answers with more than 4 MB\. /,
    );
  });

  for (const token of ['canary\nX-Evil: 2', 'canaryЖ', 'canary\u00e9']) {
    it(`3.49 is sent no token that no header can hold: ${JSON.stringify(token)}`, async () => {
      assert.equal(
        await saidOf('HTTP/1.1 200 OK\r\n\r\n{}', { token }),
        'The token cannot be sent. A token is one line of printable ASCII. Correct the token.',
      );
    });
  }

  it('3.50 may not answer with what is nested too deep', async () => {
    assert.equal(
      await saidOf(`HTTP/1.1 200 OK\r\n\r\n\n ${'['.repeat(20_000)}${']'.repeat(20_000)}`),
      'What ask answers is nested more than 1000 levels deep. It is so from line 2, column 1002. ' +
        'Answer with what is nested less deep.',
    );
  });
});
