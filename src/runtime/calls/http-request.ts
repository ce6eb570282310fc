import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { HttpFailure } from './http-failure';
import { lookupElsewhere, refuseAddressOfMachine } from './machine-addresses';

/** How long an answer that has begun may take to end its headers, in milliseconds; until it begins there is no limit. */
const HEADERS_WITHIN = 30_000;
/** Redirects on one host that are followed before it is a circle. */
const MOST_REDIRECTS = 5;

export interface HttpRequest {
  readonly url: URL;
  readonly verb: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

/** An answer that sends the client on. */
export interface HttpRedirect {
  readonly status: number;
  /** The whole address. */
  readonly to: string;
}

export interface HttpOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headersWithinMs?: number | undefined;
  /** False to have a redirect as the answer that it is; true unless given. */
  readonly followsRedirects?: boolean;
  /** Told of each redirect that is followed. */
  readonly onRedirect?: ((redirect: HttpRedirect) => void) | undefined;
  /** The address stands in a file and was not given by the person: addresses of a machine's own are refused. */
  readonly isFromFile?: boolean | undefined;
}

/**
 * Sends a request and resolves with the answer as soon as its headers are there; its body is not read yet.
 * Redirects are followed on the same host alone, as Go's http.Client does them (303, and a POST with 301 or 302, becomes a
 * GET): what a request carries was meant for that host and no other.
 * @throws HttpFailure, or an AbortError on abort
 */
export async function sendHttp(request: HttpRequest, options: HttpOptions = {}): Promise<http.IncomingMessage> {
  let asked = request;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await sendOnce(asked, options);
    const target = redirectOf(answer, asked.url);
    if (!target || options.followsRedirects === false) {
      return answer;
    }
    answer.destroy();
    if (!/^https?:$/.test(target.protocol)) {
      throw new HttpFailure('redirected', {
        what: `The server at ${request.url.host} sends the request on to an address of "${target.protocol}", not of HTTP.`,
        why: 'What a call carries is sent over HTTP alone.',
        next: { title: 'Look at the redirects of the server' },
      });
    }
    if (target.origin !== request.url.origin) {
      throw new HttpFailure('redirected', {
        what: `The server at ${request.url.host} sends the request on to another host, ${target.host}.`,
        why: 'It is not followed there: what the request carries was meant for this host.',
        next: { title: 'Call the other host yourself if you trust it' },
      });
    }
    options.onRedirect?.({ status: answer.statusCode ?? 0, to: target.href });
    asked = redirected(asked, target, answer.statusCode ?? 0);
  }
  throw new HttpFailure('redirected', {
    what: `The server at ${request.url.host} redirects in a circle.`,
    next: { title: 'Look at the redirects of the server' },
  });
}

/**
 * Resolves when something listens there; what it is, only a request tells.
 * @throws HttpFailure, or an AbortError on abort
 */
export async function mustListen(url: URL, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port, signal });
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw signal?.aborted ? aborted() : unanswered(url, error as Error);
  } finally {
    socket.destroy();
  }
}

function redirectOf({ statusCode = 0, headers }: http.IncomingMessage, from: URL): URL | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
  return isRedirect && headers.location !== undefined && URL.canParse(headers.location, from.href)
    ? new URL(headers.location, from)
    : undefined;
}

function redirected({ verb, headers, body }: HttpRequest, url: URL, status: number): HttpRequest {
  const keeps = status === 307 || status === 308 || (verb === 'GET' && status !== 303);
  if (keeps) {
    return { url, verb, headers, body };
  }
  const ofNoBody = Object.entries(headers).filter(([name]) => !name.startsWith('content-'));
  return { url, verb: 'GET', headers: Object.fromEntries(ofNoBody) };
}

async function sendOnce(
  { url, verb, headers, body }: HttpRequest,
  { signal, headersWithinMs = HEADERS_WITHIN, isFromFile = false }: HttpOptions,
): Promise<http.IncomingMessage> {
  signal?.throwIfAborted();
  if (isFromFile) {
    refuseAddressOfMachine(url);
  }
  const request = url.protocol === 'https:' ? https.request : http.request;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<http.IncomingMessage>((resolve, reject) => {
      const sent = request(url, {
        method: verb,
        headers,
        agent: false,
        ...(signal && { signal }),
        ...(isFromFile && { lookup: lookupElsewhere }),
      });
      sent.once('response', resolve).once('error', reject);
      sent.once('socket', (socket) =>
        socket.once('data', () => {
          timer = setTimeout(() => {
            reject(stalled(url, headersWithinMs));
            sent.destroy();
          }, headersWithinMs);
        }),
      );
      sent.end(body);
    });
  } catch (error) {
    throw signal?.aborted ? aborted() : error instanceof HttpFailure ? error : unanswered(url, error as Error);
  } finally {
    clearTimeout(timer);
  }
}

function aborted(): DOMException {
  return new DOMException('The call was cancelled.', 'AbortError');
}

function stalled(url: URL, milliseconds: number): HttpFailure {
  return new HttpFailure('stalled', {
    what: `The server at ${url.host} does not end the headers of its answer.`,
    why: `They have been coming for ${milliseconds / 1000} seconds.`,
    next: { title: 'Look at what the server writes before its body' },
  });
}

/** Node's names for what went wrong on the way; those of the parser begin with HPE. */
function unanswered({ host, protocol }: URL, error: Error & { code?: string }): HttpFailure {
  const code = error.code ?? '';
  if (code.startsWith('HPE_')) {
    return new HttpFailure('not-http', {
      what: `What the server at ${host} answers is not HTTP.`,
      why: `${error.message}.`,
      next: { title: 'Check the port and what listens there' },
      cause: error,
    });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new HttpFailure('unreachable', {
      what: `The server at ${host} closed the connection without an answer.`,
      why: 'It stopped, or its code failed before it answered.',
      next: { title: 'Read what it printed last' },
      cause: error,
    });
  }
  const isTls = protocol === 'https:' && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code);
  return new HttpFailure('unreachable', {
    what: isTls ? `The certificate of ${host} is not trusted.` : `Nothing answers at ${host}.`,
    why: code === 'ECONNREFUSED' ? 'No program listens on that port.' : `${error.message}.`,
    next: {
      title: isTls
        ? 'Trust its certificate authority with NODE_EXTRA_CA_CERTS'
        : 'Start the server, or correct the address',
    },
    cause: error,
  });
}
