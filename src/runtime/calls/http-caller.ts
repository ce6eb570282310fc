import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Json, JsonObject } from '../../base/json';
import { nearestWord } from '../../base/nearest-word';
import { finishInTurns } from '../../base/steps';
import type { Redactor } from '../secrets/redactor';
import { secretsOfRequest } from '../secrets/request-secrets';
import type { CallOptions, CallResult, CallableMethod, Caller } from './caller';
import type { HttpContract, HttpMethod } from './http-contract';
import { HttpFailure } from './http-failure';
import { mustListen, sendHttp, type HttpOptions } from './http-request';

/** The largest message that comes in, in bytes: it is parsed in one go. */
const LARGEST_MESSAGE = 16 * 1024 * 1024;
/** Of what a server says in an error: enough to read. */
const LONGEST_DETAILS = 4096;

export interface HttpCallerOptions {
  readonly endpoint: string;
  readonly contract: HttpContract;
  readonly redactor: Redactor;
  /** Sent as `Authorization: Bearer`, to the endpoint's own host alone. */
  readonly token?: string | undefined;
  readonly headersWithinMs?: number | undefined;
  readonly largestMessage?: number | undefined;
}

/** A {@link Caller} over HTTP. Its methods are those of the contract: such a server does not describe itself. */
export class HttpCaller implements Caller {
  /** @throws HttpFailure when the endpoint is none */
  constructor(private readonly options: HttpCallerOptions) {
    if (!/^https?:\/\/[^/]/.test(options.endpoint) || !URL.canParse(options.endpoint)) {
      throw new HttpFailure('bad-endpoint', {
        what: `"${options.endpoint}" is no address of an HTTP server.`,
        next: { title: 'Write http://HOST:PORT' },
      });
    }
    options.redactor.hide(options.token === undefined ? [] : [options.token]);
  }

  get endpoint(): string {
    return this.options.endpoint;
  }

  /** Those of the contract, where there is a server at all. */
  async methods(signal?: AbortSignal): Promise<readonly CallableMethod[]> {
    await mustListen(new URL(this.options.endpoint), signal);
    return this.options.contract.map(callable);
  }

  async resolve(call: string, signal?: AbortSignal): Promise<CallableMethod> {
    if (!this.options.contract.some(({ name }) => name === call)) {
      // Of a server that is not there nothing else is to be said.
      await mustListen(new URL(this.options.endpoint), signal);
    }
    return callable(this.methodOf(call));
  }

  prefill(call: string): Promise<JsonObject> {
    return Promise.resolve().then(() => ({ ...this.methodOf(call).prefill }));
  }

  schema(call: string): Promise<JsonObject | undefined> {
    return Promise.resolve().then(() => this.methodOf(call).schema);
  }

  call(call: string, message: JsonObject, options: CallOptions = {}): Promise<CallResult> {
    return this.options.redactor.hidingDuring(secretsOfRequest(message), () => this.exchange(call, message, options));
  }

