import { status } from '@grpc/grpc-js';
import type { DescMethod } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type * as api from '../calls/grpc-api';
import type { ProtoFile } from '../calls/proto-file';
import { readAnswer } from './answer';
import { parseAddress, type GrpcAddress } from './address';
import { Descriptors, sourceOfSet, type DescriptorSource, type LoadedService } from './descriptors';
import { failureOf, readTrailing } from './failure';
import { checkHealth } from './health';
import { isInfrastructure, splitName, theMethod, theOnlyMethod, theService } from './names';
import { GrpcProblem, codeNameOf } from './problem';
import { REFLECTION_WITHIN, ReflectionEnd, withReflection } from './reflection';
import { writeRequest } from './request';
import { descriptionOf, neutralMessage, shapeOf } from './shape';
import { bytesOfFiles } from './server/proto-bytes';
import { SilenceWatch } from './silence';
import { Transport, cancelled, throwIfAborted, type RawEnd } from './transport';

/** Milliseconds without an answer before the connection itself is checked. */
const SILENCE = 10_000;
const HEALTH_WITHIN = 5000;

/** See {@link api.Grpc.connect}. */
export function connect(address: string, options: api.GrpcConnectionOptions = {}): GrpcConnection {
  return new GrpcConnection(address, options);
}

/** See {@link Grpc.descriptorSet}. */
export function descriptorSet(files: readonly ProtoFile[]): Uint8Array {
  const writer = new BinaryWriter();
  bytesOfFiles(files).forEach((bytes) => writer.tag(1, WireType.LengthDelimited).bytes(bytes));
  return writer.finish();
}

/** One server at one address: a channel that is made anew when it fails, and the descriptors of what answers there. */
export class GrpcConnection implements api.GrpcConnection {
  readonly address: string;
  private readonly at: GrpcAddress;
  private readonly running = new Set<AbortController>();
  private readonly redact: (text: string) => string;
  private isClosed = false;
  private transport: Transport | undefined;
  private descriptors = new Descriptors();

  /** @throws GrpcProblem of kind `bad-address` */
  constructor(
    address: string,
    private readonly options: api.GrpcConnectionOptions = {},
  ) {
    this.address = address;
    this.at = parseAddress(address);
    this.redact = options.redact ?? ((text) => text);
  }

  async health(signal?: AbortSignal, deadlineMs = HEALTH_WITHIN): Promise<boolean> {
    const { end, isServing } = await this.during(signal, (running) =>
      checkHealth(this.channel(), deadlineMs, running.signal),
    );
    if (end.code !== (status.OK as number) && end.code !== (status.UNIMPLEMENTED as number)) {
      throw await this.failure(end, 'Health.Check', 0, deadlineMs);
    }
    return isServing;
  }

  async services(signal?: AbortSignal): Promise<api.ServiceDescription[]> {
    return this.withSource(signal, async (source, descriptors) => {
      const services: api.ServiceDescription[] = [];
      for (const name of await descriptors.list(source)) {
        services.push(await described(name, descriptors, source));
      }
      return services;
    });
  }

  async resolve(name: string, signal?: AbortSignal): Promise<api.MethodDescription> {
    const { service, method } = splitName(name);
    if (service !== undefined) {
      return descriptionOf((await this.find(service, method, signal)).method);
    }
    const all = await this.services(signal);
    const { besides = [] } = this.options;
    const own = all
      .filter((each) => !isInfrastructure(each.name) && !besides.includes(each.name))
      .flatMap(({ methods }) => methods);
    return theOnlyMethod(method, own);
  }

  async describe(service: string, method: string, signal?: AbortSignal): Promise<api.MethodShape> {
    return shapeOf((await this.find(service, method, signal)).method);
  }

  async prefill(service: string, method: string, signal?: AbortSignal): Promise<api.JsonObject> {
    return neutralMessage((await this.find(service, method, signal)).method.input);
  }

  async call(
    { service: serviceName, name }: api.MethodDescription,
    request: object,
    options: api.GrpcCallOptions = {},
  ): Promise<api.GrpcCallResult> {
    const started = performance.now();
    const { method, registry } = await this.find(serviceName, name, options.signal);
    const service = method.parent.typeName;
    const title = `${service.slice(service.lastIndexOf('.') + 1)}.${name}`;
    refuseClientStreaming(method, title);
    const bytes = writeRequest(method.input, request, registry);
    let count = 0;
    const end = await this.watched(
      title,
      options.signal,
      () => count,
      (transport, signal, heard) =>
        transport.call({
          path: `/${service}/${name}`,
          request: bytes,
          metadata: options.metadata,
          deadlineMs: options.deadlineMs,
          signal,
          onBytes: async (answer) => {
            heard();
            const message = await readAnswer(method.output, answer, registry, signal);
            count += 1;
            await options.onMessage?.(message);
          },
        }),
    );
    if (end.code !== (status.OK as number)) {
      throw await this.failure(end, title, count, options.deadlineMs);
    }
    return { count, trailing: readTrailing(end.trailing, this.redact), durationMs: performance.now() - started };
  }

  descriptorFiles(): ReadonlyMap<string, Uint8Array> {
    return this.descriptors.bytes;
  }

  close(): void {
    this.isClosed = true;
    this.running.forEach((running) => running.abort());
    this.transport?.close();
    this.transport = undefined;
  }

