import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { status, type StatusObject } from '@grpc/grpc-js';
import type { DescriptorSource } from './descriptors';
import { megabytes } from './message-size';
import { GrpcProblem } from './problem';
import { lengthDelimited } from './wire-fields';
import { cancelled, throwIfAborted, type Duplex, type RawEnd, type Transport } from './transport';

/** The old version first: it is the only one that spaceone-core's servers have, and the two differ in the name alone. */
const VERSIONS = ['grpc.reflection.v1alpha.ServerReflection', 'grpc.reflection.v1.ServerReflection'];

/** Milliseconds for all questions of one conversation, unless it is given others. */
export const REFLECTION_WITHIN = 30_000;

// Field numbers of grpc/reflection/v1/reflection.proto.
const ASK = { fileByName: 3, fileContaining: 4, services: 7 } as const;
const ANSWER = { files: 4, services: 6 } as const;

/** Of all answers of one conversation, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_NAMES = 10_000;
/** Of one name, in bytes. */
const LONGEST_NAME = 1000;
/** Of one answer: more than a service imports. */
const MOST_FILES = 2000;

/** Reflection ended in a status; `UNIMPLEMENTED` when the server has none. */
export class ReflectionEnd extends Error {
  constructor(readonly end: RawEnd) {
    super(end.details);
  }
}

/**
 * Talks to the server's reflection for as long as `work` takes. A question that the server answers with the end of the
 * stream is rejected, and the next one is asked on a new stream.
 * @throws ReflectionEnd, an AbortError, or what `work` throws
 */
export async function withReflection<T>(
  transport: Transport,
  signal: AbortSignal | undefined,
  work: (source: DescriptorSource) => Promise<T>,
  withinMs = REFLECTION_WITHIN,
): Promise<T> {
  const until = Date.now() + withinMs;
  let last: unknown;
  for (const version of VERSIONS) {
    throwIfAborted(signal);
    const open = (): Duplex => transport.duplex(`/${version}/ServerReflectionInfo`, until - Date.now());
    const conversation = new Conversation(open, signal);
    try {
      return await work(conversation);
    } catch (error) {
      last = error;
      if (!(error instanceof ReflectionEnd && error.end.code === (status.UNIMPLEMENTED as number))) {
        throw error;
      }
    } finally {
      conversation.close();
    }
  }
  throw last;
}

/** Reflection by streams: a question, then its answer, then the next question. */
class Conversation implements DescriptorSource {
  private stream: Duplex | undefined;
  private waiting: { resolve: (answer: Buffer) => void; reject: (error: Error) => void } | undefined;
  private received = 0;
  private readonly abort = (): void => this.end(cancelled());

  constructor(
    private readonly open: () => Duplex,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.abort);
  }

  async services(): Promise<string[]> {
    return servicesIn(await this.ask(ASK.services, ''));
  }

  async filesOf(service: string): Promise<Uint8Array[]> {
    return filesIn(await this.ask(ASK.fileContaining, service));
  }

  async file(name: string): Promise<Uint8Array[]> {
    return filesIn(await this.ask(ASK.fileByName, name));
  }

  close(): void {
    this.signal?.removeEventListener('abort', this.abort);
    this.end(cancelled());
  }

  private async ask(question: number, about: string): Promise<Uint8Array> {
    throwIfAborted(this.signal);
    const answer = new Promise<Buffer>((resolve, reject) => (this.waiting = { resolve, reject }));
    this.stream ??= this.listen(this.open());
    this.stream.write(Buffer.from(new BinaryWriter().tag(question, WireType.LengthDelimited).string(about).finish()));
    return answer;
  }

  private listen(stream: Duplex): Duplex {
    stream.on('data', (bytes: Buffer) => {
      this.received += bytes.length;
      if (this.received > MOST_BYTES) {
        this.end(tooMuch('sends too much', `Its answers may have ${megabytes(MOST_BYTES)} MB in all.`));
      }
      this.waiting?.resolve(bytes);
      this.waiting = undefined;
    });
    stream.on('error', () => undefined); // told as a status as well
    stream.on('status', ({ code, details, metadata }: StatusObject) => {
      if (this.stream === stream) {
        this.end(new ReflectionEnd({ code, details, trailing: metadata, incomplete: false }));
      }
    });
    return stream;
  }

  private end(error: Error): void {
    this.stream?.end();
    this.stream?.cancel();
    this.stream = undefined;
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

/** No files are the server's way to say that it does not know the name. */
function filesIn(answer: Uint8Array): Uint8Array[] {
  const files: Uint8Array[] = [];
  for (const file of partsIn(answer, ANSWER.files)) {
    if (files.length === MOST_FILES) {
      throw tooMuch('sends too many files', `An answer may have ${MOST_FILES}.`);
    }
    files.push(file);
  }
  return files;
}

function servicesIn(answer: Uint8Array): string[] {
  const names: string[] = [];
  for (const entry of partsIn(answer, ANSWER.services)) {
    for (const [, name] of lengthDelimited(entry)) {
      if (names.length === MOST_NAMES || name.length > LONGEST_NAME) {
        throw tooMuch('lists too many services', `They may be ${MOST_NAMES}, with names of ${LONGEST_NAME} bytes.`);
      }
      names.push(Buffer.from(name).toString('utf8'));
    }
  }
  return names;
}

/** The parts of the field of that number. */
function* partsIn(answer: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const [number, field] of lengthDelimited(answer)) {
    for (const [, part] of number === wanted ? lengthDelimited(field) : []) {
      yield part;
    }
  }
}

function tooMuch(what: string, why: string): GrpcProblem {
  return new GrpcProblem({
    kind: 'bad-descriptors',
    what: `The server ${what} when it is asked to describe itself.`,
    why,
    next: 'Check what listens there',
  });
}
