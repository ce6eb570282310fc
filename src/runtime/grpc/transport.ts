import { Client, Metadata, connectivityState, credentials, status } from '@grpc/grpc-js';
import type { ClientDuplexStream, ClientReadableStream, StatusObject } from '@grpc/grpc-js';
import type { GrpcConnectionOptions } from '../grpc-api';
import { targetOf, type GrpcAddress } from './address';
import { GrpcProblem } from './problem';

/** The largest message that goes out or comes in. */
export const LARGEST_MESSAGE = 64 * 1024 * 1024;

/** Messages that wait for a slow reader may take this many bytes before the server is held back. */
const WAITING_BYTES = 4 * 1024 * 1024;
/** What a waiting message takes beside its own bytes, roughly. */
const MESSAGE_OVERHEAD = 128;

export type Bytes = Buffer;
export type Duplex = ClientDuplexStream<Bytes, Bytes>;

/** How a call ended, in gRPC's own terms. */
export interface RawEnd {
  readonly code: number;
  readonly details: string;
  readonly trailing: Metadata;
}

export interface RawCall {
  /** `/package.Service/method` */
  readonly path: string;
  readonly request: Bytes;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** Each message in turn; while its promise is pending, the next ones wait. What it throws ends the call and is thrown. */
  readonly onBytes: (bytes: Bytes) => void | Promise<void>;
}

/** The channel to one server: bytes in, bytes out, and statuses as they are. */
export class Transport {
  private client: Client | undefined;

  constructor(
    readonly address: GrpcAddress,
    private readonly options: GrpcConnectionOptions,
  ) {}

  /** True while the server that answered before has not gone since. */
  get isConnected(): boolean {
    return this.client?.getChannel().getConnectivityState(false) === connectivityState.READY;
  }

  /** Runs a unary or server-streaming call to its end. Rejects with an AbortError, or with what `onBytes` throws. */
  async call(call: RawCall): Promise<RawEnd> {
    call.signal?.throwIfAborted();
    const stream = this.usable().makeServerStreamRequest(
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
    return this.usable().makeBidiStreamRequest(path, same, same, this.metadata(undefined), deadline(deadlineMs));
  }

  /** Leaves the connection to the calls that still use it; the next call makes a new one. */
  renew(): void {
    this.client?.close();
    this.client = undefined;
  }

  /** The channel, connecting afresh after a failure rather than waiting for gRPC's next try. */
  private usable(): Client {
    if (this.client?.getChannel().getConnectivityState(false) === connectivityState.TRANSIENT_FAILURE) {
      this.renew();
    }
    const { tls, loopback } = this.address;
    this.client ??= new Client(
      targetOf(this.address),
      tls ? credentials.createSsl(this.rootCertificates()) : credentials.createInsecure(),
      {
        'grpc.max_receive_message_length': LARGEST_MESSAGE,
        'grpc.max_send_message_length': LARGEST_MESSAGE,
        'grpc.use_local_subchannel_pool': 1,
        'grpc.service_config_disable_resolution': 1,
        // A retried call would run the plugin's code twice.
        'grpc.enable_retries': 0,
        'grpc.enable_channelz': 0,
        ...(loopback && { 'grpc.enable_http_proxy': 0 }),
      },
    );
    return this.client;
  }

  private rootCertificates(): Buffer | null {
    return this.options.rootCertificates ? Buffer.from(this.options.rootCertificates) : null;
  }

  private metadata(own: Readonly<Record<string, string>> | undefined): Metadata {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries({ ...this.options.metadata, ...own })) {
      try {
        metadata.set(key, key.toLowerCase().endsWith('-bin') ? Buffer.from(value, 'base64') : value);
      } catch (cause) {
        throw new GrpcProblem({
          kind: 'bad-metadata',
          what: `"${key}" cannot be sent as metadata.`,
          why: 'Keys are letters, digits, "-", "_" and "."; values are printable ASCII.',
          next: 'Correct the metadata of the call',
          cause,
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
  let end: StatusObject | undefined;
  let drained = false;
  let wake = (): void => undefined;

  stream.on('data', (message: Bytes) => {
    waiting.push(message);
    bytes += message.length + MESSAGE_OVERHEAD;
    if (bytes > WAITING_BYTES) {
      stream.pause();
    }
    wake();
  });
  stream.on('end', () => {
    drained = true;
    wake();
  });
  stream.on('status', (status: StatusObject) => {
    end = status;
    wake();
  });
  stream.on('error', () => undefined); // told as a status as well
  const abort = (): void => wake();
  signal?.addEventListener('abort', abort);

  try {
    for (;;) {
      const batch = waiting;
      waiting = [];
      for (const message of batch) {
        signal?.throwIfAborted();
        const taken = onBytes(message);
        if (taken) {
          await taken;
        }
        bytes -= message.length + MESSAGE_OVERHEAD;
        if (stream.isPaused() && bytes < WAITING_BYTES / 2) {
          stream.resume();
        }
      }
      signal?.throwIfAborted();
      if (waiting.length === 0) {
        if (end && drained) {
          return { code: end.code, details: end.details, trailing: end.metadata };
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

function same(bytes: Bytes): Bytes {
  return bytes;
}

function deadline(deadlineMs: number | undefined): { deadline?: number } {
  return deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
}

/** True when the end came from a server, and not from this side or the way between. */
export function isFine(end: RawEnd): boolean {
  return end.code === (status.OK as number);
}
