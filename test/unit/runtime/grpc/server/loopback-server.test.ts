import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, file_google_protobuf_struct } from '@bufbuild/protobuf/wkt';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import assert from 'node:assert/strict';
import net from 'node:net';
import type { GrpcFailure, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import {
  GrpcRefusal,
  startGrpcServer,
  type GrpcServer,
  type GrpcServerOptions,
  type ServedMethod,
} from '../../../../../src/runtime/grpc-server';
import { GrpcConnection } from '../../../../../src/runtime/grpc/connection';
import { bytesOfFiles } from '../../../../../src/runtime/grpc/server/proto-bytes';
import type { ProtoFile } from '../../../../../src/runtime/calls/proto-file';

const partFile: ProtoFile = {
  name: 'shop/v1/part.proto',
  package: 'shop.v1',
  imports: ['google/protobuf/struct.proto'],
  enums: { Size: ['UNKNOWN', 'SMALL', 'LARGE'] },
  messages: {
    Part: {
      fields: {
        name: [1, 'string'],
        size: [2, 'Size'],
        state: [3, 'State'],
        more: [15, 'google.protobuf.Struct'],
        short: [4, 'string'],
        long: [5, 'string'],
      },
      oneofs: { title: ['short', 'long'] },
      enums: { State: ['NONE', 'SOLD'] },
    },
  },
};
const shopFile: ProtoFile = {
  name: 'shop/v1/shop.proto',
  package: 'shop.v1',
  imports: [partFile.name, 'google/protobuf/empty.proto'],
  messages: { Parts: { fields: { parts: [1, 'repeated Part'], part_count: [2, 'int32'] } } },
  services: {
    Shop: {
      echo: { request: 'Part', response: 'Part' },
      list: { request: 'google.protobuf.Empty', response: 'Parts' },
      wait: { request: 'Part', response: 'Part' },
      absent: { request: 'Part', response: 'Part' },
    },
  },
};

describe('a gRPC server of the workbench', () => {
  const servers: GrpcServer[] = [];
  const open: { close(): void }[] = [];

  afterEach(async () => {
    open.splice(0).forEach((each) => each.close());
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  async function serve(
    methods: Readonly<Record<string, ServedMethod>> = {},
    more: Partial<GrpcServerOptions> = {},
  ): Promise<GrpcServer> {
    const server = await startGrpcServer({
      files: [partFile, shopFile],
      services: { 'shop.v1.Shop': methods },
      ...more,
    });
    servers.push(server);
    return server;
  }

  function connect(server: GrpcServer): GrpcConnection {
    const connection = new GrpcConnection(`grpc://${server.address}`);
    open.push(connection);
    return connection;
  }

  async function call(server: GrpcServer, method: string, request: JsonObject, metadata = {}): Promise<unknown> {
    const connection = connect(server);
    let answer: unknown;
    await connection.call(await connection.resolve(`Shop.${method}`), request, {
      metadata,
      onMessage: (message) => void (answer = message),
    });
    return answer;
  }

  async function refusalOf(server: GrpcServer, method: string, request: JsonObject): Promise<[string, string]> {
    const { codeName, details } = await call(server, method, request).then(
      () => assert.fail('It was answered.'),
      (error: unknown) => error as GrpcFailure,
    );
    return [codeName, details];
  }

  /** Sends bytes as they are, without a descriptor in between. */
  async function send(server: GrpcServer, path: string, bytes: Buffer): Promise<Buffer | ServiceError> {
    const client = new Client(server.address, credentials.createInsecure(), {
      'grpc.max_send_message_length': -1,
    });
    open.push(client);
    const same = (each: Buffer): Buffer => each;
    return new Promise((resolve) =>
      client.makeUnaryRequest(path, same, same, bytes, (error, answer) => resolve(error ?? answer ?? Buffer.alloc(0))),
    );
  }

  /** Asks reflection one question and gives the fields of its answer. */
  async function reflect(
    server: GrpcServer,
    version: string,
    question: number,
    about: string,
  ): Promise<[number, Buffer][]> {
    const client = new Client(server.address, credentials.createInsecure());
    open.push(client);
    const same = (each: Buffer): Buffer => each;
    const stream = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      same,
      same,
    );
    stream.write(Buffer.from(new BinaryWriter().tag(question, WireType.LengthDelimited).string(about).finish()));
    const bytes = await new Promise<Buffer>((resolve, reject) => stream.once('data', resolve).once('error', reject));
    stream.end();
    return parts(bytes);
  }

  function parts(bytes: Uint8Array): [number, Buffer][] {
    const reader = new BinaryReader(bytes);
    const found: [number, Buffer][] = [];
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      found.push([
        number,
        wire === WireType.LengthDelimited ? Buffer.from(reader.bytes()) : Buffer.from([reader.int32()]),
      ]);
    }
    return found;
  }

  it('gives a method its request as JSON and sends the answer', async () => {
    const part = { name: 'gear', size: 'LARGE', state: 'SOLD', long: '', more: { teeth: 12, of: [null, 'x'] } };
    assert.deepEqual(await call(await serve({ echo: (request) => request }), 'echo', part), part);
  });

  it('gives a method the metadata of the call', async () => {
    const server = await serve({ echo: (_, { metadata }) => ({ name: metadata['token'] ?? '' }) });
    assert.deepEqual(await call(server, 'echo', {}, { token: 'abc' }), { name: 'abc' });
  });

  it('ends a call with the status and the words of a refusal', async () => {
    const server = await serve({
      echo: () => {
        throw new GrpcRefusal('ALREADY_EXISTS', 'ERROR_TWICE: "Zahnräder" sind schon da.');
      },
    });
    assert.deepEqual(await refusalOf(server, 'echo', {}), [
      'ALREADY_EXISTS',
      'ERROR_TWICE: "Zahnräder" sind schon da.',
    ]);
  });

  it('ends a call with INTERNAL when a method throws anything else, and tells its owner', async () => {
    const defects: string[] = [];
    const server = await serve(
      {
        echo: () => {
          throw new Error('no idea');
        },
        list: () => ({ unheard: 1 }),
      },
      { onDefect: (method) => defects.push(method) },
    );
    assert.deepEqual(await refusalOf(server, 'echo', {}), ['INTERNAL', 'no idea']);
    assert.equal((await refusalOf(server, 'list', {}))[0], 'INTERNAL');
    assert.deepEqual(defects, ['Shop.echo', 'Shop.list']);
  });

  it('does not implement what it was given no method for', async () => {
    assert.equal((await refusalOf(await serve(), 'absent', {}))[0], 'UNIMPLEMENTED');
  });

  it('passes over fields that it does not know', async () => {
    const server = await serve({ echo: (request) => request });
    const bytes = new BinaryWriter()
      .tag(99, WireType.LengthDelimited)
      .string('new')
      .tag(1, WireType.LengthDelimited)
      .string('gear')
      .finish();
    const answer = await send(server, '/shop.v1.Shop/echo', Buffer.from(bytes));
    assert.ok(Buffer.isBuffer(answer), String(answer));
    assert.deepEqual(parts(answer), [[1, Buffer.from('gear')]]);
  });

  it('refuses bytes that are no such message, and goes on', async () => {
    const defects: string[] = [];
    const server = await serve({ echo: (request) => request }, { onDefect: (method) => defects.push(method) });
    const answer = (await send(server, '/shop.v1.Shop/echo', Buffer.from('not a message'))) as ServiceError;
    assert.deepEqual([answer.code, answer.details], [status.INTERNAL, 'The request cannot be read as shop.v1.Part.']);
    assert.deepEqual([await call(server, 'echo', { name: 'gear' }), defects], [{ name: 'gear' }, []]);
  });

  for (const [what, number, bytes] of [
    ['in a field', 1, [0xff]],
    ['that is cut', 1, [0x61, 0xc3]],
    ['in a half of a pair', 1, [0xed, 0xa0, 0x80]],
    ['in a key of a Struct', 15, [0x0a, 0x03, 0x0a, 0x01, 0xff]],
  ] as const) {
    it(`refuses a text that is not UTF-8, ${what}`, async () => {
      const server = await serve({ echo: (request) => request });
      const request = new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(Uint8Array.from(bytes)).finish();
      const answer = (await send(server, '/shop.v1.Shop/echo', Buffer.from(request))) as ServiceError;
      assert.deepEqual([answer.code, answer.details], [status.INTERNAL, 'The request cannot be read as shop.v1.Part.']);
    });
  }

  it('refuses a request of 64 MB without reading it, and goes on', async () => {
    const server = await serve({ echo: (request) => request });
    const large = new BinaryWriter()
      .tag(1, WireType.LengthDelimited)
      .bytes(new Uint8Array(64 * 1024 * 1024))
      .finish();
    const answer = (await send(server, '/shop.v1.Shop/echo', Buffer.from(large))) as ServiceError;
    assert.equal(answer.code, status.RESOURCE_EXHAUSTED);
    assert.deepEqual(await call(server, 'echo', { name: 'gear' }), { name: 'gear' });
  });

  it('tells a method when its caller has gone', async () => {
    let started = (): void => undefined;
    let ended = (): void => undefined;
    const isWaiting = new Promise<void>((resolve) => (started = resolve));
    const isTold = new Promise<void>((resolve) => (ended = resolve));
    const server = await serve({
      wait: async (_, { signal }) => {
        signal.addEventListener('abort', () => ended());
        started();
        await isTold;
        return {};
      },
    });
    const connection = connect(server);
    const stop = new AbortController();
    const calling = connection.call(await connection.resolve('Shop.wait'), {}, { signal: stop.signal });
    await isWaiting;
    stop.abort();
    await assert.rejects(calling, { name: 'AbortError' });
    await isTold;
  });

  it('is healthy under every name', async () => {
    const server = await serve();
    const named = new BinaryWriter().tag(1, WireType.LengthDelimited).string('whatever').finish();
    assert.deepEqual(await send(server, '/grpc.health.v1.Health/Check', Buffer.from(named)), Buffer.from([8, 1]));
    assert.equal(await connect(server).health(), true);
  });

  for (const version of ['v1alpha', 'v1']) {
    describe(`asked through reflection ${version}`, () => {
      it('gives the original bytes of a file and of all that it imports, by the name of the file', async () => {
        const [, files] = await reflect(await serve(), version, 3, shopFile.name);
        const own = bytesOfFiles([partFile, shopFile]);
        assert.equal(files?.[0], 4);
        assert.deepEqual(
          parts(files[1]).map(([, bytes]) => bytes.toString('hex')),
          [shopFile.name, partFile.name, 'google/protobuf/struct.proto', 'google/protobuf/empty.proto'].map((name) =>
            Buffer.from(own.get(name)!).toString('hex'),
          ),
        );
      });

      for (const symbol of ['shop.v1.Part', 'shop.v1.Part.State', 'shop.v1.Part.name', 'shop.v1.Size']) {
        it(`gives the file that declares ${symbol}`, async () => {
          const [, files] = await reflect(await serve(), version, 4, symbol);
          const [first] = parts(files![1]);
          assert.equal(fromBinary(FileDescriptorProtoSchema, first![1]).name, partFile.name);
        });
      }

      it('says NOT_FOUND of what it does not have', async () => {
        const [, error] = await reflect(await serve(), version, 4, 'shop.v1.Nothing');
        assert.deepEqual([error?.[0], parts(error![1])[0]], [7, [1, Buffer.from([status.NOT_FOUND])]]);
      });

      it('lists every service but reflection, and can describe each', async () => {
        const [, services] = await reflect(await serve(), version, 7, '');
        const names = parts(services![1]).map(([, entry]) => parts(entry)[0]![1].toString());
        assert.deepEqual(names, ['grpc.health.v1.Health', 'shop.v1.Shop']);
        const described = await connect(servers[0]!).services();
        assert.deepEqual(
          described.map(({ methods, failure }) => [methods.length, failure]),
          [2, 4].map((count) => [count, undefined]),
        );
      });

      it('describes reflection to whoever asks for it', async () => {
        const [, files] = await reflect(await serve(), version, 4, `grpc.reflection.${version}.ServerReflection`);
        const [first] = parts(files![1]);
        assert.equal(
          fromBinary(FileDescriptorProtoSchema, first![1]).name,
          `grpc/reflection/${version}/reflection.proto`,
        );
      });
    });
  }

  it("gives protobuf's own files as protobuf has them", () => {
    const bytes = bytesOfFiles([partFile]).get('google/protobuf/struct.proto');
    assert.deepEqual(bytes, toBinary(FileDescriptorProtoSchema, file_google_protobuf_struct.proto));
  });

  it('refuses a table with a type that no file declares', () => {
    const file: ProtoFile = { name: 'a.proto', package: 'a', messages: { A: { fields: { b: [1, 'B'] } } } };
    assert.throws(() => bytesOfFiles([file]), /No table declares the type B that a\.A uses/);
  });

  it('answers on loopback alone', async () => {
    const server = await serve();
    assert.match(server.address, /^127\.0\.0\.1:\d+$/);
    const elsewhere = net.connect({ port: server.port, host: '127.0.0.2' });
    await assert.rejects(new Promise((resolve, reject) => elsewhere.once('connect', resolve).once('error', reject)), {
      code: 'ECONNREFUSED',
    });
  });

  it('listens on the port that is wished, and refuses a taken one by its holder', async () => {
    const { port } = await serve();
    await assert.rejects(serve({}, { port }), {
      what: `Port ${port} is taken by node (process ${process.pid}).`,
    });
    await servers.pop()!.close();
    assert.equal((await serve({}, { port })).port, port);
  });

  it('lets a call end when it closes', async () => {
    let started = (): void => undefined;
    let goOn = (): void => undefined;
    const isWaiting = new Promise<void>((resolve) => (started = resolve));
    const server = await serve({
      wait: async () => {
        started();
        await new Promise<void>((resolve) => (goOn = resolve));
        return { name: 'late' };
      },
    });
    const answer = call(server, 'wait', {});
    await isWaiting;
    const closed = server.close();
    goOn();
    assert.deepEqual(await answer, { name: 'late' });
    await closed;
  });

  it('closes, whatever a call or a stream still waits for', async () => {
    let started = (): void => undefined;
    const isWaiting = new Promise<void>((resolve) => (started = resolve));
    const server = await serve({
      wait: () => {
        started();
        return new Promise(() => undefined);
      },
    });
    const answer = call(server, 'wait', {});
    await isWaiting;
    await Promise.all([server.close(), assert.rejects(answer)]);
  });

  it('makes descriptors that protobuf finds whole', () => {
    const file = fromBinary(FileDescriptorProtoSchema, bytesOfFiles([partFile]).get(partFile.name)!);
    assert.deepEqual(file.messageType[0]?.field.map(({ name, number, jsonName }) => [name, number, jsonName]).at(3), [
      'more',
      15,
      'more',
    ]);
    assert.deepEqual(create(FileDescriptorProtoSchema, file).syntax, 'proto3');
  });
});
