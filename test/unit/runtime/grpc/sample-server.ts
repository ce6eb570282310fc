import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type {
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  sendUnaryData,
} from '@grpc/grpc-js';
import type { AddressInfo } from 'node:net';
import { bytesOf, sampleFiles } from './sample-descriptors';

export interface SampleOptions {
  /** Which reflection it has: the old one unless given. */
  readonly reflection?: 'v1alpha' | 'v1' | 'none';
  /** Files that its reflection does not know. */
  readonly withheld?: readonly string[];
  readonly credentials?: ServerCredentials;
  /** Of requests, in bytes. */
  readonly largestRequest?: number;
  readonly port?: number;
}

const SERVICES = ['other.v1.Sample', 'sample.v1.Sample', 'sample.v1.Twin'];

/** A gRPC server in this process, with descriptors and a reflection of its own that gives one file an answer. */
export class SampleServer {
  /** What reflection was asked, in turn. */
  readonly asked: string[] = [];
  /** The metadata of each call, in turn. */
  readonly metadata: Metadata[] = [];
  /** How many messages `count` has handed to the network. */
  written = 0;
  serving = true;
  private readonly onCheck: (() => void)[] = [];
  private readonly server: Server;
  private port = 0;
  private tellCancelled = (): void => undefined;
  /** Resolves when a client cancels `wait` or `count`. */
  readonly cancelled = new Promise<void>((resolve) => (this.tellCancelled = resolve));
  private tellWaiting = (): void => undefined;
  /** Resolves when a call of `wait` has come. */
  readonly waiting = new Promise<void>((resolve) => (this.tellWaiting = resolve));

  private tellAnswered = (): void => undefined;
  /** Resolves when the answer of `raw` is on its way. */
  readonly answered = new Promise<void>((resolve) => (this.tellAnswered = resolve));

  constructor(private readonly options: SampleOptions = {}) {
    this.server = new Server({
      'grpc.max_receive_message_length': options.largestRequest ?? 128 * 1024 * 1024,
      'grpc.max_send_message_length': -1,
      // Lets a server start again on a port only when the one before has left it.
      'grpc.so_reuseport': 0,
    });
    this.server.addService(definition('sample.v1.Sample', ['echo', 'raw', 'wait'], ['count', 'fail']), {
      echo: (call: Unary, answer: Answer) => {
        this.metadata.push(call.metadata);
        const trailing = new Metadata();
        trailing.set('took', '1 ms');
        trailing.set('blob-bin', Buffer.from([1, 2]));
        answer(null, call.request, trailing);
      },
      raw: (call: Unary, answer: Answer) => {
        const reader = new BinaryReader(call.request);
        reader.tag();
        answer(null, Buffer.from(reader.bytes()));
        this.tellAnswered();
      },
      wait: (call: Unary) => {
        call.on('cancelled', () => this.tellCancelled());
        this.tellWaiting();
      },
      count: (call: Stream) => void this.count(call),
      fail: (call: Stream) => {
        const { 1: code = 2, 2: details = '', 3: after = 0 } = fieldsOf(call.request);
        for (let index = 0; index < Number(after); index++) {
          call.write(item(index, 0));
        }
        call.emit('error', { code: Number(code), details: String(details) });
      },
    });
    this.server.addService(definition('sample.v1.Twin', ['count'], []), {
      count: (call: Unary, answer: Answer) => answer(null, call.request),
    });
    this.server.addService(definition('grpc.health.v1.Health', ['Check'], []), {
      Check: (_: Unary, answer: Answer) => {
        this.onCheck.splice(0).forEach((tell) => tell());
        answer(null, Buffer.from([8, this.serving ? 1 : 2]));
      },
    });
    if (options.reflection !== 'none') {
      this.addReflection(options.reflection ?? 'v1alpha');
    }
  }

