import assert from 'node:assert/strict';
import type { Json } from '../../../../src/runtime/calls/grpc-api';
import { isGrpcFailure } from '../../../../src/runtime/calls/grpc-api';
import { loadGrpc } from '../../../../src/runtime/calls/grpc-loader';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { bytesOf, sampleFiles } from './sample-descriptors';
import { SampleServer, closedPort, type SampleOptions } from './sample-server';

describe('a gRPC connection', () => {
  const open: { close(): void }[] = [];
  const running: SampleServer[] = [];

  afterEach(async () => {
    open.splice(0).forEach((connection) => connection.close());
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

  async function connected(options?: SampleOptions): Promise<{ server: SampleServer; connection: GrpcConnection }> {
    const server = await serve(options);
    return { server, connection: connect(server.address) };
  }

  async function answers(connection: GrpcConnection, method: string, request: object): Promise<Json[]> {
    const messages: Json[] = [];
    await connection.call(await connection.resolve(method), request, { onMessage: (each) => void messages.push(each) });
    return messages;
  }

  it('is loaded on first use, by the loader', async () => {
    const { address } = await serve();
    const { connect: connectTo } = await loadGrpc();
    const connection = connectTo(address);
    open.push(connection);
    assert.equal(await connection.health(), true);
  });

  describe('asked for health', () => {
    it('says whether the server serves', async () => {
      const { server, connection } = await connected();
      assert.equal(await connection.health(), true);
      server.serving = false;
      assert.equal(await connection.health(), false);
    });

    it('fails where nothing listens, and answers as soon as something does', async () => {
      const port = await closedPort();
      const connection = connect(`grpc://127.0.0.1:${port}`);
      await assert.rejects(connection.health(), { name: 'GrpcFailure', kind: 'refused' });
      await serve({ port });
      assert.equal(await connection.health(), true);
    });

    it('answers an abort at once', async () => {
      const { connection } = await connected();
      await assert.rejects(connection.health(AbortSignal.abort()), { name: 'AbortError' });
    });
  });

  describe('asked for services', () => {
    it('tells their methods by full names', async () => {
      const { connection } = await connected();
      const services = await connection.services();
      assert.deepEqual(
        services.map(({ name }) => name),
        ['grpc.health.v1.Health', 'other.v1.Sample', 'sample.v1.Sample', 'sample.v1.Twin'],
      );
      assert.deepEqual(
        services[2]?.methods.find(({ name }) => name === 'count'),
        {
          service: 'sample.v1.Sample',
          name: 'count',
          request: 'sample.v1.CountRequest',
          response: 'sample.v1.Item',
          clientStreaming: false,
          serverStreaming: true,
        },
      );
    });

    it('lists a service whose descriptor the server does not have, with the reason', async () => {
      const { connection } = await connected();
      const [health] = await connection.services();
      assert.deepEqual(health?.methods, []);
      assert.equal(health.failure?.kind, 'unknown-service');
    });

    it('asks for each file once, imports included', async () => {
      const { server, connection } = await connected();
      await connection.services();
      await connection.services();
      const files = server.asked.filter((question) => question.endsWith('.proto'));
      assert.deepEqual([...files].sort(), [...new Set(files)].sort());
      assert.equal(files.includes('google/protobuf/empty.proto'), true);
    });

    it('keeps the original bytes of the files', async () => {
      const { connection } = await connected();
      await connection.services();
      const [level] = sampleFiles;
      assert.deepEqual(Buffer.from(connection.descriptorFiles().get('sample/v1/level.proto')!), bytesOf(level!));
    });

    it('finds the newer reflection where there is no old one', async () => {
      const { connection } = await connected({ reflection: 'v1' });
      assert.equal((await connection.services()).length, 4);
    });

    it("does without protobuf's own files when the server does not serve them", async () => {
      const { connection } = await connected({ withheld: ['google/protobuf/struct.proto'] });
      assert.deepEqual(await answers(connection, 'echo', { options: { a: 1 } }), [{ options: { a: 1 } }]);
    });

    it('takes descriptors from elsewhere when the server has no reflection', async () => {
      const { address } = await serve({ reflection: 'none' });
      const set = Buffer.concat(
        sampleFiles.map(bytesOf).flatMap((bytes) => [Buffer.from([10]), varint(bytes.length), bytes]),
      );
      const connection = connect(address, { descriptors: () => Promise.resolve(set) });
      assert.deepEqual(await answers(connection, 'sample.v1.Sample/echo', { a_bool: true }), [{ a_bool: true }]);
    });

    it('says what to do when there is no reflection and nothing in its place', async () => {
      const { connection } = await connected({ reflection: 'none' });
      await assert.rejects(connection.services(), { kind: 'no-reflection', codeName: 'UNIMPLEMENTED' });
    });

    it('learns them anew after the server has gone and another has come', async () => {
      const { server, connection } = await connected();
      await connection.resolve('Twin.count');
      await server.stop();
      const other = await serve({ port: server.portNumber });
      assert.equal(await connection.health(), true);
      await connection.resolve('Twin.count');
      assert.equal(other.asked[0], 'services');
    });
  });

  describe('given a name', () => {
    for (const name of [
      'Twin.count',
      'Twin/count',
      'v1.Twin.count',
      'sample.v1.Twin.count',
      'sample.v1.Twin/count',
      '/sample.v1.Twin/count',
    ]) {
      it(`takes ${name} for the one method that it can mean`, async () => {
        const { connection } = await connected();
        const { service, name: method } = await connection.resolve(name);
        assert.deepEqual([service, method], ['sample.v1.Twin', 'count']);
      });
    }

    it("takes a method's name alone where one service has it", async () => {
      const { connection } = await connected();
      assert.equal((await connection.resolve('echo')).service, 'sample.v1.Sample');
    });

    it('refuses a service that two packages have, with both', async () => {
      const { connection } = await connected();
      await assert.rejects(connection.resolve('Sample.echo'), {
        kind: 'ambiguous-name',
        candidates: ['other.v1.Sample', 'sample.v1.Sample'],
      });
    });

    it('refuses a method that two services have, with both', async () => {
      const { connection } = await connected();
      await assert.rejects(connection.resolve('count'), {
        kind: 'ambiguous-name',
        candidates: ['sample.v1.Sample/count', 'sample.v1.Twin/count'],
      });
    });

    it('refuses a service that is not there, with those that are', async () => {
      const { connection } = await connected();
      await assert.rejects(connection.resolve('Collector.collect'), (error) => {
        assert.ok(isGrpcFailure(error));
        assert.equal(error.kind, 'unknown-service');
        assert.ok(error.candidates.includes('sample.v1.Twin'));
        return true;
      });
    });

    it('refuses a method that is not there, with those that are', async () => {
      const { connection } = await connected();
      await assert.rejects(connection.resolve('Twin.collect'), { kind: 'unknown-method', candidates: ['count'] });
    });

    const meant: Readonly<Record<string, string>> = {
      'Twin.Count': 'Call Twin.count',
      'Twin.cuont': 'Call Twin.count',
      'Twim.count': 'Call Twin.count',
      'twin.count': 'Call Twin.count',
      'sample.v1.Twinn/count': 'Call sample.v1.Twin.count',
      'sample.v1.Twin.counts': 'Call Twin.count',
      Twincount: 'Call Twin.count',
      ehco: 'Call Sample.echo',
      'Twin.collect': 'Choose one of its methods',
      'Helth.Check': 'Choose one of the services, or check that the plugin declares this one',
    };
    for (const [written, next] of Object.entries(meant)) {
      it(`says of ${written}: ${next}`, async () => {
        const { connection } = await connected();
        await assert.rejects(connection.resolve(written), { next: { title: next } });
      });
    }
  });

  describe('calling', () => {
    it('keeps messages of one name in two services apart', async () => {
      const { connection } = await connected();
      assert.deepEqual(await answers(connection, 'Twin.count', { from_twin: true }), [{ from_twin: true }]);
      assert.equal((await answers(connection, 'sample.v1.Sample.count', { up_to: 2 })).length, 2);
    });

    it('hands on a stream of 10 000 items one by one, in their order', async () => {
      const { connection } = await connected();
      const items = await answers(connection, 'sample.v1.Sample.count', { up_to: 10_000 });
      assert.deepEqual(
        items,
        Array.from({ length: 10_000 }, (_, index) => ({ item_name: `item-${index}` })),
      );
    });

    it('tells the count and the trailing metadata', async () => {
      const { connection } = await connected();
      const result = await connection.call(await connection.resolve('echo'), {});
      assert.equal(result.count, 1);
      assert.deepEqual(result.trailing['took'], ['1 ms']);
      assert.deepEqual(result.trailing['blob-bin'], ['AQI=']);
    });

    it('sends its metadata with every call, reflection included', async () => {
      const server = await serve();
      const connection = connect(server.address, { metadata: { token: 'abc' } });
      await connection.call(await connection.resolve('echo'), {}, { metadata: { extra: 'one' } });
      assert.deepEqual(
        server.metadata.map((metadata) => metadata.get('token')),
        [['abc'], ['abc']],
      );
      assert.deepEqual(server.metadata.at(-1)?.get('extra'), ['one']);
    });

    it('holds the server back while a message is being taken', async () => {
      const { server, connection } = await connected();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const names: Json[] = [];
      const call = connection.call(
        await connection.resolve('sample.v1.Sample.count'),
        { up_to: 400, bytes_each: 100_000 },
        {
          onMessage: async (message) => {
            await held;
            names.push((message as { item_name: string }).item_name.replace(/\.+$/, ''));
          },
        },
      );
      const written = await standsStill(() => server.written, connection);
      release();
      await call;
      assert.ok(written < 120, `${written} of 400 messages of 100 kB were on the way`);
      assert.deepEqual(
        names,
        Array.from({ length: 400 }, (_, index) => `item-${index}`),
      );
    });

    it('hands on all messages that came before an error, also to a slow reader', async () => {
      const { connection } = await connected();
      let count = 0;
      await assert.rejects(
        connection.call(
          await connection.resolve('fail'),
          { code: 3, details: 'ERROR_X: no', after: 500 },
          {
            onMessage: async () => {
              count += 1;
              await connection.health();
            },
          },
        ),
        { codeName: 'INVALID_ARGUMENT', count: 500 },
      );
      assert.equal(count, 500);
    });

    it('ends a call that is cancelled in the middle of a stream, here and on the server', async () => {
      const { server, connection } = await connected();
      const controller = new AbortController();
      let count = 0;
      await assert.rejects(
        connection.call(
          await connection.resolve('sample.v1.Sample.count'),
          { up_to: 1_000_000 },
          {
            signal: controller.signal,
            onMessage: () => {
              count += 1;
              if (count === 10) {
                controller.abort();
              }
            },
          },
        ),
        { name: 'AbortError' },
      );
      assert.equal(count, 10);
      await server.cancelled;
    });

    it('ends a call that is cancelled while it waits for the answer', async () => {
      const { server, connection } = await connected();
      const controller = new AbortController();
      const call = connection.call(await connection.resolve('wait'), {}, { signal: controller.signal });
      await server.waiting;
      controller.abort(new Error('any reason'));
      await assert.rejects(call, { name: 'AbortError' });
      await server.cancelled;
    });

    it('ends a call whose reader never comes back, when it is cancelled', async () => {
      const { connection } = await connected();
      const controller = new AbortController();
      const call = connection.call(
        await connection.resolve('sample.v1.Sample.count'),
        { up_to: 3 },
        {
          signal: controller.signal,
          onMessage: () => {
            controller.abort();
            return new Promise<void>(() => undefined);
          },
        },
      );
      await assert.rejects(call, { name: 'AbortError' });
    });

    it('passes on what the reader throws, and cancels the call', async () => {
      const { server, connection } = await connected();
      const call = connection.call(
        await connection.resolve('sample.v1.Sample.count'),
        { up_to: 1_000_000 },
        {
          onMessage: () => {
            throw new RangeError('enough');
          },
        },
      );
      await assert.rejects(call, RangeError);
      await server.cancelled;
    });

    it('ends with an AbortError when the connection is closed', async () => {
      const { server, connection } = await connected();
      const call = connection.call(await connection.resolve('wait'), {});
      await server.waiting;
      connection.close();
      await assert.rejects(call, { name: 'AbortError' });
      await assert.rejects(connection.health(), { name: 'AbortError' });
    });
  });
});

/** The value once it no longer changes while the connection answers twenty times. */
async function standsStill(value: () => number, connection: GrpcConnection): Promise<number> {
  for (let before = -1, same = 0; ;) {
    await connection.health();
    const now = value();
    same = now === before && now > 0 ? same + 1 : 0;
    before = now;
    if (same === 20) {
      return now;
    }
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) {
      return Buffer.from([...bytes, rest]);
    }
    bytes.push((rest & 127) | 128);
  }
}
