import assert from 'node:assert/strict';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { toFailure, isAbort } from '../../../../src/base/workbench-error';
import { isGrpcFailure, type GrpcCallOptions, type GrpcFailure } from '../../../../src/runtime/calls/grpc-api';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { SampleServer, closedPort, type SampleOptions } from './sample-server';

const certificates = path.resolve(__dirname, '../../../fixtures/grpc/certificates');

describe('a failed gRPC call', () => {
  const open: { close(): unknown }[] = [];
  const running: SampleServer[] = [];

  afterEach(async () => {
    open.splice(0).forEach((each) => each.close());
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  async function serve(options?: SampleOptions): Promise<SampleServer> {
    const server = await new SampleServer(options).start();
    running.push(server);
    return server;
  }

  function connect(...given: ConstructorParameters<typeof GrpcConnection>): GrpcConnection {
    const connection = new GrpcConnection(...given);
    open.push(connection);
    return connection;
  }

  async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    return (server.address() as AddressInfo).port;
  }

  async function failureOf(work: Promise<unknown>): Promise<GrpcFailure> {
    const error = await work.then(
      () => assert.fail('It did not fail.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(isGrpcFailure(error), `not a GrpcFailure: ${String(error)}`);
    assert.notEqual(error.next.title, '');
    assert.doesNotMatch(error.next.title, /\.$/);
    return error;
  }

  async function call(
    connection: GrpcConnection,
    method: string,
    request: object,
    options?: GrpcCallOptions,
  ): Promise<unknown> {
    return connection.call(await connection.resolve(`sample.v1.Sample.${method}`), request, options);
  }

  async function answered(code: number, details: string): Promise<GrpcFailure> {
    const { address } = await serve();
    return failureOf(call(connect(address), 'fail', { code, details }));
  }

  it('is a failure like any other to those who show failures, and no cancel', async () => {
    const failure = await answered(status.INTERNAL, 'boom');
    assert.equal(toFailure(failure).what, failure.what);
    assert.equal(isAbort(failure), false);
  });

  describe('that the plugin answered', () => {
    it('carries the status and what was said', async () => {
      const failure = await answered(
        status.INVALID_ARGUMENT,
        'ERROR_REQUIRED_PARAMETER: Required parameter. (key = secret_data)',
      );
      assert.deepEqual(
        [failure.kind, failure.code, failure.codeName, failure.why],
        ['answered', 3, 'INVALID_ARGUMENT', 'ERROR_REQUIRED_PARAMETER: Required parameter. (key = secret_data)'],
      );
      assert.match(failure.what, /^Sample\.fail failed with INVALID_ARGUMENT\.$/);
    });

    it('keeps text of any language, lines and percent signs', async () => {
      const failure = await answered(status.INTERNAL, 'ERROR_UNKNOWN: 100% 실패\nline 2 "a" & b=c?');
      assert.equal(failure.why, 'ERROR_UNKNOWN: 100% 실패\nline 2 "a" & b=c?');
    });

    it('keeps at most 4 KB of what it said', async () => {
      const failure = await answered(status.INTERNAL, `ERROR_UNKNOWN: ${'x'.repeat(20_000)}`);
      assert.equal(failure.details.length, 4097);
    });

    it('has secrets taken out before the text is shortened', async () => {
      const { address } = await serve();
      const connection = connect(address, { redact: (text) => text.replaceAll('s3cret-value', '•••') });
      const details = `${'x'.repeat(4090)}s3cret-value`;
      const failure = await failureOf(call(connection, 'fail', { code: 13, details }));
      assert.doesNotMatch(failure.message + failure.details, /s3cr/);
    });

    it('tells that credentials are missing, or not enough', async () => {
      assert.equal((await answered(status.UNAUTHENTICATED, 'ERROR_AUTHENTICATE_FAILURE: no')).kind, 'unauthenticated');
      assert.equal((await answered(status.PERMISSION_DENIED, 'ERROR_PERMISSION_DENIED: no')).kind, 'permission-denied');
    });

    it('takes a status of its own for what it is, and not for a broken connection', async () => {
      const failure = await answered(status.UNAVAILABLE, 'ERROR_GRPC_CONNECTION: no route to the cloud');
      assert.deepEqual([failure.kind, failure.details], ['answered', 'ERROR_GRPC_CONNECTION: no route to the cloud']);
    });

    it('names a status that gRPC does not know by its number', async () => {
      assert.equal((await answered(77, 'odd')).codeName, 'STATUS_77');
    });

    it('says so when the server does not have a method that its descriptor declares', async () => {
      const { address } = await serve();
      const failure = await failureOf(call(connect(address), 'absent', {}));
      assert.deepEqual([failure.kind, failure.codeName], ['unknown-method', 'UNIMPLEMENTED']);
    });

    it('does not hang when its error is too large to be read, nor does the next call', async () => {
      const { address } = await serve();
      const connection = connect(address, { silenceMs: 100 });
      const failure = await failureOf(call(connection, 'fail', { code: 13, details: 'x'.repeat(100_000), after: 2 }));
      assert.deepEqual([failure.kind, failure.count], ['wedged', 2]);
      assert.equal(await connection.health(), true);
    });

    it('leaves a call alone that takes its time', async () => {
      const server = await serve();
      const connection = connect(server.address, { silenceMs: 20 });
      const controller = new AbortController();
      const waiting = call(connection, 'wait', {}, { signal: controller.signal });
      await server.waiting;
      await server.checked();
      await server.checked();
      controller.abort();
      await assert.rejects(waiting, { name: 'AbortError' });
    });
  });

  describe('before it reached a server', () => {
    it('tells that nothing listens', async () => {
      const port = await closedPort();
      const failure = await failureOf(connect(`grpc://127.0.0.1:${port}`).services());
      assert.deepEqual([failure.kind, failure.codeName], ['refused', 'UNAVAILABLE']);
      assert.equal(failure.what, `Nothing listens on 127.0.0.1:${port}.`);
    });

    it('tells that a host is not known', async () => {
      const failure = await failureOf(connect('grpc://no-such-host.invalid:50051').health());
      assert.equal(failure.kind, 'name-not-found');
    });

    it('tells that a server without TLS was asked for TLS', async () => {
      const { portNumber } = await serve();
      const failure = await failureOf(connect(`grpc+ssl://localhost:${portNumber}`).health());
      assert.deepEqual(
        [failure.kind, failure.next.title],
        ['tls-not-spoken', `Use grpc://localhost:${portNumber} for a server without TLS`],
      );
    });

    it('tells that a server with TLS was asked without', async () => {
      const { portNumber } = await serve({ credentials: await serverCredentials() });
      const failure = await failureOf(connect(`grpc://127.0.0.1:${portNumber}`).health());
      assert.deepEqual([failure.kind, failure.next.title], ['tls-missing', `Use grpc+ssl://127.0.0.1:${portNumber}`]);
    });

    it('tells that a certificate is not trusted, and trusts one that it is given', async () => {
      const { portNumber } = await serve({ credentials: await serverCredentials() });
      const address = `grpc+ssl://localhost:${portNumber}`;
      const failure = await failureOf(connect(address).health());
      assert.equal(failure.kind, 'certificate');
      const rootCertificates = await readFile(path.join(certificates, 'localhost.pem'));
      assert.equal(await connect(address, { rootCertificates }).health(), true);
    });

    it('tells that what answers is not gRPC', async () => {
      const port = await listen(createHttpServer((_, response) => response.end('hello')));
      assert.equal((await failureOf(connect(`grpc://127.0.0.1:${port}`).health())).kind, 'not-grpc');
    });

    it('tells that a port is open and silent', async () => {
      const sockets: { destroy(): unknown }[] = [];
      const port = await listen(createServer((socket) => sockets.push(socket)));
      const failure = await failureOf(connect(`grpc://127.0.0.1:${port}`).health(undefined, 200));
      sockets.forEach((socket) => socket.destroy());
      assert.equal(failure.kind, 'deadline');
      assert.match(failure.what, /accepts connections and says nothing/);
    });

    it('tells that the connection is closed at once', async () => {
      const port = await listen(createServer((socket) => socket.destroy()));
      assert.equal((await failureOf(connect(`grpc://127.0.0.1:${port}`).health())).kind, 'unreachable');
    });

    for (const address of [
      '127.0.0.1:50051',
      'http://127.0.0.1:50051',
      'grpc://',
      'grpc://host',
      'grpc://u:p@host:1',
      '',
    ]) {
      it(`refuses the address "${address}"`, () => {
        assert.throws(() => new GrpcConnection(address), { name: 'GrpcFailure', kind: 'bad-address' });
      });
    }

    it('refuses metadata that cannot be sent', async () => {
      const { address } = await serve();
      const failure = await failureOf(call(connect(address), 'echo', {}, { metadata: { 'a key': 'x' } }));
      assert.equal(failure.kind, 'bad-metadata');
    });
  });

  describe('under way', () => {
    it('tells that the time is over', async () => {
      const { address } = await serve();
      const failure = await failureOf(call(connect(address), 'wait', {}, { deadlineMs: 50 }));
      assert.deepEqual([failure.kind, failure.codeName], ['deadline', 'DEADLINE_EXCEEDED']);
      assert.equal(failure.what, 'Sample.wait did not end within 50 ms.');
    });

    it('tells that the server went away in the middle of a stream, and after how many messages', async () => {
      const server = await serve();
      let count = 0;
      const failure = await failureOf(
        call(
          connect(server.address),
          'count',
          { up_to: 1_000_000 },
          {
            onMessage: () => {
              count += 1;
              return count === 5 ? server.stop() : undefined;
            },
          },
        ),
      );
      assert.equal(failure.kind, 'gone');
      assert.equal(failure.count, count);
      assert.match(failure.what, new RegExp(`after ${count} messages`));
    });

    it('tells that the server went away before it answered', async () => {
      const server = await serve();
      const failure = failureOf(call(connect(server.address), 'wait', {}));
      await server.waiting;
      await server.stop();
      assert.equal((await failure).kind, 'gone');
    });

    it('does not fail when the server says that it goes (GOAWAY) and still answers', async () => {
      const server = await serve();
      let count = 0;
      await call(
        connect(server.address),
        'count',
        { up_to: 500 },
        {
          onMessage: () => {
            count += 1;
            if (count === 5) {
              server.drain();
            }
          },
        },
      );
      assert.equal(count, 500);
    });
  });

  describe('with too much', () => {
    it('refuses a request of more than 64 MB before it is sent', async () => {
      const { address } = await serve();
      const failure = await failureOf(call(connect(address), 'echo', { a_string: 'x'.repeat(64 * 1024 * 1024) }));
      assert.deepEqual([failure.kind, failure.codeName], ['request-too-large', 'RESOURCE_EXHAUSTED']);
    });

    it('tells that an answer has more than 64 MB', async () => {
      const { address } = await serve();
      const failure = await failureOf(call(connect(address), 'count', { up_to: 1, bytes_each: 65 * 1024 * 1024 }));
      assert.equal(failure.kind, 'answer-too-large');
      assert.match(failure.what, /65 MB/);
    });

    it("tells that the request is over the server's own limit", async () => {
      const { address } = await serve({ largestRequest: 1024 * 1024 });
      const failure = await failureOf(call(connect(address), 'echo', { a_string: 'x'.repeat(2 * 1024 * 1024) }));
      assert.equal(failure.kind, 'refused-as-too-large');
      assert.equal(failure.why, 'The server takes 1 MB.');
    });
  });
});

async function serverCredentials(): Promise<ServerCredentials> {
  return ServerCredentials.createSsl(null, [
    {
      private_key: await readFile(path.join(certificates, 'localhost.key.pem')),
      cert_chain: await readFile(path.join(certificates, 'localhost.pem')),
    },
  ]);
}