  async start(): Promise<this> {
    this.port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync(
        `127.0.0.1:${this.options.port ?? 0}`,
        this.options.credentials ?? ServerCredentials.createInsecure(),
        (error, port) => (error ? reject(error) : resolve(port)),
      ),
    );
    return this;
  }

  get address(): string {
    return `grpc://127.0.0.1:${this.port}`;
  }

  get portNumber(): number {
    return this.port;
  }

  /** Resolves when it is asked for its health. */
  async checked(): Promise<void> {
    await new Promise<void>((resolve) => this.onCheck.push(resolve));
  }

  /** Ends all connections at once. */
  async stop(): Promise<void> {
    this.server.forceShutdown();
    await new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
  }

  /** Tells clients to go (GOAWAY) and lets calls that are under way end. */
  drain(): void {
    this.server.tryShutdown(() => undefined);
  }

  private async count(call: Stream): Promise<void> {
    let goOn = (): void => undefined;
    call.on('drain', () => goOn());
    call.on('cancelled', () => {
      this.tellCancelled();
      goOn();
    });
    const { 1: upTo = 0, 2: bytesEach = 0 } = fieldsOf(call.request);
    for (let index = 0; index < Number(upTo) && !call.cancelled; index++) {
      const goesOn = call.write(item(index, Number(bytesEach)));
      this.written = index + 1;
      if (!goesOn) {
        await new Promise<void>((resolve) => (goOn = resolve));
      }
    }
    call.end();
  }

  private addReflection(version: string): void {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    this.server.addService(
      { info: { path, requestStream: true, responseStream: true, ...bytesAsTheyAre } },
      {
        info: (call: ServerDuplexStream<Buffer, Buffer>) => {
          this.metadata.push(call.metadata);
          call.on('data', (request: Buffer) => call.write(this.reflect(request)));
          call.on('end', () => call.end());
          call.on('error', () => undefined);
        },
      },
    );
  }

  private reflect(request: Buffer): Buffer {
    const reader = new BinaryReader(request);
    const [question] = reader.tag();
    const about = reader.string();
    this.asked.push(question === 7 ? 'services' : about);
    const writer = new BinaryWriter();
    if (question === 7) {
      writer.tag(6, WireType.LengthDelimited).fork();
      for (const service of [...SERVICES, 'grpc.health.v1.Health']) {
        writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(service).join();
      }
      return Buffer.from(writer.join().finish());
    }
    const file = sampleFiles
      .filter(({ name }) => !this.options.withheld?.includes(name))
      .find((each) =>
        question === 3 ? each.name === about : each.service.some(({ name }) => `${each.package}.${name}` === about),
      );
    if (!file) {
      return Buffer.from(
        writer.tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(status.NOT_FOUND).join().finish(),
      );
    }
    writer.tag(4, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).bytes(bytesOf(file)).join();
    return Buffer.from(writer.finish());
  }
}

type Unary = ServerUnaryCall<Buffer, Buffer>;
type Stream = ServerWritableStream<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

const bytesAsTheyAre = {
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

function definition(service: string, unary: readonly string[], streaming: readonly string[]): ServiceDefinition {
  const method = (name: string, responseStream: boolean): [string, ServiceDefinition[string]] => [
    name,
    { path: `/${service}/${name}`, requestStream: false, responseStream, ...bytesAsTheyAre },
  ];
  return Object.fromEntries([
    ...unary.map((name) => method(name, false)),
    ...streaming.map((name) => method(name, true)),
  ]);
}

/** sample.v1.Item `item-INDEX`, its name padded to so many bytes. */
function item(index: number, bytes: number): Buffer {
  const name = `item-${index}`.padEnd(bytes, '.');
  return Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).string(name).finish());
}

function fieldsOf(bytes: Uint8Array): Record<number, number | string> {
  const reader = new BinaryReader(bytes);
  const found: Record<number, number | string> = {};
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    found[number] = wire === WireType.Varint ? reader.int32() : reader.string();
  }
  return found;
}

/** A port of the loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
