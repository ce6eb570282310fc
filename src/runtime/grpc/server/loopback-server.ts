import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type {
  Metadata,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
  sendUnaryData,
} from '@grpc/grpc-js';
import type { DescMethod } from '@bufbuild/protobuf';
import type { JsonObject } from '../../grpc-api';
import { GrpcRefusal, type GrpcServer, type GrpcServerOptions, type ServedMethod } from '../../grpc-server';
import { claimPort } from '../../ports';
import { readAnswer } from '../answer';
import { Descriptors, type LoadedService } from '../descriptors';
import { writeRequest } from '../request';
import { infrastructureFiles } from './infrastructure-files';
import { bytesOfFiles } from './proto-bytes';
import { answerReflection } from './reflection-answers';
import { ServedFiles } from './served-files';

/** Of one request, in bytes: what a gRPC server takes that sets no limit of its own, as those of spaceone-core do. */
const LARGEST_REQUEST = 4 * 1024 * 1024;
/** Milliseconds that calls under way have to end when the server closes. */
const CLOSES_WITHIN = 1000;
const SERVING = Buffer.from([8, 1]);

type Unary = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;
type Refusal = Partial<Pick<GrpcRefusal, 'name' | 'status' | 'details'>>;

/** See {@link GrpcServer}. */
export class LoopbackServer implements GrpcServer {
  private readonly server = new Server({
    'grpc.max_receive_message_length': LARGEST_REQUEST,
    'grpc.max_send_message_length': -1,
    // Two servers on one port would each get some of the calls.
    'grpc.so_reuseport': 0,
    // Not without channelz: grpc-js 1.14.7 then knows no connections that it could end by force.
    'grpc.enable_channelz': 1,
  });
  private readonly running = new Set<AbortController>();

  private bound = 0;

  private constructor(private readonly onDefect: (method: string, error: unknown) => void) {}

  /** See `startGrpcServer`. */
  static async start(options: GrpcServerOptions): Promise<LoopbackServer> {
    if (options.port !== undefined) {
      await claimPort(options.port);
    }
    const files = new ServedFiles(bytesOfFiles([...options.files, ...infrastructureFiles]));
    const descriptors = new Descriptors();
    const services = await Promise.all(
      Object.entries(options.services).map(
        async ([name, methods]) => [await descriptors.load(name, files), methods] as const,
      ),
    );
    const started = new LoopbackServer(options.onDefect ?? (() => undefined));
    services.forEach(([service, methods]) => started.add(service, methods));
    started.addHealth();
    started.addReflection(files);
    await started.listen(options.port ?? 0);
    return started;
  }

  get port(): number {
    return this.bound;
  }

  get address(): string {
    return `127.0.0.1:${this.bound}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    const force = setTimeout(() => {
      this.running.forEach((call) => call.abort());
      this.server.forceShutdown();
    }, CLOSES_WITHIN);
    await closed;
    clearTimeout(force);
  }

  private async listen(wanted: number): Promise<void> {
    this.bound = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync(`127.0.0.1:${wanted}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  }

  private add({ desc, registry }: LoadedService, methods: Readonly<Record<string, ServedMethod>>): void {
    const definition: Record<string, ServiceDefinition[string]> = {};
    const implementation: UntypedServiceImplementation = {};
    for (const method of desc.methods) {
      const handle = methods[method.name] ?? absent;
      definition[method.name] = path(`/${desc.typeName}/${method.name}`);
      implementation[method.name] = (call: Unary, answer: Answer) =>
        void this.serve(method, handle, registry, call, answer);
    }
    this.server.addService(definition, implementation);
  }

  private async serve(
    method: DescMethod,
    handle: ServedMethod,
    registry: LoadedService['registry'],
    call: Unary,
    answer: Answer,
  ): Promise<void> {
    const running = new AbortController();
    this.running.add(running);
    call.on('cancelled', () => running.abort());
    try {
      const request = await read(method, call.request, registry, running.signal);
      const response = await handle(request, { metadata: textsOf(call.metadata), signal: running.signal });
      answer(null, writeRequest(method.output, response, registry));
    } catch (error) {
      answer(this.statusOf(`${method.parent.name}.${method.name}`, error));
    } finally {
      this.running.delete(running);
    }
  }

  /** By its shape and not its class: a refusal may come from another chunk. */
  private statusOf(method: string, error: unknown): { code: status; details: string } {
    const refusal = error as Refusal;
    if (refusal.name === 'GrpcRefusal' && refusal.status !== undefined) {
      return { code: status[refusal.status], details: refusal.details ?? '' };
    }
    this.onDefect(method, error);
    return { code: status.INTERNAL, details: error instanceof Error ? error.message : String(error) };
  }

  private addHealth(): void {
    const service = 'grpc.health.v1.Health';
    this.server.addService(
      {
        Check: path(`/${service}/Check`),
        Watch: { ...path(`/${service}/Watch`), responseStream: true },
      },
      {
        Check: (_: Unary, answer: Answer) => answer(null, SERVING),
        // It stays open until the client goes: a client that watches is told of a change, and there is none.
        Watch: (call: ServerWritableStream<Buffer, Buffer>) => void call.write(SERVING),
      },
    );
  }

  private addReflection(files: ServedFiles): void {
    for (const version of ['v1alpha', 'v1']) {
      this.server.addService(
        {
          info: {
            ...path(`/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`),
            requestStream: true,
            responseStream: true,
          },
        },
        {
          info: (call: ServerDuplexStream<Buffer, Buffer>) => {
            // In turn: a client may send all its questions at once and counts on the order.
            let last = Promise.resolve();
            call.on('data', (question: Buffer) => {
              last = last
                .then(async () => void call.write(await answerReflection(question, files)))
                .catch(() => {
                  call.emit('error', { code: status.INVALID_ARGUMENT, details: 'The question cannot be read.' });
                });
            });
            call.on('end', () => void last.then(() => call.end()));
            call.on('error', () => undefined);
          },
        },
      );
    }
  }
}

function absent(): never {
  throw new GrpcRefusal('UNIMPLEMENTED', 'The method is declared and not served.');
}

async function read(
  method: DescMethod,
  bytes: Buffer,
  registry: LoadedService['registry'],
  signal: AbortSignal,
): Promise<JsonObject> {
  try {
    return (await readAnswer(method.input, bytes, registry, signal)) as JsonObject;
  } catch {
    throw new GrpcRefusal('INTERNAL', `The request cannot be read as ${method.input.typeName}.`);
  }
}

/** A method whose messages are taken and given as bytes. */
function path(methodPath: string): ServiceDefinition[string] {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    path: methodPath,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function textsOf(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(
    Object.keys(metadata.getMap()).flatMap((key) => {
      const value = metadata.get(key).at(-1);
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}
