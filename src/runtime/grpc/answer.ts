import type { DescField, DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { DEEPEST_JSON } from '../../base/json-depth';
import { finishInTurns, type Steps } from '../../base/steps';
import type { Json, JsonObject } from '../calls/grpc-api';
import { MessageReader, Unread, UnreadItems, ValueCount, type FieldValue } from './message-reader';
import { setOwn } from '../../base/own-key';
import { GrpcProblem } from './problem';
import { base64, type Scalar } from './scalars';
import { cancelled } from './transport';
import { emptyJson, specialJson } from './well-known';

/** How deep messages may be nested; an object in a Struct counts three. */
const DEEPEST = DEEPEST_JSON;
/** Others may go first after so many tags and values, a matter of microseconds. */
const AT_ONCE = 500;

/**
 * An answer's bytes as protobuf's JSON, with the names of the .proto file and only the fields that were sent. It takes
 * what protobuf's own JSON refuses, so that a person sees whatever a server sends: a number in a Struct may be "NaN" or
 * "Infinity", an empty Value is null, a well-known type out of its range shows its fields. The work grows with the
 * bytes and not faster, and is done in turns between which the event loop runs.
 * @param decode Reads a text; what is not UTF-8 in it is replaced unless given.
 * @throws GrpcProblem of kind `unreadable-answer` when the bytes do not fit the descriptor, or of kind
 * `answer-too-large` when they hold more than a million values; an AbortError
 */
export async function readAnswer(
  desc: DescMessage,
  bytes: Uint8Array,
  registry: FileRegistry,
  signal: AbortSignal,
  decode?: (text: Uint8Array) => string,
): Promise<Json> {
  let read: Json | undefined;
  try {
    read = await finishInTurns(new AnswerReader(bytes, registry, decode).read(desc), signal);
  } catch (cause) {
    throw cause instanceof GrpcProblem ? cause : unreadable(desc, cause);
  }
  if (read === undefined) {
    throw cancelled();
  }
  return read;
}

function unreadable(desc: DescMessage, cause: unknown): GrpcProblem {
  return new GrpcProblem({
    kind: 'unreadable-answer',
    what: `The answer cannot be read as ${desc.typeName}.`,
    why: cause instanceof Error ? `${cause.message}.` : undefined,
    next: 'Check that the plugin runs with the version of its contracts that it was written for',
    cause,
  });
}

type Fields = ReadonlyMap<DescField, FieldValue>;

type Holder = JsonObject | Json[];

interface Waiting {
  readonly value: Unread | UnreadItems | Map<string, Scalar | Unread>;
  readonly depth: number;
  /** Where the value goes once it is known. */
  readonly holder: Holder;
  readonly at: string | number;
  /** The object that gets the fields of the message; one of its own unless given. */
  readonly into?: JsonObject | undefined;
}

/**
 * Reads one message after another, those inside after those around them: no message waits on the stack for the ones in
 * it, so that the work can pause anywhere and its depth is a number.
 */
class AnswerReader {
  private readonly waiting: Waiting[] = [];
  private readonly count = new ValueCount();
  private readonly reader: BinaryReader;
  private done = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly registry: FileRegistry,
    decode?: (text: Uint8Array) => string,
  ) {
    this.reader = new BinaryReader(bytes, decode);
  }

  *read(desc: DescMessage): Steps<Json> {
    const answer: Json[] = [null];
    this.add({ value: new Unread(desc).add(0, this.bytes.length), depth: 0, holder: answer, at: 0 });
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
      if (next.value instanceof Unread) {
        yield* this.message(next, next.value);
      } else {
        yield* this.items(next, next.value);
      }
    }
    return answer[0] ?? null;
  }

  private add(waiting: Waiting): void {
    if (waiting.depth > DEEPEST) {
      throw new Error(`It is nested more than ${DEEPEST} levels deep`);
    }
    this.waiting.push(waiting);
  }

  private *message(waiting: Waiting, message: Unread): Steps<void> {
    const special = specialJson(message, this.bytes);
    if (special !== undefined) {
      put(waiting.holder, waiting.at, special);
      return;
    }
    const reader = new MessageReader(message, this.reader, this.count);
    while (reader.next()) {
      if (this.isTurn()) {
        yield;
      }
    }
    this.fields(waiting, message.desc, reader.fields);
  }

  /** Puts what was read of a message into its place, and what is not read yet on the list. */
  private fields({ depth, holder, at, into = {} }: Waiting, desc: DescMessage, fields: Fields): void {
    const empty = emptyJson(desc);
    if (empty !== undefined) {
      const [value = empty] = fields.values();
      this.settle(value, depth, holder, at);
      return;
    }
    if (desc.typeName === 'google.protobuf.Any') {
      this.any(fields, depth, holder, at);
      return;
    }
    put(holder, at, into);
    for (const [{ name }, value] of fields) {
      this.settle(value, depth, into, name);
    }
  }

  /** A value in its place, and null for what is not read yet: so all stand in their order. */
  private settle(value: FieldValue | Json, depth: number, holder: Holder, at: string | number): void {
    if (value instanceof Unread || value instanceof UnreadItems || value instanceof Map) {
      put(holder, at, null);
      this.add({ value, depth: depth + 1, holder, at });
    } else {
      put(holder, at, value instanceof Uint8Array ? base64(value) : value);
    }
  }

  /** The messages of a list, or what stands under the keys of a map. */
  private *items({ depth, holder, at }: Waiting, value: UnreadItems | Map<string, Scalar | Unread>): Steps<void> {
    const items: Json[] | JsonObject = value instanceof Map ? {} : [];
    put(holder, at, items);
    for (const [key, each] of value instanceof Map ? value : value.items.entries()) {
      this.settle(each, depth - 1, items, key);
      if (this.isTurn()) {
        yield;
      }
    }
  }

  /** A message of the type that it names, its fields beside that name; protobuf's own types stand under "value". */
  private any(fields: Fields, depth: number, holder: Holder, at: string | number): void {
    const values = new Map([...fields].map(([{ number }, value]) => [number, value]));
    const [url, bytes] = [values.get(1), values.get(2)];
    const json: JsonObject = { '@type': typeof url === 'string' ? url : '' };
    put(holder, at, json);
    const value = bytes instanceof Uint8Array ? bytes : new Uint8Array();
    const desc = typeof url === 'string' ? this.registry.getMessage(url.slice(url.lastIndexOf('/') + 1)) : undefined;
    if (!desc) {
      json['value'] = base64(value);
      return;
    }
    const start = bytes ? value.byteOffset - this.bytes.byteOffset : 0;
    const inside = { value: new Unread(desc).add(start, start + value.length), depth: depth + 1 };
    if (desc.typeName.startsWith('google.protobuf.')) {
      this.add({ ...inside, holder: json, at: 'value' });
    } else {
      this.add({ ...inside, holder, at, into: json });
    }
  }

  /** True now and then, when others may go first. */
  private isTurn(): boolean {
    this.done += 1;
    return this.done % AT_ONCE === 0;
  }
}

function put(holder: Holder, at: string | number, value: Json): void {
  if (Array.isArray(holder)) {
    holder[at as number] = value;
  } else {
    setOwn(holder, at as string, value);
  }
}
