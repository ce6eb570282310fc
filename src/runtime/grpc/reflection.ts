import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { status, type StatusObject } from '@grpc/grpc-js';
import type { DescriptorSource } from './descriptors';
import { lengthDelimited } from './wire-fields';
import { cancelled, throwIfAborted, type Duplex, type RawEnd, type Transport } from './transport';

/** The old version first: it is the only one that spaceone-core's servers have, and the two differ in the name alone. */
const VERSIONS = ['grpc.reflection.v1alpha.ServerReflection', 'grpc.reflection.v1.ServerReflection'];

/** Milliseconds for all questions of one conversation, unless it is given others. */
export const REFLECTION_WITHIN = 30_000;

// Field numbers of grpc/reflection/v1/reflection.proto.
const ASK = { fileByName: 3, fileContaining: 4, services: 7 } as const;
const ANSWER = { files: 4, services: 6 } as const;

/** Reflection ended in a status; `UNIMPLEMENTED` when the server has none. */
export class ReflectionEnd extends Error {
  constructor(readonly end: RawEnd) {
    super(end.details);
  }
}

/**
 * Talks to the server's reflection for as long as `work` takes, in one stream.
 * @throws ReflectionEnd, an AbortError, or what `work` throws
 */
export async function withReflection<T>(
  transport: Transport,
  signal: AbortSignal | undefined,
  work: (source: DescriptorSource) => Promise<T>,
  withinMs = REFLECTION_WITHIN,
): Promise<T> {
  let last: unknown;
  for (const version of VERSIONS) {
    throwIfAborted(signal);
    const conversation = new Conversation(transport.duplex(`/${version}/ServerReflectionInfo`, withinMs), signal);
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

interface Answer {
  readonly files: Uint8Array[];
  readonly services: string[];
}

/** One reflection stream: a question, then its answer, then the next question. */
class Conversation implements DescriptorSource {
  private waiting: { resolve: (answer: Buffer) => void; reject: (error: Error) => void } | undefined;
  private ended: Error | undefined;
  private readonly abort = (): void => this.fail(cancelled());

  constructor(
    private readonly stream: Duplex,
    private readonly signal: AbortSignal | undefined,
  ) {
    stream.on('data', (bytes: Buffer) => {
      this.waiting?.resolve(bytes);
      this.waiting = undefined;
    });
    stream.on('error', () => undefined); // told as a status as well
    stream.on('status', ({ code, details, metadata }: StatusObject) =>
      this.fail(new ReflectionEnd({ code, details, trailing: metadata, incomplete: false })),
    );
    signal?.addEventListener('abort', this.abort);
  }

  async services(): Promise<string[]> {
    return (await this.ask(ASK.services, '')).services;
  }

  async filesOf(service: string): Promise<Uint8Array[]> {
    return (await this.ask(ASK.fileContaining, service)).files;
  }

  async file(name: string): Promise<Uint8Array[]> {
    return (await this.ask(ASK.fileByName, name)).files;
  }

  close(): void {
    this.signal?.removeEventListener('abort', this.abort);
    this.stream.end();
    this.stream.cancel();
  }

  private async ask(question: number, about: string): Promise<Answer> {
    if (this.ended) {
      throw this.ended;
    }
    const answer = new Promise<Buffer>((resolve, reject) => (this.waiting = { resolve, reject }));
    this.stream.write(Buffer.from(new BinaryWriter().tag(question, WireType.LengthDelimited).string(about).finish()));
    return readAnswer(await answer);
  }

  private fail(error: Error): void {
    this.ended ??= error;
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  }
}

/** An answer without files or services is the server's way to say that it does not know the name. */
function readAnswer(bytes: Uint8Array): Answer {
  const files: Uint8Array[] = [];
  const services: string[] = [];
  for (const [number, part] of lengthDelimited(bytes)) {
    if (number === ANSWER.files) {
      files.push(...[...lengthDelimited(part)].map(([, file]) => file));
    } else if (number === ANSWER.services) {
      const entries = [...lengthDelimited(part)].flatMap(([, entry]) => [...lengthDelimited(entry)]);
      services.push(...entries.map(([, name]) => Buffer.from(name).toString('utf8')));
    }
  }
  return { files, services };
}
