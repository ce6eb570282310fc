import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { CertificateAuthority } from './authority';
import type { CloudSide, Headers } from './cloud-call';

/** The first byte of a TLS handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;
/** With what HTTP/2 begins where it is spoken without TLS (RFC 9113, 3.4). */
const HTTP2_PREFACE = 'PRI * HTTP/2';
/** What is said to the next station, and not to whoever stands behind it (RFC 9110, 7.6.1). */
const FOR_THE_PROXY = new Set([
  ...['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect'],
  ...['proxy-authorization', 'proxy-authenticate', 'http2-settings', 'trailer'],
]);

/** Takes connections that were made for another server. */
type Taker = Pick<net.Server, 'emit'>;

/**
 * A proxy on loopback for the processes of one plugin: what they ask of any server, with TLS or without, is handed to one
 * who answers. HTTP/2 is spoken with clients that know nothing else, HTTP/1.1 with all others.
 */
export class LoopbackProxy {
  private readonly server = http.createServer((request, response) => this.takePlain(request, response));
  private readonly sockets = new Set<Duplex>();
  /** By whether they speak TLS or which HTTP, and by the host and port that a client has asked for. */
  private readonly takers = new Map<string, Taker>();

  constructor(
    private readonly authority: CertificateAuthority,
    private readonly side: CloudSide,
  ) {
    this.server.on('connection', (socket: net.Socket) => this.keep(socket));
    this.server.on('connect', (request: IncomingMessage, socket: Duplex, early: Buffer) =>
      this.tunnel(request, socket, early),
    );
    this.server.on('clientError', (_, socket: Duplex) => socket.destroy());
  }

  /** Listens on a free port of 127.0.0.1, and resolves with it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as net.AddressInfo).port;
  }

  /** Resolves when nothing listens any more, also when that is so already. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.side.close();
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private keep(socket: Duplex): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
  }

  /** `GET http://host/path`: how a client asks for a server without TLS. */
  private takePlain(request: IncomingMessage, response: ServerResponse): void {
    const address = request.url ?? '';
    if (!/^https?:\/\//i.test(address)) {
      response.writeHead(400).end('This is a proxy.\n');
      return;
    }
    this.take(request, response, address);
  }

  /** `CONNECT host:port`: what comes then is for that server, and its first byte tells what it is. */
  private tunnel({ url = '' }: IncomingMessage, socket: Duplex, early: Buffer): void {
    const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([^:/\s]+)):(\d{1,5})$/i.exec(url) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined) {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    this.keep(socket);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (early.length > 0) {
      socket.unshift(early);
    }
    // Looked at without letting it flow: it is read by whoever takes the connection.
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      this.takerOf(first, host.toLowerCase(), Number(port)).emit('connection', socket);
    });
  }

  private takerOf(first: Buffer, host: string, port: number): Taker {
    const speaks =
      first[0] === TLS_HANDSHAKE ? 'tls' : HTTP2_PREFACE.startsWith(first.toString('latin1', 0, 12)) ? 'http2' : 'http';
    const key = `${speaks} ${host}:${port}`;
    const taker = this.takers.get(key) ?? this.newTaker(speaks, host, port);
    this.takers.set(key, taker);
    return taker;
  }

  private newTaker(speaks: 'tls' | 'http2' | 'http', host: string, port: number): Taker {
    const name = net.isIPv6(host) ? `[${host}]` : host;
    const origin = new URL(`${speaks === 'tls' ? 'https' : 'http'}://${name}:${port}`).origin;
    const take = (request: AnyRequest, response: AnyResponse): void =>
      this.take(request, response, `${origin}${request.url ?? '/'}`);
    if (speaks !== 'tls') {
      const made = speaks === 'http2' ? http2.createServer(take) : http.createServer(take);
      return quiet(made);
    }
    const secure = http2.createSecureServer(
      {
        ...this.authority.for(host),
        allowHTTP1: true,
        // A client that may take either gets what most servers speak; one of gRPC offers HTTP/2 alone.
        ALPNCallback: ({ protocols }) =>
          protocols.includes('http/1.1') || !protocols.includes('h2') ? protocols.find(isFirst) : 'h2',
      },
      take,
    );
    secure.on('secureConnection', (socket: Duplex) => this.keep(socket));
    return quiet(secure);
  }

  private take(request: AnyRequest, response: AnyResponse, address: string): void {
    const { method = 'GET', headers } = request;
    const isHttp2 = request.httpVersionMajor === 2;
    response.on('error', () => undefined);
    const exchange = { method, address, headers: passedOn(headers), body: request, response, isHttp2 };
    this.side.answer(exchange).catch(() => response.destroy());
  }
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

function isFirst(protocol: string): boolean {
  return protocol === 'http/1.1';
}

/** A client that breaks off, or does not trust the certificate, is nobody's failure. */
function quiet<T extends Taker & { on(event: string, listener: (...all: never[]) => void): unknown }>(taker: T): T {
  const drop = (_: unknown, socket: Duplex | undefined): void => void socket?.destroy();
  for (const event of ['clientError', 'tlsClientError']) {
    taker.on(event, drop);
  }
  taker.on('sessionError', () => undefined);
  taker.on('error', () => undefined);
  return taker;
}

/** Headers as they may be passed on, in whichever HTTP. */
export function passedOn(
  headers: Readonly<Record<string, string | string[] | readonly string[] | undefined>>,
): Headers {
  const passed = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith(':') || FOR_THE_PROXY.has(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(passed);
}