  /** Runs a call while its connection is watched: one that has died without a word ends the call. */
  private async watched(
    title: string,
    signal: AbortSignal | undefined,
    count: () => number,
    run: (transport: Transport, signal: AbortSignal, heard: () => void) => Promise<RawEnd>,
  ): Promise<RawEnd> {
    return this.during(signal, async (running) => {
      const transport = this.channel();
      const watch = new SilenceWatch(
        this.options.silenceMs ?? SILENCE,
        transport,
        () => new Transport(this.at, this.options),
        () => running.abort(),
      );
      try {
        return await run(transport, running.signal, () => watch.heard());
      } catch (error) {
        if (!watch.foundDead) {
          throw error;
        }
        this.leave(transport);
        throw new GrpcProblem({
          kind: 'wedged',
          what: `The answer of ${title} cannot be read.`,
          why: 'The server sent more than 64 KB of error text or metadata, which ends the connection.',
          next: 'Look for the cause in the output of the server, and raise errors with shorter messages',
          count: count(),
        });
      } finally {
        watch.stop();
      }
    });
  }

  private async find(
    serviceName: string,
    methodName: string,
    signal: AbortSignal | undefined,
  ): Promise<LoadedService & { method: DescMethod }> {
    const loaded =
      this.loadedBefore(serviceName, methodName) ??
      (await this.withSource(signal, async (source, descriptors) => {
        return descriptors.load(theService(serviceName, await descriptors.list(source), methodName), source);
      }));
    return { ...loaded, method: theMethod(methodName, loaded.desc.typeName, loaded.desc.methods) };
  }

  private loadedBefore(name: string, method: string): LoadedService | undefined {
    const { names } = this.transport?.isConnected ? this.descriptors : {};
    return names && this.descriptors.get(theService(name, names, method));
  }

  /** Works with the server's reflection, or with descriptors from elsewhere when it has none. */
  private async withSource<T>(
    signal: AbortSignal | undefined,
    work: (source: DescriptorSource, descriptors: Descriptors) => Promise<T>,
  ): Promise<T> {
    return this.during(signal, async (running) => {
      const transport = this.channel();
      const { descriptors } = this;
      const withinMs = this.options.reflectionMs ?? REFLECTION_WITHIN;
      try {
        return await withReflection(transport, running.signal, (source) => work(source, descriptors), withinMs);
      } catch (error) {
        if (!(error instanceof ReflectionEnd)) {
          throw error;
        }
        if (error.end.code !== (status.UNIMPLEMENTED as number)) {
          throw await this.failure(error.end, 'Reflection', 0, withinMs);
        }
        return work(sourceOfSet(await this.descriptorsFromElsewhere(running.signal)), descriptors);
      }
    });
  }

  private async descriptorsFromElsewhere(signal: AbortSignal): Promise<Uint8Array> {
    if (!this.options.descriptors) {
      throw new GrpcProblem({
        kind: 'no-reflection',
        what: `The server at ${this.at.host}:${this.at.port} does not describe its services.`,
        why: 'It has no server reflection, neither v1alpha nor v1.',
        next: 'Turn on server reflection, or set up the Python environment of the plugin, which brings its contracts',
      });
    }
    return this.options.descriptors(signal);
  }

  /** Runs what the signal or {@link close} may end. */
  private async during<T>(signal: AbortSignal | undefined, work: (running: AbortController) => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    if (this.isClosed) {
      throw cancelled();
    }
    const running = new AbortController();
    const abort = (): void => running.abort();
    signal?.addEventListener('abort', abort);
    this.running.add(running);
    try {
      return await work(running);
    } finally {
      this.running.delete(running);
      signal?.removeEventListener('abort', abort);
    }
  }

  private channel(): Transport {
    if (this.transport?.hasFailed) {
      // A new channel connects at once, where this one would wait.
      this.leave(this.transport);
    }
    this.transport ??= new Transport(this.at, this.options);
    if (!this.transport.isConnected) {
      // What answers next may be another plugin, or the same one after a change.
      this.descriptors = new Descriptors();
    }
    return this.transport;
  }

  private leave(transport: Transport): void {
    transport.close();
    if (this.transport === transport) {
      this.transport = undefined;
    }
  }

  private failure(end: RawEnd, method: string, count: number, deadlineMs: number | undefined): Promise<GrpcProblem> {
    return failureOf({ end, address: this.at, method, count, deadlineMs, redact: this.redact });
  }
}

async function described(
  name: string,
  descriptors: Descriptors,
  source: DescriptorSource,
): Promise<api.ServiceDescription> {
  try {
    const { desc } = await descriptors.load(name, source);
    return { name, methods: desc.methods.map(descriptionOf) };
  } catch (error) {
    if (error instanceof GrpcProblem) {
      return { name, methods: [], failure: error };
    }
    if (error instanceof ReflectionEnd && ownAnswers.includes(error.end.code)) {
      return { name, methods: [], failure: undescribed(name, error) };
    }
    throw error;
  }
}

/** Ends that a server itself gives to one question; the others are those of the connection. */
const ownAnswers: readonly number[] = [
  status.UNKNOWN,
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.PERMISSION_DENIED,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
  status.INTERNAL,
  status.DATA_LOSS,
  status.RESOURCE_EXHAUSTED,
];

function undescribed(name: string, { end }: ReflectionEnd): GrpcProblem {
  return new GrpcProblem({
    kind: 'bad-descriptors',
    what: `The server does not describe ${name}.`,
    why: `It ended the conversation with ${codeNameOf(end.code)}.`,
    next: 'Look for the cause in the output of the server',
    code: end.code,
  });
}

function refuseClientStreaming(method: DescMethod, title: string): void {
  const { clientStreaming } = descriptionOf(method);
  if (clientStreaming) {
    throw new GrpcProblem({
      kind: 'client-streaming',
      what: `${title} takes a stream of requests.`,
      why: 'Only methods with one request can be called; no plugin contract of the platform has another.',
      next: 'Call it from a test of the plugin',
    });
  }
}
