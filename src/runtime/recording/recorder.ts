import { Transform, finished, pipeline, type Readable, type TransformCallback } from 'node:stream';
import { Emitter } from '../../base/emitter';
import type { Redactor } from '../secrets/redactor';
import type { CloudSide, Exchange, Headers, RecordedCall } from './cloud-call';
import { folded } from './recording';
import { LARGEST_BODY, READABLE_ENCODINGS, bodyOf, unpacked } from './message-body';
import { TELLING_HEADERS } from './call-parts';
import { statusBehind } from './grpc-status';
import { refuse } from './refusal';
import { Scrubber, type HiddenValue } from './scrubbing';
import type { ComingAnswer, Upstream } from './upstream';

/** Bytes of all that is kept of one recording. */
const LARGEST_RECORDING = 256 * 1024 * 1024;
/** Headers of an answer that speak of how it was sent, which is done anew. */
const OF_SENDING = new Set([
  ...['content-length', 'content-encoding', 'date', 'age', 'alt-svc', 'via', 'server-timing', 'nel', 'report-to'],
  ...['strict-transport-security', 'accept-ranges', 'content-md5'],
]);

/** A value that was taken out of a recording, and how often. */
export interface HiddenInRecording extends HiddenValue {
  /** The call in which it was found first. */
  readonly call: string;
  readonly times: number;
}

/** What was recorded, before a person has said that it is to be kept. */
export interface Take {
  readonly calls: readonly RecordedCall[];
  readonly hidden: readonly HiddenInRecording[];
  /** What could not be kept of the calls, a sentence each. */
  readonly left: readonly string[];
}

/** Sends calls on to the cloud, and remembers each with its answer, without the secrets in them. */
export class Recorder implements CloudSide {
  private readonly taken: { readonly order: number; readonly call: RecordedCall }[] = [];
  private readonly hidden = new Map<string, HiddenInRecording>();
  private readonly left: string[] = [];
  private readonly scrubber: Scrubber;
  private readonly noted = new Emitter<string>();
  private count = 0;
  private bytes = 0;

  readonly onNote = this.noted.event;

  constructor(
    private readonly upstream: Upstream,
    private readonly redactor: Redactor,
  ) {
    this.scrubber = new Scrubber(redactor);
  }

  async answer(exchange: Exchange): Promise<void> {
    const order = ++this.count;
    const when = new Date().toISOString();
    const request = new Kept(exchange.body);
    const headers = readable(exchange.headers);
    let answer: ComingAnswer;
    try {
      answer = await this.upstream.send({ ...exchange, headers, body: request });
    } catch (error) {
      const why = this.redactor.redact(error instanceof Error ? error.message : String(error));
      const asked = `${exchange.method} ${this.scrubber.address(exchange.address)}`;
      this.noted.fire(`The cloud did not answer ${asked}: ${why}. ${adviceFor(why)}`.trimEnd());
      refuse(exchange, 502, `The cloud did not answer: ${why}`);
      return;
    }
    const response = new Kept(answer.body);
    const isWhole = await passOn(exchange, { ...answer, body: response });
    if (!isWhole) {
      this.leaveOut(exchange, 'its answer broke off');
      return;
    }
    this.remember({ order, when, exchange, request, answer, response });
  }

  /** All that was recorded by now, in the order in which it was asked, with nothing in it that is known as a secret by now. */
  take(): Take {
    const calls = this.taken.sort((a, b) => a.order - b.order).flatMap(({ call }) => this.scrubbed(call) ?? []);
    return { calls: folded(calls), hidden: [...this.hidden.values()], left: this.left };
  }

  close(): void {
    this.upstream.close();
  }

  private remember({ order, when, exchange, request, answer, response }: Taken): void {
    const asked = bytesIn(request, exchange.headers);
    const answered = bytesIn(response, answer.headers);
    if (!asked || !answered || this.bytes + asked.length + answered.length > LARGEST_RECORDING) {
      const why =
        asked && answered ? 'the recording is full' : 'it is too large, or packed in a way that cannot be looked into';
      this.leaveOut(exchange, why);
      return;
    }
    const type = headerIn(exchange.headers, 'content-type');
    const isPackedGrpc = type.startsWith('application/grpc') && (isPacked(asked) || isPacked(answered));
    if (isPackedGrpc) {
      this.leaveOut(exchange, 'its messages are packed, and cannot be looked into');
      return;
    }
    const telling = Object.entries(exchange.headers).filter(([name]) => TELLING_HEADERS.includes(name));
    const headers = Object.entries(answer.headers).filter(
      // Without a body, it says how long that would be.
      ([name]) => !OF_SENDING.has(name) || (name === 'content-length' && exchange.method === 'HEAD'),
    );
    const trailers = answer.trailers();
    const [requestBody, answerBody] = [bodyOf(asked), bodyOf(answered)];
    const call = this.scrubbed(
      {
        method: exchange.method,
        address: exchange.address,
        when,
        times: 1,
        request: {
          ...(telling.length > 0 && { headers: Object.fromEntries(telling) as Record<string, string> }),
          ...(requestBody && { body: requestBody }),
        },
        answer: {
          status: answer.status,
          headers: Object.fromEntries(headers),
          ...(answerBody && { body: answerBody }),
          ...(Object.keys(trailers).length > 0 && { trailers }),
        },
      },
      exchange.headers,
    );
    if (!call) {
      this.leaveOut(exchange, 'a secret stands in its bytes, out of which it cannot be taken');
      return;
    }
    this.bytes += asked.length + answered.length;
    this.taken.push({ order, call });
  }

