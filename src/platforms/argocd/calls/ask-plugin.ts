import { exchangeHttp } from '../../../runtime/calls/http-exchange';
import type { HttpFailure } from '../../../runtime/calls/http-failure';
import type { HttpRedirect } from '../../../runtime/calls/http-request';
import { sentence } from '../../../base/workbench-error';
import { quote } from '../go/quote';
import { hasControl } from '../go/url';
import { answerOf, type PluginAnswer } from './answer';
import { ControllerError } from './controller-error';
import type { PluginRequest } from './request';

/** The controller has no limit: here is one, as a body is held whole. */
const LARGEST_ANSWER = 32 * 1024 * 1024;

/** A plugin's answer and how it came. */
export interface PluginExchange {
  readonly status: number;
  readonly body: Uint8Array;
  readonly milliseconds: number;
  /** Why the body has no end, in Go's words, where it has none. */
  readonly brokenOff?: string | undefined;
  /** The first answer that sent it on, where one did. */
  readonly redirect?: HttpRedirect | undefined;
}

/**
 * Sends the controller's request once, as it does.
 * @throws ControllerError where no answer comes, HttpFailure for one that is too large or an address that is refused, an AbortError on abort
 */
export async function exchangeWithPlugin(request: PluginRequest, signal?: AbortSignal): Promise<PluginExchange> {
  const { url, scheme, host, headers, body, withinMs, isFromFile } = request;
  const began = performance.now();
  const fail = (why: string): never => {
    throw new ControllerError(`Post ${quote(request.shownUrl)}: ${why}`);
  };
  if (scheme !== 'http' && scheme !== 'https') {
    return fail(`unsupported protocol scheme "${scheme}"`);
  }
  if (host === '') {
    return fail('http: no Host in request URL');
  }
  if (hasControl((headers['authorization'] ?? '').replaceAll('\t', ' '))) {
    return fail('net/http: invalid header field value for "Authorization"');
  }
  if (!URL.canParse(url)) {
    const [, port = ''] = /:(\d+)$/.exec(host) ?? [];
    return fail(port === '' ? `dial tcp: lookup ${host}: no such host` : `dial tcp: address ${port}: invalid port`);
  }
  let redirect: HttpRedirect | undefined;
  const onRedirect = (sent: HttpRedirect): void => void (redirect ??= sent);
  const limits = { signal, withinMs, largestBody: LARGEST_ANSWER, isFromFile, onRedirect };
  const exchange = await exchangeHttp({ url: new URL(url), verb: 'POST', headers, body }, limits);
  switch (exchange.is) {
    case 'late':
      return fail('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
    case 'failed':
      return fail(wordsOf(exchange.failure, new URL(url)));
    case 'broken-off': {
      const late = 'context deadline exceeded (Client.Timeout or context cancellation while reading body)';
      const brokenOff = exchange.isLate ? late : 'unexpected EOF';
      return { ...exchange, brokenOff, milliseconds: performance.now() - began, ...(redirect && { redirect }) };
    }
    case 'answered':
      return { ...exchange, milliseconds: performance.now() - began, ...(redirect && { redirect }) };
  }
}

/**
 * Asks a plugin's server as the controller does, and makes of its answer what the controller makes of it.
 * @param exchange How it is sent.
 * @throws ControllerError with the words behind `error listing params: `
 */
export async function askPlugin(
  setName: string,
  request: PluginRequest,
  signal: AbortSignal,
  exchange: (request: PluginRequest, signal: AbortSignal) => Promise<PluginExchange> = exchangeWithPlugin,
): Promise<PluginAnswer> {
  try {
    const { status, body, brokenOff } = await exchange(request, signal);
    return answerOf(status, body, brokenOff);
  } catch (error) {
    throw error instanceof ControllerError
      ? new ControllerError(`error get api '${setName}': ${error.message}`)
      : error;
  }
}

/** What Go's client says where Node's fails (go1.26, `net` and `net/http`); our own words where it has none. */
function wordsOf(failure: HttpFailure, url: URL): string {
  const { code = '', address, port } = (failure.cause ?? {}) as { code?: string; address?: string; port?: number };
  const host = address?.includes(':') === true ? `[${address}]` : (address ?? url.hostname);
  const place = `dial tcp ${host}:${port ?? url.port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `${place}: connect: connection refused`;
    case 'EHOSTUNREACH':
      return `${place}: connect: no route to host`;
    case 'ENETUNREACH':
      return `${place}: connect: network is unreachable`;
    case 'ETIMEDOUT':
      return `${place}: i/o timeout`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${url.hostname}: no such host`;
    case 'EAI_AGAIN':
      // That name is never to be found, whoever is asked (RFC 6761, 6.4).
      return `dial tcp: lookup ${url.hostname}: ${url.hostname.endsWith('.invalid') ? 'no such host' : 'server misbehaving'}`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return sentence(failure);
  }
}
