import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Json, JsonObject } from '../../base/json';
import { DEEPEST_JSON, tooDeepAt } from '../../base/json-depth';
import { lineAndColumn } from '../../base/line-and-column';
import { nearestWord } from '../../base/nearest-word';
import { finishInTurns } from '../../base/steps';
import { visible } from '../../base/visible';
import type { Redactor } from '../secrets/redactor';
import { secretsOfRequest } from '../secrets/request-secrets';
import type { CallOptions, CallResult, CallableMethod, Caller } from './caller';
import type { HttpContract, HttpMethod } from './http-contract';
import { HttpFailure } from './http-failure';
import { mustListen, sendHttp, type HttpOptions } from './http-request';

/** The largest message that comes in, in bytes: it is parsed in one go. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
/** How long a body may take that is one message, in milliseconds from its headers on; one of several has no limit. */
const BODY_WITHIN = 300_000;
/** The same for what a server says in an error, of which the beginning is enough. */
const ERROR_WITHIN = 30_000;
/** Of what a server says in an error: enough to read. */
const LONGEST_DETAILS = 4096;

export interface HttpCallerOptions {
  readonly endpoint: string;
  readonly contract: HttpContract;
  readonly redactor: Redactor;
  /** Sent as `Authorization: Bearer`, to the endpoint's own host alone. */
  readonly token?: string | undefined;
  readonly headersWithinMs?: number | undefined;
  readonly bodyWithinMs?: number | undefined;
  readonly errorWithinMs?: number | undefined;
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

  get token(): string | undefined {
    return this.options.token;
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

  least(call: string): Promise<JsonObject> {
    return this.prefill(call);
  }

  prefill(call: string): Promise<JsonObject> {
    return Promise.resolve().then(() => ({ ...this.methodOf(call).prefill }));
  }

  schema(call: string): Promise<JsonObject | undefined> {
    return Promise.resolve().then(() => this.methodOf(call).schema);
  }

  call(call: string, message: JsonObject, options: CallOptions = {}): Promise<CallResult> {
    const { redactor } = this.options;
    return redactor.hidingDuring(secretsOfRequest(message), () =>
      this.exchange(call, message, options).catch((error: unknown) => {
        throw redactor.redactError(error);
      }),
    );
  }

  private async exchange(call: string, message: JsonObject, { signal, onMessage }: CallOptions): Promise<CallResult> {
    const { redactor } = this.options;
    const method = this.methodOf(call);
    const answer = await this.send(method, message, { signal, headersWithinMs: this.options.headersWithinMs });
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw await this.refused(method, answer, signal);
    }
    const encoding = encodingOf(answer);
    if (encoding !== undefined) {
      answer.destroy();
      throw new HttpFailure('unreadable-answer', {
        what: `${method.name} answers with a body that is written in another way than as it is.`,
        why: `Its Content-Encoding is ${this.shownInLine(encoding)}, which the call did not ask for.`,
        next: { title: 'Answer without a Content-Encoding' },
      });
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
    if (token !== undefined && !/^[\x20-\x7e]*$/.test(token)) {
      throw new HttpFailure('bad-token', {
        what: 'The token cannot be sent.',
        why: 'A token is one line of printable ASCII.',
        next: { title: 'Correct the token' },
      });
    }
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
    let blank = 0;
    const withinMs = method.streams ? undefined : (this.options.bodyWithinMs ?? BODY_WITHIN);
    for await (const chunk of bodyOf(answer, signal, withinMs)) {
      const [first = '', ...lines] = method.streams ? decoder.write(chunk).split('\n') : [decoder.write(chunk)];
      pieces.push(first);
      size += first.length;
      for (const line of lines) {
        const text = pieces.join('');
        // Lines without a message are part of the next one.
        blank = text.trim() === '' ? blank + text.length + 1 : 0;
        yield* wholeLine(text);
        [pieces, size] = [[line], line.length];
      }
      if (size + blank > most) {
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
    const deep = tooDeepAt(text);
    if (deep !== undefined) {
      const { line, column } = lineAndColumn(text, deep);
      throw new HttpFailure('unreadable-answer', {
        what: `What ${method.name} answers is nested more than ${DEEPEST_JSON} levels deep.`,
        why: `It is so from line ${line}, column ${column}.`,
        next: { title: 'Answer with what is nested less deep' },
      });
    }
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
    const words = this.shownInLine(answer.statusMessage ?? '');
    const encoding = encodingOf(answer);
    const withinMs = this.options.errorWithinMs ?? ERROR_WITHIN;
    const details = encoding === undefined ? this.shown(await beginningOf(answer, withinMs, signal)).trim() : '';
    answer.destroy();
    return new HttpFailure(
      'answered',
      {
        what: `${method.name} failed with ${[status, words].filter(Boolean).join(' ')}.`,
        why:
          encoding === undefined
            ? details || undefined
            : `What it says has the Content-Encoding ${this.shownInLine(encoding)}, which the call did not ask for.`,
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

  /** The same of what a server says in its headers. */
  private shownInLine(text: string): string {
    return visible(this.shown(text));
  }

  private methodOf(call: string): HttpMethod {
    const { contract, endpoint } = this.options;
    const found = contract.find(({ name }) => name === call);
    if (!found) {
      const names = contract.map(({ name }) => name);
      const near = nearestWord(call, names);
      throw new HttpFailure('unknown-method', {
        what: `No method ${call} is known of a server at ${endpoint}.`,
        why: `A server that speaks HTTP does not tell its methods; ${names.length > 0 ? `known are ${names.join(', ')}` : 'no plugins are known that are served so'}.`,
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

/** How a body is packed; undefined where it stands as it is. */
function encodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim() ?? '';
  return encoding === '' || encoding.toLowerCase() === 'identity' ? undefined : encoding;
}

/**
 * The chunks of a body.
 * @param withinMs How long all of them may take; without an end unless given.
 * @throws HttpFailure when it breaks off or takes longer, an AbortError on abort
 */
async function* bodyOf(
  answer: IncomingMessage,
  signal: AbortSignal | undefined,
  withinMs: number | undefined,
): AsyncGenerator<Buffer> {
  const abort = (): void => void answer.destroy();
  const late = new AbortController();
  const timer = withinMs === undefined ? undefined : setTimeout(() => late.abort(), withinMs);
  late.signal.addEventListener('abort', abort, { once: true });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of answer) {
      yield chunk as Buffer;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw late.signal.aborted ? tooSlow(withinMs ?? 0) : brokenOff(cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    answer.destroy();
  }
  signal?.throwIfAborted();
}

function brokenOff(cause: unknown): HttpFailure {
  return new HttpFailure('unreachable', {
    what: 'The answer broke off.',
    why: 'The server closed the connection before the end of its body.',
    next: { title: 'Read what it printed last' },
    cause,
  });
}

function tooSlow(milliseconds: number): HttpFailure {
  return new HttpFailure('stalled', {
    what: 'The server does not end its answer.',
    why: `Its body has been coming for ${milliseconds / 1000} seconds.`,
    next: { title: 'Look at what the server waits for while it answers' },
  });
}

/** Enough of a body to find every secret in what is shown of it; of one that does not end, what has come. */
async function beginningOf(answer: IncomingMessage, withinMs: number, signal?: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bodyOf(answer, signal, withinMs)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 16 * LONGEST_DETAILS) {
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof HttpFailure && error.kind === 'stalled')) {
      throw error;
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
