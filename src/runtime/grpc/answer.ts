import { ScalarType, fromBinary, toJson } from '@bufbuild/protobuf';
import type { DescEnum, DescField, DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { BinaryReader, WireType, base64Encode } from '@bufbuild/protobuf/wire';
import type { Json, JsonObject } from '../grpc-api';
import { GrpcProblem } from './problem';

/** How deep messages may be nested; an object in a Struct counts three. */
const DEEPEST = 1000;

/**
 * An answer's bytes as protobuf's JSON, with the names of the .proto file and only the fields that were sent. It takes
 * what protobuf's own JSON refuses, so that a person sees whatever a server sends: a number in a Struct may be "NaN" or
 * "Infinity", an empty Value is null, a well-known type out of its range shows its fields.
 * @throws GrpcProblem of kind `unreadable-answer` when the bytes do not fit the descriptor
 */
export function readAnswer(desc: DescMessage, bytes: Uint8Array, registry: FileRegistry): Json {
  try {
    return new AnswerReader(registry).message(desc, bytes, 0);
  } catch (cause) {
    throw new GrpcProblem({
      kind: 'unreadable-answer',
      what: `The answer cannot be read as ${desc.typeName}.`,
      why: cause instanceof Error ? `${cause.message}.` : undefined,
      next: 'Check that the plugin runs with the version of spaceone-api that it was written for',
      cause,
    });
  }
}

/** A message's bytes, not read before all are there: a second piece adds to the first. */
class Unread {
  constructor(
    readonly desc: DescMessage,
    readonly bytes: Uint8Array,
  ) {}
}

type Read = Json | Unread;

class AnswerReader {
  constructor(private readonly registry: FileRegistry) {}

  message(desc: DescMessage, bytes: Uint8Array, depth: number): Json {
    if (depth > DEEPEST) {
      throw new Error(`It is nested more than ${DEEPEST} levels deep`);
    }
    switch (desc.typeName) {
      case 'google.protobuf.Struct':
        return this.only(desc, bytes, depth) ?? {};
      case 'google.protobuf.ListValue':
        return this.only(desc, bytes, depth) ?? [];
      case 'google.protobuf.Value':
        return this.only(desc, bytes, depth) ?? null;
      case 'google.protobuf.Any':
        return this.any(desc, bytes, depth);
    }
    if (desc.typeName.startsWith('google.protobuf.')) {
      try {
        return toJson(desc, fromBinary(desc, bytes), { useProtoFieldName: true });
      } catch {
        // Out of the range of its JSON form: its fields say more than an error.
      }
    }
    return this.fields(desc, bytes, depth);
  }

  /** The value of the only field that is set; undefined when there is none. */
  private only(desc: DescMessage, bytes: Uint8Array, depth: number): Json | undefined {
    return Object.values(this.fields(desc, bytes, depth)).at(-1);
  }

  private any(desc: DescMessage, bytes: Uint8Array, depth: number): JsonObject {
    const { type_url: url = '', value = '' } = this.fields(desc, bytes, depth) as { type_url?: string; value?: string };
    const packed = this.registry.getMessage(url.slice(url.lastIndexOf('/') + 1));
    const json = packed ? this.message(packed, Buffer.from(value, 'base64'), depth + 1) : value;
    const spread = packed && !packed.typeName.startsWith('google.protobuf.') ? (json as JsonObject) : { value: json };
    return { '@type': url, ...spread };
  }

  private fields(desc: DescMessage, bytes: Uint8Array, depth: number): JsonObject {
    const reader = new BinaryReader(bytes);
    const read = new Map<DescField, Read>();
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      const field = fieldOf(desc, number);
      if (!field || !suits(field, wire)) {
        reader.skip(wire, number);
        continue;
      }
      for (const other of field.oneof?.fields ?? []) {
        if (other !== field) {
          read.delete(other); // the last of a oneof holds
        }
      }
      read.set(field, this.next(field, wire, reader, read.get(field), depth));
    }
    const json: JsonObject = {};
    for (const [field, value] of [...read].sort(([a], [b]) => a.number - b.number)) {
      put(json, field.name, value instanceof Unread ? this.message(value.desc, value.bytes, depth + 1) : value);
    }
    return json;
  }

  private next(field: DescField, wire: WireType, reader: BinaryReader, before: Read | undefined, depth: number): Read {
    switch (field.fieldKind) {
      case 'scalar':
        return readers[field.scalar](reader);
      case 'enum':
        return enumValue(field.enum, reader);
      case 'message': {
        const bytes = reader.bytes();
        return new Unread(field.message, before instanceof Unread ? Buffer.concat([before.bytes, bytes]) : bytes);
      }
      case 'list': {
        const items = Array.isArray(before) ? before : [];
        if (field.listKind === 'message') {
          items.push(this.message(field.message, reader.bytes(), depth + 1));
        } else if (wire === WireType.LengthDelimited && isPackable(field)) {
          const packed = new BinaryReader(reader.bytes());
          while (packed.pos < packed.len) {
            items.push(item(field, packed));
          }
        } else {
          items.push(item(field, reader));
        }
        return items;
      }
      case 'map': {
        const entries = (before ?? {}) as JsonObject;
        this.entry(field, reader.bytes(), entries, depth);
        return entries;
      }
    }
  }

  private entry(field: DescField & { fieldKind: 'map' }, bytes: Uint8Array, into: JsonObject, depth: number): void {
    const reader = new BinaryReader(bytes);
    let key: Json = zero(field.mapKey);
    let value: Json | undefined;
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      if (number === 1) {
        key = readers[field.mapKey](reader);
      } else if (number === 2) {
        value = field.message ? this.message(field.message, reader.bytes(), depth + 1) : item(field, reader);
      } else {
        reader.skip(wire, number);
      }
    }
    const empty = new Uint8Array();
    put(
      into,
      typeof key === 'string' ? key : JSON.stringify(key),
      value ?? (field.message ? this.message(field.message, empty, depth + 1) : emptyItem(field)),
    );
  }
}

