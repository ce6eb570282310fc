import net from 'node:net';
import { Emitter } from '../../base/emitter';

/** A message of the Debug Adapter Protocol; the fields depend on its type. */
export interface DebugMessage {
  readonly seq: number;
  readonly type: 'request' | 'response' | 'event';
  readonly [field: string]: unknown;
}

const HEADER_END = Buffer.from('\r\n\r\n');

/** A connection to a debugpy that listens on a socket: Debug Adapter Protocol messages, framed by `Content-Length`. */
export class DebuggerConnection {
  private buffered = Buffer.alloc(0);
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
    this.buffered = Buffer.concat([this.buffered, chunk]);
    for (;;) {
      const header = this.buffered.indexOf(HEADER_END);
      if (header < 0) {
        return;
      }
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffered.toString('latin1', 0, header))?.[1]);
      const start = header + HEADER_END.length;
      if (this.buffered.length < start + length) {
        return;
      }
      const body = this.buffered.toString('utf8', start, start + length);
      this.buffered = this.buffered.subarray(start + length);
      this.received.fire(JSON.parse(body) as DebugMessage);
    }
  }
}
