import { ScalarType } from '@bufbuild/protobuf';
import type { DescEnum, DescField } from '@bufbuild/protobuf';
import { WireType, type BinaryReader } from '@bufbuild/protobuf/wire';

/** A value without values in it. */
export type Scalar = null | boolean | number | string;

/** A field with several values, or with one under each key. */
export type Items = DescField & { fieldKind: 'list' | 'map' };

/** The value under a key, or one of a list, that is no message. */
export function item(field: Items, reader: BinaryReader): Scalar {
  return field.enum ? enumValue(field.enum, reader) : scalar(field.scalar ?? ScalarType.BYTES, reader);
}

/** The value under a key that was sent without one. */
export function emptyItem(field: Items): Scalar {
  return field.enum ? (field.enum.value[0]?.name ?? 0) : zero(field.scalar ?? ScalarType.BYTES);
}

/** False for bytes that another version of the message wrote under this number: they count as unknown. */
export function suits(field: DescField, wire: WireType): boolean {
  const own =
    field.message || field.fieldKind === 'map' ? WireType.LengthDelimited : wireOf(field.scalar ?? ScalarType.INT32);
  return wire === own || (field.fieldKind === 'list' && isPackable(field) && wire === WireType.LengthDelimited);
}

export function isPackable(field: DescField & { fieldKind: 'list' }): boolean {
  return field.scalar !== ScalarType.STRING && field.scalar !== ScalarType.BYTES;
}

export function enumValue(desc: DescEnum, reader: BinaryReader): Scalar {
  const number = reader.int32();
  return desc.typeName === 'google.protobuf.NullValue' ? null : (desc.value[number]?.name ?? number);
}

/** A scalar as protobuf's JSON has it; 64-bit integers are texts, as a JavaScript number would not hold them all. */
export function scalar(type: ScalarType, reader: BinaryReader): Scalar {
  return readers[type](reader);
}

const readers: Readonly<Record<ScalarType, (reader: BinaryReader) => Scalar>> = {
  [ScalarType.DOUBLE]: (reader) => finite(reader.double()),
  [ScalarType.FLOAT]: (reader) => finite(shortest(reader.float())),
  [ScalarType.INT64]: (reader) => String(reader.int64()),
  [ScalarType.UINT64]: (reader) => String(reader.uint64()),
  [ScalarType.INT32]: (reader) => reader.int32(),
  [ScalarType.FIXED64]: (reader) => String(reader.fixed64()),
  [ScalarType.FIXED32]: (reader) => reader.fixed32(),
  [ScalarType.BOOL]: (reader) => reader.bool(),
  [ScalarType.STRING]: (reader) => reader.string(),
  [ScalarType.BYTES]: (reader) => base64(reader.bytes()),
  [ScalarType.UINT32]: (reader) => reader.uint32(),
  [ScalarType.SFIXED32]: (reader) => reader.sfixed32(),
  [ScalarType.SFIXED64]: (reader) => String(reader.sfixed64()),
  [ScalarType.SINT32]: (reader) => reader.sint32(),
  [ScalarType.SINT64]: (reader) => String(reader.sint64()),
};

/** What a scalar is that was not sent. */
export function zero(type: ScalarType): Scalar {
  if (type === ScalarType.BOOL) {
    return false;
  }
  return longs.includes(type) ? '0' : wireOf(type) === WireType.LengthDelimited ? '' : 0;
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

const longs = [ScalarType.INT64, ScalarType.UINT64, ScalarType.FIXED64, ScalarType.SFIXED64, ScalarType.SINT64];

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

function finite(value: number): Scalar {
  return Number.isFinite(value) ? value : String(value);
}

/** A float as a person wrote it: 0.1 rather than the 0.10000000149011612 that a double makes of it. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === value ? short : value;
}
