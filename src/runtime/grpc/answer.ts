import type { DescField, DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { finishInTurns, type Steps } from '../../base/steps';
import type { Json, JsonObject } from '../grpc-api';
import { MessageReader, Unread, UnreadItems, ValueCount, type FieldValue } from './message-reader';
import { setOwn } from '../../base/own-key';
import { GrpcProblem } from './problem';
import { base64 } from './scalars';
import { cancelled } from './transport';
import { emptyJson, specialJson } from './well-known';

/** How deep messages may be nested; an object in a Struct counts three. */
const DEEPEST = 1000;
/** Others may go first after so many tags and values, a matter of microseconds. */
const AT_ONCE = 500;

/**
 * An answer's bytes as protobuf's JSON, with the names of the .proto file and only the fields that were sent. It takes
 * what protobuf's own JSON refuses, so that a person sees whatever a server sends: a number in a Struct may be "NaN" or
 * "Infinity", an empty Value is null, a well-known type out of its range shows its fields. The work grows with the
 * bytes and not faster, and is done in turns between which the event loop runs.
 * @throws GrpcProblem of kind `unreadable-answer` when the bytes do not fit the descriptor, or of kind
 * `answer-too-large` when they hold more than a million values; an AbortError
 */
export async function readAnswer(
  desc: DescMessage,
  bytes: Uint8Array,
  registry: FileRegistry,
  signal: AbortSignal,
): Promise<Json> {
  let read: Json | undefined;
  try {
    read = await finishInTurns(new AnswerReader(registry).read(desc, bytes), signal);
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
    next: 'Check that the plugin runs with the version of spaceone-api that it was written for',
    cause,
  });
}

/** Where a value goes once it is known. */
type Place = (json: Json) => void;

interface Waiting {
  readonly message: Unread;
  readonly depth: number;
  readonly place: Place;
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
  private done = 0;

  constructor(private readonly registry: FileRegistry) {}

  *read(desc: DescMessage, bytes: Uint8Array): Steps<Json> {
    let answer: Json = null;
    this.add(new Unread(desc, [bytes]), 0, (json) => (answer = json));
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
      const special = specialJson(next.message);
      if (special !== undefined) {
        next.place(special);
        continue;
      }
      const reader = new MessageReader(next.message, this.count);
      while (reader.next()) {
        if (this.isTurn()) {
          yield;
        }
      }
      yield* this.put(next, reader.fields);
    }
    return answer;
  }

  private add(message: Unread, depth: number, place: Place, into?: JsonObject): void {
    if (depth > DEEPEST) {
      throw new Error(`It is nested more than ${DEEPEST} levels deep`);
    }
    this.waiting.push({ message, depth, place, into });
  }

  /** Puts what was read of a message into its place, and what is not read yet on the list. */
  private *put(
    { message: { desc }, depth, place, into = {} }: Waiting,
    fields: readonly (readonly [DescField, FieldValue])[],
  ): Steps<void> {
    const empty = emptyJson(desc);
    if (empty !== undefined) {
      yield* this.settle(fields.at(-1)?.[1] ?? empty, depth, place);
      return;
    }
    if (desc.typeName === 'google.protobuf.Any') {
      this.any(fields, depth, place);
      return;
    }
    place(into);
    for (const [field, value] of fields) {
      yield* this.settle(value, depth, (json) => setOwn(into, field.name, json));
    }
  }

  /** A value in its place, and null for a message that is not read yet: so all stand in their order. */
  private *settle(value: FieldValue | Json, depth: number, place: Place): Steps<void> {
    if (value instanceof Unread) {
      place(null);
      this.add(value, depth + 1, place);
    } else if (value instanceof UnreadItems) {
      const list: Json[] = [];
      place(list);
      for (const [index, each] of value.items.entries()) {
        list.push(null);
        this.add(each, depth + 1, (json) => (list[index] = json));
        if (this.isTurn()) {
          yield;
        }
      }
    } else if (value instanceof Map) {
      const object: JsonObject = {};
      place(object);
      for (const [key, each] of value) {
        setOwn(object, key, each instanceof Unread ? null : each);
        if (each instanceof Unread) {
          this.add(each, depth + 1, (json) => setOwn(object, key, json));
        }
        if (this.isTurn()) {
          yield;
        }
      }
    } else {
      place(value instanceof Uint8Array ? base64(value) : value);
    }
  }

  /** A message of the type that it names, its fields beside that name; protobuf's own types stand under "value". */
  private any(fields: readonly (readonly [DescField, FieldValue])[], depth: number, place: Place): void {
    const values = new Map(fields.map(([{ number }, value]) => [number, value]));
    const [url, bytes] = [values.get(1), values.get(2)];
    const json: JsonObject = { '@type': typeof url === 'string' ? url : '' };
    place(json);
    const value = bytes instanceof Uint8Array ? bytes : new Uint8Array();
    const desc = typeof url === 'string' ? this.registry.getMessage(url.slice(url.lastIndexOf('/') + 1)) : undefined;
    if (!desc) {
      json['value'] = base64(value);
    } else if (desc.typeName.startsWith('google.protobuf.')) {
      this.add(new Unread(desc, [value]), depth + 1, (inner) => (json['value'] = inner));
    } else {
      this.add(new Unread(desc, [value]), depth + 1, () => undefined, json);
    }
  }

  /** True now and then, when others may go first. */
  private isTurn(): boolean {
    this.done += 1;
    return this.done % AT_ONCE === 0;
  }
}
