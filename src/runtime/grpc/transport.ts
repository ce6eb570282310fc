import { Client, Metadata, connectivityState, credentials, status } from '@grpc/grpc-js';
import type { ClientDuplexStream, ClientReadableStream, StatusObject } from '@grpc/grpc-js';
import type { GrpcConnectionOptions } from '../calls/grpc-api';
import { targetOf, type GrpcAddress } from './address';
import { LARGEST_MESSAGE } from './message-size';
import { GrpcProblem } from './problem';

/** Messages that wait for a slow reader may take this many bytes before the server is held back. */
const WAITING_BYTES = 4 * 1024 * 1024;
/** What a waiting message takes beside its own bytes, roughly. */
const MESSAGE_OVERHEAD = 128;
/** Milliseconds for which messages are handed on before the event loop runs. */
const LONGEST_TURN = 5;

export type Bytes = Buffer;
export type Duplex = ClientDuplexStream<Bytes, Bytes>;

/** How a call ended, in gRPC's own terms. */
export interface RawEnd {
  readonly code: number;
  readonly details: string;
  readonly trailing: Metadata;
  /** True when an error came while messages were held back, which loses those on the way. */
  readonly incomplete: boolean;
}

export interface RawCall {
  /** `/package.Service/method` */
  readonly path: string;
  readonly request: Bytes;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** Each message in turn; while its promise is pending, the next ones wait. What it rejects with ends the call and is thrown. */
  readonly onBytes: (bytes: Bytes) => Promise<void>;
}

/** One channel to one server: bytes in, bytes out, and statuses as they are. It connects with the first call. */
export class Transport {
  private readonly client: Client;

  constructor(
    address: GrpcAddress,
    private readonly options: GrpcConnectionOptions,
  ) {
    this.client = new Client(
      targetOf(address),
      address.tls ? credentials.createSsl(this.rootCertificates()) : credentials.createInsecure(),
      {
        'grpc.max_receive_message_length': LARGEST_MESSAGE,
        'grpc.max_send_message_length': LARGEST_MESSAGE,
        'grpc.use_local_subchannel_pool': 1,
        'grpc.service_config_disable_resolution': 1,
        // A retried call would run the plugin's code twice.
        'grpc.enable_retries': 0,
        'grpc.enable_channelz': 0,
        ...(address.loopback && { 'grpc.enable_http_proxy': 0 }),
      },
    );
  }

  /** False before the first call, and once the server that answered has gone. */
  get isConnected(): boolean {
    return this.client.getChannel().getConnectivityState(false) === connectivityState.READY;
  }

  /** True while gRPC waits before it tries to connect again. */
  get hasFailed(): boolean {
    return this.client.getChannel().getConnectivityState(false) === connectivityState.TRANSIENT_FAILURE;
  }

  /** Runs a unary or server-streaming call to its end. Rejects with an AbortError, or with what `onBytes` throws. */
  async call(call: RawCall): Promise<RawEnd> {
    throwIfAborted(call.signal);
    const stream = this.client.makeServerStreamRequest(
      call.path,
      same,
      same,
      call.request,
      this.metadata(call.metadata),
      deadline(call.deadlineMs),
    );
    return pump(stream, call);
  }

  /** Opens a stream both ways; the caller reads, ends and cancels it. */
  duplex(path: string, deadlineMs?: number): Duplex {
    return this.client.makeBidiStreamRequest(path, same, same, this.metadata(undefined), deadline(deadlineMs));
  }

  /** Takes no more calls; those under way go on. */
  close(): void {
    this.client.close();
  }

  private rootCertificates(): Buffer | null {
    return this.options.rootCertificates ? Buffer.from(this.options.rootCertificates) : null;
  }

  private metadata(own: Readonly<Record<string, string>> | undefined): Metadata {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries({ ...this.options.metadata, ...own })) {
      try {
        metadata.set(key, key.toLowerCase().endsWith('-bin') ? Buffer.from(value, 'base64') : value);
      } catch {
        // The error is not handed on: it quotes the value, which may be a token.
        throw new GrpcProblem({
          kind: 'bad-metadata',
          what: `"${key}" cannot be sent as metadata.`,
          why: 'Keys are letters, digits, "-", "_" and "."; values are printable ASCII.',
          next: 'Correct the metadata of the call',
        });
      }
    }
    return metadata;
  }
}

/**
 * Takes messages off the stream as they come and hands them on one by one. grpc-js drops what has not been taken when
 * a call ends with an error (grpc-node issue 2764), so taking must not wait for the reader until much is waiting.
 */
async function pump(stream: ClientReadableStream<Bytes>, { signal, onBytes }: RawCall): Promise<RawEnd> {
  let waiting: Bytes[] = [];
  let bytes = 0;
  const outcome: { end?: RawEnd; drained?: boolean } = {};
  let wake = (): void => undefined;
  const abort = (): void => {
    stream.cancel();
    wake();
  };
  signal?.addEventListener('abort', abort);

  stream.on('data', (message: Bytes) => {
    waiting.push(message);
    bytes += message.length + MESSAGE_OVERHEAD;
    if (bytes > WAITING_BYTES) {
      stream.pause();
    }
    wake();
  });
  stream.on('end', () => {
    outcome.drained = true;
    wake();
  });
  stream.on('status', ({ code, details, metadata }: StatusObject) => {
    outcome.end = { code, details, trailing: metadata, incomplete: code !== status.OK && stream.isPaused() };
    wake();
  });
  stream.on('error', () => undefined); // told as a status as well

  try {
    let turn = performance.now();
    for (;;) {
      const batch = waiting;
      waiting = [];
      for (const message of batch) {
        throwIfAborted(signal);
        await unlessAborted(onBytes(message), signal);
        bytes -= message.length + MESSAGE_OVERHEAD;
        if (stream.isPaused() && bytes < WAITING_BYTES / 2) {
          stream.resume();
        }
        if (performance.now() - turn > LONGEST_TURN) {
          await new Promise((resolve) => setImmediate(resolve));
          turn = performance.now();
        }
      }
      throwIfAborted(signal);
      if (waiting.length === 0) {
        if (outcome.end && outcome.drained) {
          return outcome.end;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    stream.cancel(); // nothing, when it has ended
    stream.resume();
  }
}

/** Waits for the work, but no longer than until the signal aborts. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(cancelled())));
  signal?.addEventListener('abort', abort);
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** @throws an AbortError, whatever the signal was aborted with. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw cancelled();
  }
}

export function cancelled(): Error {
  return new DOMException('The call was cancelled.', 'AbortError');
}

function same(bytes: Bytes): Bytes {
  return bytes;
}

function deadline(deadlineMs: number | undefined): { deadline?: number } {
  return deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
}