type Items = DescField & { fieldKind: 'list' | 'map' };

function item(field: Items, reader: BinaryReader): Json {
  return field.enum ? enumValue(field.enum, reader) : readers[field.scalar ?? ScalarType.BYTES](reader);
}

function emptyItem(field: Items): Json {
  return field.enum ? (field.enum.value[0]?.name ?? 0) : zero(field.scalar ?? ScalarType.BYTES);
}

/** False for bytes that another version of the message wrote under this number: they count as unknown. */
function suits(field: DescField, wire: WireType): boolean {
  const own =
    field.message || field.fieldKind === 'map' ? WireType.LengthDelimited : wireOf(field.scalar ?? ScalarType.INT32);
  return wire === own || (field.fieldKind === 'list' && isPackable(field) && wire === WireType.LengthDelimited);
}

function wireOf(type: ScalarType): WireType {
  return wires[type] ?? WireType.Varint;
}

const wires: Readonly<Partial<Record<ScalarType, WireType>>> = {
  [ScalarType.STRING]: WireType.LengthDelimited,
  [ScalarType.BYTES]: WireType.LengthDelimited,
  [ScalarType.DOUBLE]: WireType.Bit64,
  [ScalarType.FIXED64]: WireType.Bit64,
  [ScalarType.SFIXED64]: WireType.Bit64,
  [ScalarType.FLOAT]: WireType.Bit32,
  [ScalarType.FIXED32]: WireType.Bit32,
  [ScalarType.SFIXED32]: WireType.Bit32,
};

function isPackable(field: DescField & { fieldKind: 'list' }): boolean {
  return field.scalar !== ScalarType.STRING && field.scalar !== ScalarType.BYTES;
}

function enumValue(desc: DescEnum, reader: BinaryReader): Json {
  const number = reader.int32();
  return desc.typeName === 'google.protobuf.NullValue' ? null : (desc.value[number]?.name ?? number);
}

/** 64-bit integers are texts, as in protobuf's JSON: a JavaScript number would not hold them all. */
const readers: Readonly<Record<ScalarType, (reader: BinaryReader) => Json>> = {
  [ScalarType.DOUBLE]: (reader) => finite(reader.double()),
  [ScalarType.FLOAT]: (reader) => finite(shortest(reader.float())),
  [ScalarType.INT64]: (reader) => String(reader.int64()),
  [ScalarType.UINT64]: (reader) => String(reader.uint64()),
  [ScalarType.INT32]: (reader) => reader.int32(),
  [ScalarType.FIXED64]: (reader) => String(reader.fixed64()),
  [ScalarType.FIXED32]: (reader) => reader.fixed32(),
  [ScalarType.BOOL]: (reader) => reader.bool(),
  [ScalarType.STRING]: (reader) => reader.string(),
  [ScalarType.BYTES]: (reader) => base64Encode(reader.bytes()),
  [ScalarType.UINT32]: (reader) => reader.uint32(),
  [ScalarType.SFIXED32]: (reader) => reader.sfixed32(),
  [ScalarType.SFIXED64]: (reader) => String(reader.sfixed64()),
  [ScalarType.SINT32]: (reader) => reader.sint32(),
  [ScalarType.SINT64]: (reader) => String(reader.sint64()),
};

const longs = [ScalarType.INT64, ScalarType.UINT64, ScalarType.FIXED64, ScalarType.SFIXED64, ScalarType.SINT64];

function zero(type: ScalarType): Json {
  if (type === ScalarType.BOOL) {
    return false;
  }
  return longs.includes(type) ? '0' : wireOf(type) === WireType.LengthDelimited ? '' : 0;
}

function finite(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

/** A float as a person wrote it: 0.1 rather than the 0.10000000149011612 that a double makes of it. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}

/** Sets a key that a server chose, `__proto__` included, as plain data. */
function put(json: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    json[key] = value;
  }
}

const fieldsByNumber = new WeakMap<DescMessage, Map<number, DescField>>();

function fieldOf(desc: DescMessage, number: number): DescField | undefined {
  let fields = fieldsByNumber.get(desc);
  if (!fields) {
    fields = new Map(desc.fields.map((field) => [field.number, field]));
    fieldsByNumber.set(desc, fields);
  }
  return fields.get(number);
}
