import http, { type IncomingMessage } from 'node:http';
import http2, { type ClientHttp2Session } from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { finished, type Readable } from 'node:stream';
import tls from 'node:tls';
import type { Exchange, Headers } from './cloud-call';
import { passedOn } from './loopback-proxy';
import { variableIn } from './proxied-variables';

/** What a cloud answers, as it comes. */
export interface ComingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readable;
  /** What came behind the body, once that has ended. */
  trailers(): Headers;
}

/** How the network is reached from here. */
export interface WayOut {
  /** The variables of the plugin and of the machine, which may name a proxy. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The authorities that are trusted, as PEM. */
  readonly trusted: readonly string[];
}

/** Sends on to clouds what a plugin asks them, the way on which the plugin itself would reach them. */
export class Upstream {
  private readonly sessions = new Map<string, Promise<ClientHttp2Session>>();
  private readonly plain = agentOf(new http.Agent({ keepAlive: true }), (origin) => this.socket(origin, undefined));
  private readonly secure = agentOf(new https.Agent({ keepAlive: true }), (origin) =>
    this.socket(origin, ['http/1.1']),
  );

  constructor(private readonly way: WayOut) {}

  /** Resolves when the answer begins. Rejects with the system's own error when there is none. */
  async send(exchange: Exchange): Promise<ComingAnswer> {
    return exchange.isHttp2 ? this.sendHttp2(exchange) : this.sendHttp(exchange);
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
    this.sessions.forEach((session) => void session.then((made) => made.destroy()).catch(() => undefined));
  }

  private async sendHttp({ method, address, headers, body }: Exchange): Promise<ComingAnswer> {
    const isSecure = address.startsWith('https:');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = (isSecure ? https : http).request(
        address,
        {
          method,
          headers: headers as http.OutgoingHttpHeaders,
          setHost: false,
          agent: isSecure ? this.secure : this.plain,
        },
        resolve,
      );
      sent.on('error', reject);
      body.pipe(sent);
      // Who has asked and does not wait any longer has nothing to be sent.
      finished(body, (error) => error && sent.destroy());
    });
    const { statusCode: status = 502 } = answer;
    return { status, headers: passedOn(answer.headers), body: answer, trailers: () => passedOn(answer.trailers) };
  }

  private async sendHttp2({ method, address, headers, body }: Exchange): Promise<ComingAnswer> {
    const { origin, pathname, search, host } = new URL(address);
    const session = await this.session(origin);
    const others = Object.entries(headers).filter(([name]) => name !== 'host');
    const sent = session.request({
      ...(Object.fromEntries(others) as http2.OutgoingHttpHeaders),
      ':method': method,
      ':path': pathname + search,
      ':authority': host,
    });
    let trailers: Headers = {};
    sent.on('trailers', (come: http2.IncomingHttpHeaders) => (trailers = passedOn(come)));
    body.pipe(sent);
    return new Promise((resolve, reject) => {
      sent.on('error', reject);
      sent.once('response', ({ ':status': status = 502, ...come }) =>
        resolve({ status, headers: passedOn(come), body: sent, trailers: () => trailers }),
      );
    });
  }

  private session(origin: string): Promise<ClientHttp2Session> {
    const known = this.sessions.get(origin);
    if (known) {
      return known;
    }
    const made = this.socket(origin, ['h2']).then((socket) => {
      const session = http2.connect(origin, { createConnection: () => socket });
      session.on('error', () => undefined);
      session.once('close', () => this.sessions.delete(origin));
      return session;
    });
    made.catch(() => this.sessions.delete(origin));
    this.sessions.set(origin, made);
    return made;
  }

  /** A connection to a server, with TLS for `https:`, through the person's own proxy where there is one. */
  private async socket(origin: string, protocols: string[] | undefined): Promise<net.Socket> {
    const { protocol, hostname, port } = new URL(origin);
    const isSecure = protocol === 'https:';
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const number = Number(port) || (isSecure ? 443 : 80);
    const proxy = this.proxyFor(host, isSecure);
    const socket = proxy ? await throughProxy(proxy, hostname, number) : await connected(net.connect(number, host));
    return isSecure
      ? connected(
          tls.connect({
            socket,
            host,
            ca: [...this.way.trusted],
            ...(net.isIP(host) === 0 && { servername: host }),
            ...(protocols && { ALPNProtocols: protocols }),
          }),
          'secureConnect',
        )
      : socket;
  }

  private proxyFor(host: string, isSecure: boolean): URL | undefined {
    const { variables } = this.way;
    const named = variableIn(variables, isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variableIn(variables, 'ALL_PROXY');
    const without = (variableIn(variables, 'NO_PROXY') ?? '')
      .split(',')
      .map((each) => each.trim().replace(/^\*?\./, ''));
    const isWithout = without.some(
      (each) => each === '*' || (each !== '' && (host === each || host.endsWith(`.${each}`))),
    );
    return named === undefined || isWithout || isLoopback(host) ? undefined : urlOf(named);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function urlOf(proxy: string): URL {
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

async function throughProxy(proxy: URL, host: string, port: number): Promise<net.Socket> {
  const { username, password } = proxy;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return new Promise((resolve, reject) => {
    http
      .request({
        host: proxy.hostname,
        port: Number(proxy.port) || 80,
        method: 'CONNECT',
        path: `${host}:${port}`,
        agent: false,
        headers: username === '' ? {} : { 'proxy-authorization': `Basic ${login}` },
      })
      .once('connect', ({ statusCode = 0 }, socket) =>
        statusCode === 200 ? resolve(socket) : reject(new Error(`the proxy ${proxy.host} answers ${statusCode}`)),
      )
      .once('error', reject)
      .end();
  });
}

async function connected<S extends net.Socket>(socket: S, event: 'connect' | 'secureConnect' = 'connect'): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** An agent whose connections are made by us, which takes a while. */
function agentOf<A extends http.Agent>(agent: A, connect: (origin: string) => Promise<net.Socket>): A {
  const scheme = agent instanceof https.Agent ? 'https' : 'http';
  agent.createConnection = (
    options: net.NetConnectOpts,
    callback?: (error: Error | null, socket: net.Socket) => void,
  ) => {
    const { host = '', port } = options as net.TcpNetConnectOpts;
    const name = net.isIPv6(host) ? `[${host}]` : host;
    connect(`${scheme}://${name}:${port}`).then(
      (socket) => callback?.(null, socket),
      (error: unknown) => callback?.(error as Error, undefined as unknown as net.Socket),
    );
    return undefined;
  };
  return agent;
}
