import type { Readable } from 'node:stream';
import { Emitter } from '../../base/emitter';
import type { Redactor } from '../secrets/redactor';
import { CallParts, TELLING_HEADERS } from './call-parts';
import type { CloudSide, Exchange, RecordedCall } from './cloud-call';
import { statusBehind } from './grpc-status';
import { LARGEST_BODY, bodyOf, bytesOf, unpacked } from './message-body';
import { headerIn } from './recorder';
import type { Recording } from './recording';
import { refuse } from './refusal';
import { Scrubber } from './scrubbing';
import { expiringLater } from './times';

/** Of what was not recorded, so many different calls are told. */
const MOST_TOLD = 100;

/** Calls that ask the same, in the order in which they were recorded. */
interface Answers {
  readonly calls: readonly RecordedCall[];
  next: number;
  /** How often the next one was given already. */
  given: number;
}

/** Answers calls out of a recording, and sends nothing anywhere. */
export class Replayer implements CloudSide {
  private readonly exact: ReadonlyMap<string, Answers>;
  private readonly atAnyTime: ReadonlyMap<string, Answers>;
  private readonly known: readonly { readonly parts: CallParts; readonly key: string }[];
  private readonly scrubber: Scrubber;
  private readonly told = new Set<string>();
  private readonly noted = new Emitter<string>();

  /** Fires with each call that the recording has no answer for. */
  readonly onNote = this.noted.event;

  constructor(
    private readonly recording: Recording,
    redactor: Redactor,
  ) {
    this.scrubber = new Scrubber(redactor, false);
    const calls = recording.calls.map((call) => ({
      call,
      parts: new CallParts({ ...call, headers: call.request.headers, body: call.request.body }),
    }));
    this.exact = grouped(calls, ({ exact }) => exact);
    this.atAnyTime = grouped(calls, ({ atAnyTime }) => atAnyTime);
    this.known = calls.map(({ parts }) => ({ parts, key: parts.exact }));
  }

  async answer(exchange: Exchange): Promise<void> {
    const bytes = await bytesIn(exchange.body);
    const asked = this.asked(exchange, bytes);
    const call = this.find(asked.parts);
    if (!call) {
      const words = `${exchange.method} ${asked.address}`;
      this.tell(words);
      refuse(exchange, 501, `Not in the recording ${this.recording.name}: ${words}`);
      return;
    }
    send(exchange, call);
  }

  close(): void {
    this.noted.dispose();
  }

  private asked({ method, address, headers }: Exchange, bytes: Buffer): { parts: CallParts; address: string } {
    const body = bodyOf(unpacked(bytes, headerIn(headers, 'content-encoding')) ?? bytes);
    const type = headerIn(headers, 'content-type');
    const telling = Object.entries(headers).filter(([name]) => TELLING_HEADERS.includes(name));
    const scrubbed = {
      method,
      address: this.scrubber.address(address),
      headers: this.scrubber.headers(Object.fromEntries(telling) as Record<string, string>, ''),
      body: body && (this.scrubber.body(body, '', type) ?? body),
    };
    this.scrubber.hidden();
    return { parts: new CallParts(scrubbed), address: scrubbed.address };
  }

  /** What was asked in the same words; or else at another time; or else with another secret. */
  private find(parts: CallParts): RecordedCall | undefined {
    const found = this.exact.get(parts.exact) ?? this.atAnyTime.get(parts.atAnyTime);
    if (found) {
      return nextOf(found);
    }
    const key = this.known.find((each) => each.parts.standsFor(parts))?.key;
    const others = key === undefined ? undefined : this.exact.get(key);
    return others && nextOf(others);
  }

  private tell(words: string): void {
    if (!this.told.has(words) && this.told.size < MOST_TOLD) {
      this.told.add(words);
      this.noted.fire(`Not in the recording ${this.recording.name}: ${words}`);
    }
  }
}

function grouped(
  calls: readonly { readonly call: RecordedCall; readonly parts: CallParts }[],
  keyOf: (parts: CallParts) => string,
): ReadonlyMap<string, Answers> {
  const groups = new Map<string, { calls: RecordedCall[]; next: number; given: number }>();
  for (const { call, parts } of calls) {
    const key = keyOf(parts);
    const group = groups.get(key);
    if (group) {
      group.calls.push(call);
    } else {
      groups.set(key, { calls: [call], next: 0, given: 0 });
    }
  }
  return groups;
}

/** The next answer in the order of the recording, each as often as it was given; behind the last comes the first again. */
function nextOf(answers: Answers): RecordedCall | undefined {
  const call = answers.calls[answers.next];
  answers.given += 1;
  if (call && answers.given >= call.times) {
    answers.given = 0;
    answers.next = (answers.next + 1) % answers.calls.length;
  }
  return call;
}

function send({ response, method }: Exchange, { answer, when }: RecordedCall): void {
  const { status, headers = {}, body, trailers = {} } = answer;
  const recorded = Date.parse(when);
  const kept = bytesOf(body);
  const bytes =
    body && !('base64' in body) && !Number.isNaN(recorded)
      ? Buffer.from(expiringLater(kept.toString(), Date.now() - recorded))
      : kept;
  const [front, behind] = statusBehind(headers, trailers);
  const hasTrailers = Object.keys(behind).length > 0;
  const length =
    hasTrailers || method === 'HEAD' || status === 204 || status === 304
      ? {}
      : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...front, ...length } as Record<string, string>);
  if (hasTrailers) {
    response.addTrailers(behind as Record<string, string>);
  }
  if (method === 'HEAD') {
    response.end();
  } else {
    response.end(bytes);
  }
}

async function bytesIn(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) {
      throw new Error('The request is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
