import net from 'node:net';
import { Emitter } from '../../base/emitter';

/** A message of the Debug Adapter Protocol; the fields depend on its type. */
export interface DebugMessage {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly [field: string]: unknown;
}

const HEADER_END = Buffer.from('\r\n\r\n');
/** In bytes, of what debugpy sends: a header of one line, and variables of which it cuts the longer ones. */
const LONGEST_HEADER = 1000;
const LONGEST_BODY = 64 * 1024 * 1024;

/** A connection to a debugpy that listens on a socket: Debug Adapter Protocol messages, framed by `Content-Length`. */
export class DebuggerConnection {
  private chunks: Buffer[] = [];
  private length = 0;
  /** Bytes that are waited for: of no use before. */
  private wanted = 0;
  private readonly received = new Emitter<DebugMessage>();
  private readonly ended = new Emitter<void>();

  readonly onMessage = this.received.event;
  readonly onEnd = this.ended.event;

  private constructor(private readonly socket: net.Socket) {
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('close', () => this.ended.fire());
    // "close" follows and says all there is to say.
    socket.on('error', () => undefined);
  }

  /**
   * @param token What debug_adapter.py asks of whoever connects, as the first line; it says nothing to others.
   * @throws the system's error when nobody listens there
   */
  static async open(port: number, token: string): Promise<DebuggerConnection> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    socket.write(`${token}\n`);
    return new DebuggerConnection(socket);
  }

  send(message: object): void {
    const body = Buffer.from(JSON.stringify(message), 'utf8');
    this.socket.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.socket.write(body);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length < this.wanted) {
      return;
    }
    const messages: DebugMessage[] = [];
    let isReadable = true;
    try {
      this.read(Buffer.concat(this.chunks), messages);
    } catch {
      // Whatever speaks there is no debugger, or one that has lost its thread: nothing after this can be read either.
      isReadable = false;
    }
    messages.forEach((message) => this.received.fire(message));
    if (!isReadable) {
      this.close();
    }
  }

  /** Reads the messages that are whole, and keeps what is behind them. */
  private read(bytes: Buffer, messages: DebugMessage[]): void {
    for (let at = 0; ;) {
      const header = bytes.indexOf(HEADER_END, at);
      const length = header < 0 ? 0 : bodyLength(bytes.toString('latin1', at, header));
      const start = header + HEADER_END.length;
      if ((header < 0 ? bytes.length : header) - at > LONGEST_HEADER || length > LONGEST_BODY) {
        throw new Error('No message of the protocol is so long.');
      }
      if (header < 0 || bytes.length < start + length) {
        this.chunks = [bytes.subarray(at)];
        this.length = bytes.length - at;
        this.wanted = header < 0 ? 0 : start + length - at;
        return;
      }
      at = start + length;
      messages.push(JSON.parse(bytes.toString('utf8', start, at)) as DebugMessage);
    }
  }
}

/** @throws Error for a header without it */
function bodyLength(header: string): number {
  const length = /^Content-Length: (\d+)$/im.exec(header)?.[1];
  if (length === undefined) {
    throw new Error('A message says how long it is.');
  }
  return Number(length);
}