  private scrubbed(call: RecordedCall, sent: Headers = {}): RecordedCall | undefined {
    const { request, answer } = call;
    const { scrubber } = this;
    // What was sent to prove who asks is not kept, and still has to be known wherever else it stands.
    scrubber.headers(sent, 'request');
    const type = headerIn(sent, 'content-type');
    const answerType = headerIn(answer.headers ?? {}, 'content-type');
    const asked = request.body && scrubber.body(request.body, 'request', type);
    const answered = answer.body && scrubber.body(answer.body, 'answer', answerType);
    const address = scrubber.address(call.address);
    const kept: RecordedCall = {
      ...call,
      address,
      request: {
        ...request,
        ...(request.headers && { headers: scrubber.headers(request.headers, 'request') }),
        ...(asked && { body: asked }),
      },
      answer: {
        ...answer,
        ...(answer.headers && { headers: scrubber.headers(answer.headers, 'answer') }),
        ...(answered && { body: answered }),
        ...(answer.trailers && { trailers: scrubber.headers(answer.trailers, 'answer') }),
      },
    };
    scrubber.hidden().forEach((value) => this.told(value, `${call.method} ${address.split('?')[0] ?? ''}`));
    return (request.body && !asked) || (answer.body && !answered) ? undefined : kept;
  }

  private told(value: HiddenValue, call: string): void {
    const key = `${value.where}\n${value.why}`;
    const before = this.hidden.get(key);
    this.hidden.set(key, before ? { ...before, times: before.times + 1 } : { ...value, call, times: 1 });
  }

  private leaveOut({ method, address }: Exchange, why: string): void {
    const note = `Not recorded: ${method} ${this.scrubber.address(address)}, since ${why}.`;
    this.left.push(note);
    this.noted.fire(note);
  }
}

interface Taken {
  readonly order: number;
  readonly when: string;
  readonly exchange: Exchange;
  readonly request: Kept;
  readonly answer: ComingAnswer;
  readonly response: Kept;
}

/** Passes a stream on, and keeps what goes by. */
class Kept extends Transform {
  private readonly chunks: Buffer[] = [];
  private length = 0;

  constructor(stream: Readable) {
    super();
    // Its end, or its breaking off, is this one's.
    pipeline(stream, this, () => undefined);
  }

  override _transform(chunk: Buffer, _encoding: string, pass: TransformCallback): void {
    this.length += chunk.length;
    if (this.length <= LARGEST_BODY) {
      this.chunks.push(chunk);
    } else {
      this.chunks.length = 0;
    }
    pass(null, chunk);
  }

  /** Undefined where it was too much. */
  get bytes(): Buffer | undefined {
    return this.length > LARGEST_BODY ? undefined : Buffer.concat(this.chunks);
  }
}

function bytesIn({ bytes }: Kept, headers: Headers): Buffer | undefined {
  return bytes && unpacked(bytes, headerIn(headers, 'content-encoding'));
}

/** In the frames of gRPC, the first byte says whether a message is packed. */
function isPacked(frames: Buffer): boolean {
  for (let at = 0; at + 5 <= frames.length; at += 5 + frames.readUInt32BE(at + 1)) {
    if (frames[at] === 1) {
      return true;
    }
  }
  return false;
}

/** Resolves with whether the answer came to its end. */
async function passOn({ response }: Exchange, answer: ComingAnswer): Promise<boolean> {
  const { status, headers, body } = answer;
  const [front, early] = statusBehind(headers, {});
  response.writeHead(status, front as Record<string, string>);
  body.pipe(response, { end: false });
  return new Promise((resolve) => {
    response.once('close', () => resolve(response.writableEnded));
    finished(body, { writable: false }, (error) => {
      if (error) {
        response.destroy();
        resolve(false);
        return;
      }
      const behind = { ...early, ...answer.trailers() };
      if (Object.keys(behind).length > 0) {
        response.addTrailers(behind as Record<string, string>);
      }
      response.end();
      resolve(true);
    });
  });
}

/** Asks for no packing that cannot be looked into. */
function readable(headers: Headers): Headers {
  const wanted = headerIn(headers, 'accept-encoding');
  const known = wanted.split(',').filter((each) => READABLE_ENCODINGS.includes(each.trim().split(';')[0] ?? ''));
  const grpc = headers['grpc-accept-encoding'] === undefined ? {} : { 'grpc-accept-encoding': 'identity' };
  const isLess = wanted !== '' && known.join(',') !== wanted;
  return { ...headers, ...grpc, ...(isLess && { 'accept-encoding': known.join(',') || 'identity' }) };
}

export function headerIn(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}

function adviceFor(why: string): string {
  return /certificate|self.signed|issuer/i.test(why)
    ? 'Name the file with the authority of its certificate in SSL_CERT_FILE.'
    : '';
}
