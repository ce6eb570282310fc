import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HttpFailure, type HttpFailureKind } from './http-failure';
import { sendHttp, type HttpOptions, type HttpRequest } from './http-request';

export interface ExchangeLimits {
  readonly signal?: AbortSignal | undefined;
  /** For the whole of it, in milliseconds; undefined for as long as the signal lets it. */
  readonly withinMs?: number | undefined;
  /** Bytes of the body, unpacked: with more of them the exchange fails. */
  readonly largestBody: number;
  readonly isFromFile?: HttpOptions['isFromFile'];
  readonly onRedirect?: HttpOptions['onRedirect'];
}

/** Failures that only this client knows, not the one that it stands for. */
const OURS: readonly HttpFailureKind[] = ['answer-too-large', 'address-of-machine'];

/** What became of one request and its answer. */
export type HttpExchange =
  | { readonly is: 'answered'; readonly status: number; readonly body: Uint8Array }
  /** The body ended before its end; what had come of it is here. */
  | { readonly is: 'broken-off'; readonly status: number; readonly body: Uint8Array; readonly isLate: boolean }
  /** Time was over before the headers were there. */
  | { readonly is: 'late' }
  | { readonly is: 'failed'; readonly failure: HttpFailure };

/**
 * Sends a request and reads the whole answer, unpacked where it is packed with gzip, as a client does that asked for that.
 * @throws an AbortError on abort, and HttpFailure for a body that is too large or an address that is refused
 */
export async function exchangeHttp(request: HttpRequest, limits: ExchangeLimits): Promise<HttpExchange> {
  const late = new AbortController();
  const timer = limits.withinMs === undefined ? undefined : setTimeout(() => late.abort(), limits.withinMs);
  const signal = AbortSignal.any([late.signal, ...(limits.signal ? [limits.signal] : [])]);
  try {
    const answer = await sendHttp(request, { signal, isFromFile: limits.isFromFile, onRedirect: limits.onRedirect });
    return await readAnswer(answer, limits.largestBody, signal, late.signal);
  } catch (error) {
    limits.signal?.throwIfAborted();
    if (late.signal.aborted) {
      return { is: 'late' };
    }
    if (error instanceof HttpFailure && !OURS.includes(error.kind)) {
      return { is: 'failed', failure: error };
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(
  answer: IncomingMessage,
  largestBody: number,
  signal: AbortSignal,
  late: AbortSignal,
): Promise<HttpExchange> {
  const status = answer.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let size = 0;
  const body = unpacked(answer);
  const stop = (): void => void body.destroy(new Error('stopped'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > largestBody) {
        throw tooLarge(largestBody);
      }
    }
  } catch (error) {
    if (error instanceof HttpFailure || (signal.aborted && !late.aborted)) {
      throw error;
    }
    return { is: 'broken-off', status, body: Buffer.concat(chunks), isLate: late.aborted };
  } finally {
    signal.removeEventListener('abort', stop);
    answer.destroy();
  }
  return { is: 'answered', status, body: Buffer.concat(chunks) };
}

/** The body as a stream that fails when the answer fails. */
function unpacked(answer: IncomingMessage): Readable {
  if (answer.headers['content-encoding']?.trim().toLowerCase() !== 'gzip') {
    return answer;
  }
  const gunzip = createGunzip();
  answer.once('error', (error) => gunzip.destroy(error)).once('aborted', () => gunzip.destroy(new Error('broken off')));
  return answer.pipe(gunzip);
}

function tooLarge(largestBody: number): HttpFailure {
  return new HttpFailure('answer-too-large', {
    what: `The server answers with more than ${largestBody / 1024 / 1024} MB.`,
    why: 'What came until then was given up.',
    next: { title: 'Send less of it' },
  });
}