  private async exchange(call: string, message: JsonObject, { signal, onMessage }: CallOptions): Promise<CallResult> {
    const { redactor } = this.options;
    const method = this.methodOf(call);
    const answer = await this.send(method, message, { signal, headersWithinMs: this.options.headersWithinMs });
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw await this.refused(method, answer, signal);
    }
    const until = signal ?? new AbortController().signal;
    let count = 0;
    for await (const text of this.messages(method, answer, until)) {
      const read = this.parsed(method, text);
      const shown = await finishInTurns(redactor.redactValueInSteps(read), until);
      until.throwIfAborted();
      count += 1;
      await onMessage?.(shown as Json);
    }
    return { count };
  }

  private send({ verb, path }: HttpMethod, message: JsonObject, options: HttpOptions): Promise<IncomingMessage> {
    const { endpoint, token } = this.options;
    const body = verb === 'GET' ? undefined : JSON.stringify(message);
    const headers = {
      accept: 'application/json',
      'user-agent': 'plugin-workbench',
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    return sendHttp({ url: new URL(endpoint.replace(/\/$/, '') + path), verb, headers, body }, options);
  }

  /** Each message's text: the whole body, or a line of it. */
  private async *messages(
    method: HttpMethod,
    answer: IncomingMessage,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const most = this.options.largestMessage ?? LARGEST_MESSAGE;
    const decoder = new StringDecoder('utf8');
    let pieces: string[] = [];
    let size = 0;
    for await (const chunk of bodyOf(answer, signal)) {
      const [first = '', ...lines] = method.streams ? decoder.write(chunk).split('\n') : [decoder.write(chunk)];
      pieces.push(first);
      size += first.length;
      for (const line of lines) {
        yield* wholeLine(pieces.join(''));
        [pieces, size] = [[line], line.length];
      }
      if (size > most) {
        answer.destroy();
        throw new HttpFailure('answer-too-large', {
          what: `${method.name} answers with more than ${most / 1024 / 1024} MB.`,
          why: 'What came until then was given up.',
          next: { title: 'Send less of it' },
        });
      }
    }
    pieces.push(decoder.end());
    yield* method.streams ? wholeLine(pieces.join('')) : [pieces.join('')];
  }

  private parsed(method: HttpMethod, text: string): Json {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // The error is not handed on: it quotes the text, in which secrets may stand.
      throw new HttpFailure('unreadable-answer', {
        what: `What ${method.name} answers is not JSON.`,
        why: text.trim() === '' ? 'It is empty.' : `It begins with ${JSON.stringify(this.shown(text).slice(0, 80))}.`,
        next: { title: 'Answer with JSON' },
      });
    }
  }

  private async refused(method: HttpMethod, answer: IncomingMessage, signal?: AbortSignal): Promise<HttpFailure> {
    const status = String(answer.statusCode ?? 0);
    const details = this.shown(await beginningOf(answer, signal)).trim();
    return new HttpFailure(
      'answered',
      {
        what: `${method.name} failed with ${[status, answer.statusMessage].filter(Boolean).join(' ')}.`,
        why: details === '' ? undefined : details,
        next: { title: nextOf(status) },
      },
      { status, details },
    );
  }

  /** Redacted before it is cut, so that no half of a secret is left. */
  private shown(text: string): string {
    const redacted = this.options.redactor.redact(text);
    return redacted.length <= LONGEST_DETAILS ? redacted : `${redacted.slice(0, LONGEST_DETAILS)}…`;
  }

  private methodOf(call: string): HttpMethod {
    const { contract, endpoint } = this.options;
    const found = contract.find(({ name }) => name === call);
    if (!found) {
      const names = contract.map(({ name }) => name);
      const near = nearestWord(call, names);
      throw new HttpFailure('unknown-method', {
        what: `No method ${call} is known of a server at ${endpoint}.`,
        why: names.length > 0 ? `Known are ${names.join(', ')}.` : undefined,
        next: near === undefined ? undefined : { title: `Call ${near}` },
      });
    }
    return found;
  }
}

function callable({ name, streams = false }: HttpMethod): CallableMethod {
  return { name, streams };
}

function wholeLine(line: string): string[] {
  return line.trim() === '' ? [] : [line];
}

/** The chunks of a body. @throws HttpFailure when it breaks off, an AbortError on abort */
async function* bodyOf(answer: IncomingMessage, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const abort = (): void => void answer.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of answer) {
      yield chunk as Buffer;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new HttpFailure('unreachable', {
      what: 'The answer broke off.',
      why: 'The server closed the connection before the end of its body.',
      next: { title: 'Read what it printed last' },
      cause,
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    answer.destroy();
  }
  signal?.throwIfAborted();
}

/** Enough of a body to find every secret in what is shown of it. */
async function beginningOf(answer: IncomingMessage, signal: AbortSignal | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(answer, signal)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > 16 * LONGEST_DETAILS) {
      break;
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function nextOf(status: string): string {
  switch (status) {
    case '401':
    case '403':
      return 'Check the token that is sent';
    case '404':
      return 'Check the path that the server answers on';
    case '405':
      return 'Check the verb that the server answers to';
    default:
      return status.startsWith('4') ? 'Correct the request' : 'Read the output of the server';
  }
}
