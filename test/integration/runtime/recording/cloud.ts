import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CertificateAuthority } from '../../../../src/runtime/recording/authority';

/** A request as the cloud saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A cloud on loopback, over TLS, with an authority that nobody knows but those who are told. */
export class Cloud implements AsyncDisposable {
  readonly seen: Seen[] = [];
  private readonly authority = new CertificateAuthority();
  private readonly server = http2.createSecureServer(
    { ...this.authority.for('localhost'), allowHTTP1: true },
    (request, response) => void this.serve(request, response),
  );
  private readonly sessions = new Set<{ destroy(): void }>();
  private reads = 0;
  /** The file with the authority, for those who are to trust it. */
  readonly certificates = path.join(mkdtempSync(path.join(tmpdir(), 'cloud-')), 'cloud.pem');
  address = '';

  /**
   * @param token What it gives to those who log in.
   * @param resources What it answers at paths of its own, by the path.
   */
  constructor(
    private readonly token: string,
    private readonly resources: Readonly<Record<string, unknown>> = {},
  ) {
    writeFileSync(this.certificates, this.authority.certificate);
    this.server.on('session', (session) => this.sessions.add(session));
    this.server.on('secureConnection', (socket: { destroy(): void }) => this.sessions.add(socket));
    this.server.on('error', () => undefined);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `https://localhost:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sessions.forEach((session) => session.destroy());
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    this.seen.push({ method: request.method, path: request.url, headers: request.headers, body: body.toString() });
    this.answer(request, response, body);
  }

  private answer({ method, url, headers }: Http2ServerRequest, response: Http2ServerResponse, body: Buffer): void {
    const json = (value: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const { pathname, searchParams } = new URL(url, this.address);
    if (Object.hasOwn(this.resources, pathname)) {
      json(this.resources[pathname]);
    } else if (pathname === '/token') {
      const expires = new Date(Date.now() + 3600_000).toISOString();
      json({ access_token: this.token, token_type: 'Bearer', expires_in: 3600, expires_at: expires });
    } else if (pathname === '/packed') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ packed: true, echoed: headers.authorization ?? '' })));
    } else if (pathname === '/counter') {
      json({ count: ++this.reads });
    } else if (pathname === '/bytes') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(Buffer.from([0, 255, 1, 254]));
    } else if (pathname === '/missing') {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('no such thing');
    } else if (pathname === '/whole') {
      json({ a: 1.5, method, body: body.toString(), page: searchParams.get('page') });
    } else if (headers['content-type']?.startsWith('application/grpc')) {
      response.writeHead(200, { 'content-type': 'application/grpc' });
      response.addTrailers({ 'grpc-status': '0' });
      response.write(body);
      response.end(body);
    } else if (pathname === '/' && body.toString().includes('Action=DescribeInstances')) {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        '<?xml version="1.0"?><DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
      );
    } else {
      json({ path: pathname, page: searchParams.get('page') });
    }
  }
}
