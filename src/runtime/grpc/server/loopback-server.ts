import net from 'node:net';
import { Server, ServerCredentials, ServerInterceptingCall, status } from '@grpc/grpc-js';
import type {
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
  sendUnaryData,
} from '@grpc/grpc-js';
import type { DescMethod } from '@bufbuild/protobuf';
import type { JsonObject } from '../../calls/grpc-api';
import {
  GrpcRefusal,
  type Answering,
  type GrpcServer,
  type GrpcServerOptions,
  type ServedMethod,
} from '../../grpc-server';
import { claimPort } from '../../processes/ports';
import { readAnswer } from '../answer';
import { Descriptors, type LoadedService } from '../descriptors';
import { writeRequest } from '../request';
import { Admissions, textsOf } from './admissions';
import { infrastructureFiles } from './infrastructure-files';
import { bytesOfFiles } from './proto-bytes';
import { rawMethod } from './raw-methods';
import { reflectionService } from './reflection-service';
import { ServedFiles } from './served-files';

/** Of one request, in bytes: what a gRPC server takes that sets no limit of its own, as those of spaceone-core do. */
const LARGEST_REQUEST = 4 * 1024 * 1024;
/** Milliseconds that calls under way have to end when the server closes. */
const CLOSES_WITHIN = 1000;
/** A client has one connection, and spacectl one for each service; the usual limit of open files is 1024, or 256. */
const MOST_CONNECTIONS = 128;
/** Milliseconds after which a connection that has called nothing is closed. */
const CALLS_WITHIN = 5000;
/** Of a status's words, in characters; in a header each may take nine bytes. */
const LONGEST_DETAILS = 4096;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const SERVING = Buffer.from([8, 1]);

type Unary = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;
type Refusal = Partial<Pick<GrpcRefusal, 'name' | 'status' | 'details'>>;

/** See {@link GrpcServer}. */
export class LoopbackServer implements GrpcServer {
  private readonly admissions = new Admissions((path, error) => this.statusOf(path, error));
  /** Connections that have called nothing yet, by their peer, and what closes them. */
  private readonly silent = new Map<string, NodeJS.Timeout>();
  private readonly server = new Server({
    interceptors: [
      (_, call) => {
        this.calls(call.getPeer());
        return new ServerInterceptingCall(call);
      },
      this.admissions.interceptor,
    ],
    'grpc.max_receive_message_length': LARGEST_REQUEST,
    'grpc.max_send_message_length': -1,
    // Not without channelz: grpc-js 1.14.7 then knows no connections that it could end by force.
    'grpc.enable_channelz': 1,
  });
  private readonly injector = this.server.createConnectionInjector(ServerCredentials.createInsecure());
  private readonly entrance = net.createServer((socket) => this.letIn(socket));
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
    for (const version of ['v1alpha', 'v1']) {
      const { definition, implementation } = reflectionService(version, files);
      started.server.addService(definition, implementation);
    }
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
    this.entrance.close();
    const closed = new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    const force = setTimeout(() => {
      this.running.forEach((call) => call.abort());
      this.server.forceShutdown();
    }, CLOSES_WITHIN);
    await closed;
    clearTimeout(force);
  }

  private async listen(wanted: number): Promise<void> {
    this.entrance.maxConnections = MOST_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      this.entrance.once('error', reject);
      this.entrance.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, resolve);
    });
    this.bound = (this.entrance.address() as net.AddressInfo).port;
    // Where no descriptor is left for a connection, it waits or is dropped.
    this.entrance.on('error', () => undefined);
  }

  private letIn(socket: net.Socket): void {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.silent.set(
      peer,
      setTimeout(() => socket.destroy(), CALLS_WITHIN),
    );
    socket.once('close', () => this.calls(peer));
    this.injector.injectConnection(socket);
  }

  /** From now on the connection with a peer may be silent. */
  private calls(peer: string): void {
    clearTimeout(this.silent.get(peer));
    this.silent.delete(peer);
  }

  private add({ desc, registry }: LoadedService, methods: Readonly<Record<string, ServedMethod>>): void {
    const definition: Record<string, ServiceDefinition[string]> = {};
    const implementation: UntypedServiceImplementation = {};
    for (const method of desc.methods) {
      const served = methods[method.name] ?? absent;
      const name = `/${desc.typeName}/${method.name}`;
      if (typeof served !== 'function') {
        this.admissions.guard(name, served);
      }
      definition[method.name] = rawMethod(name);
      implementation[method.name] = (call: Unary, answer: Answer) => {
        const answering = typeof served === 'function' ? served : this.admissions.answering(call.metadata);
        void this.serve(method, answering ?? absent, registry, call, answer);
      };
    }
    this.server.addService(definition, implementation);
  }

  private async serve(
    method: DescMethod,
    answering: Answering,
    registry: LoadedService['registry'],
    call: Unary,
    answer: Answer,
  ): Promise<void> {
    const running = new AbortController();
    this.running.add(running);
    call.on('cancelled', () => running.abort());
    try {
      const request = await read(method, call.request, registry, running.signal);
      const response = await answering(request, { metadata: textsOf(call.metadata), signal: running.signal });
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
      return { code: status[refusal.status], details: shortened(refusal.details ?? '') };
    }
    this.onDefect(method, error);
    return { code: status.INTERNAL, details: shortened(error instanceof Error ? error.message : String(error)) };
  }

  private addHealth(): void {
    const service = 'grpc.health.v1.Health';
    this.server.addService(
      {
        Check: rawMethod(`/${service}/Check`),
        Watch: { ...rawMethod(`/${service}/Watch`), responseStream: true },
      },
      {
        Check: (_: Unary, answer: Answer) => answer(null, SERVING),
        // It stays open until the client goes: a client that watches is told of a change, and there is none.
        Watch: (call: ServerWritableStream<Buffer, Buffer>) => void call.write(SERVING),
      },
    );
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
    return (await readAnswer(method.input, bytes, registry, signal, strictText)) as JsonObject;
  } catch {
    throw new GrpcRefusal('INTERNAL', `The request cannot be read as ${method.input.typeName}.`);
  }
}

/** A text of a request must be UTF-8, as it must for protobuf's own parsers. */
function strictText(text: Uint8Array): string {
  return utf8.decode(text);
}

/** Well-formed, and not more than a client can take: its HTTP/2 ends the connection for a header of more than 64 KB. */
function shortened(details: string): string {
  return Buffer.from(details.slice(0, LONGEST_DETAILS)).toString();
}
