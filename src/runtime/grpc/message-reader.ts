import { ScalarType, type DescField, type DescMessage, type DescOneof } from '@bufbuild/protobuf';
import { WireType, type BinaryReader } from '@bufbuild/protobuf/wire';
import { GrpcProblem } from './problem';
import { emptyItem, enumValue, isPackable, item, scalar, suits, zero, type Scalar } from './scalars';

/** Each value and each piece of a message takes memory, and in a packed list every byte may be a value. */
const MOST_VALUES = 1_000_000;
/** Tags of one map entry, which has a key and a value. */
const MOST_TAGS_OF_ENTRY = 1000;

/** A message that is not yet read: where its bytes begin and end in the answer, and those of each further piece of it. */
export class Unread {
  readonly pieces: number[] = [];

  constructor(readonly desc: DescMessage) {}

  add(start: number, end: number): this {
    this.pieces.push(start, end);
    return this;
  }
}

/** The messages of a list. */
export class UnreadItems {
  readonly items: Unread[] = [];
}

/** Bytes as such are those of a field of type `bytes`. */
export type FieldValue = Scalar | Scalar[] | Uint8Array | Unread | UnreadItems | Map<string, Scalar | Unread>;
type ListField = DescField & { fieldKind: 'list' };
type MapField = DescField & { fieldKind: 'map' };

/** Counts what the messages of one answer hold. */
export class ValueCount {
  private values = 0;

  /** @throws GrpcProblem of kind `answer-too-large` when it is too much */
  add(field: DescField): void {
    this.values += 1;
    if (this.values > MOST_VALUES) {
      throw new GrpcProblem({
        kind: 'answer-too-large',
        what: `The answer has too many values, the last in "${field.name}" of ${field.parent.typeName}.`,
        why: `A message may hold ${MOST_VALUES} values.`,
        next: 'Send the answer in several messages, or less of it',
      });
    }
  }
}

/** Reads the fields of one message, tag by tag. */
export class MessageReader {
  /** What was sent of each field. */
  private readonly read = new Map<DescField, FieldValue>();
  private readonly desc: DescMessage;
  private readonly pieces: readonly number[];
  /** What was set last of each oneof. */
  private chosen: Map<DescOneof, DescField> | undefined;
  /** The numbers of the groups around; only the oldest .proto files have any, and all are passed over. */
  private groups: number[] | undefined;
  /** Where the piece that is read ends, and how many have been. */
  private end = 0;
  private piece = 0;
  private last = 0;
  private isInOrder = true;

  /** @param reader Of the whole answer. */
  constructor(
    { desc, pieces }: Unread,
    private readonly reader: BinaryReader,
    private readonly count: ValueCount,
  ) {
    this.desc = desc;
    this.pieces = pieces;
    this.reader.pos = 0;
  }

  /** What was sent of each field, in the order of the numbers. */
  get fields(): ReadonlyMap<DescField, FieldValue> {
    return this.isInOrder ? this.read : new Map([...this.read].sort(([a], [b]) => a.number - b.number));
  }

  /**
   * Reads one tag with its value; false at the end.
   * @throws GrpcProblem of kind `answer-too-large`; an Error for bytes that are no message
   */
  next(): boolean {
    while (this.reader.pos >= this.end) {
      const [start, end] = [this.pieces[this.piece], this.pieces[this.piece + 1]];
      if (this.groups && this.groups.length > 0) {
        throw new Error('A group does not end');
      }
      if (start === undefined || end === undefined) {
        return false;
      }
      this.reader.pos = start;
      this.end = end;
      this.piece += 2;
    }
    const [number, wire] = this.reader.tag();
    const field = this.groups && this.groups.length > 0 ? undefined : fieldOf(this.desc, number);
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
      this.group(number, wire);
    } else if (!field || !suits(field, wire)) {
      this.reader.skip(wire, number);
    } else {
      this.choose(field);
      this.isInOrder &&= number >= this.last;
      this.last = number;
      this.read.set(field, this.value(field, wire, this.read.get(field)));
    }
    if (this.reader.pos > this.end) {
      throw new RangeError('A value ends behind its message');
    }
    return true;
  }

  private group(number: number, wire: WireType): void {
    if (wire === WireType.StartGroup) {
      (this.groups ??= []).push(number);
    } else if (this.groups?.pop() !== number) {
      throw new Error('A group ends that has not begun');
    }
  }

  /** The last of a oneof holds. */
  private choose(field: DescField): void {
    if (!field.oneof) {
      return;
    }
    this.chosen ??= new Map();
    const rival = this.chosen.get(field.oneof);
    if (rival && rival !== field) {
      this.read.delete(rival);
    }
    this.chosen.set(field.oneof, field);
  }

  /** What there is of a field when one more of it has come. */
  private value(field: DescField, wire: WireType, before: FieldValue | undefined): FieldValue {
    this.count.add(field);
    switch (field.fieldKind) {
      case 'scalar':
        return field.scalar === ScalarType.BYTES ? this.reader.bytes() : scalar(field.scalar, this.reader);
      case 'enum':
        return enumValue(field.enum, this.reader);
      case 'message':
        return take(this.reader, before instanceof Unread ? before : new Unread(field.message));
      case 'list': {
        if (field.listKind !== 'message') {
          return this.items(field, wire, Array.isArray(before) ? before : []);
        }
        const list = before instanceof UnreadItems ? before : new UnreadItems();
        list.items.push(take(this.reader, new Unread(field.message)));
        return list;
      }
      case 'map': {
        const entries = before instanceof Map ? before : new Map<string, Scalar | Unread>();
        const [key, value] = entry(field, this.reader);
        return entries.set(key, value);
      }
    }
  }

  private items(field: ListField, wire: WireType, items: Scalar[]): Scalar[] {
    if (wire !== WireType.LengthDelimited || !isPackable(field)) {
      items.push(item(field, this.reader));
      return items;
    }
    const end = this.reader.uint32() + this.reader.pos;
    while (this.reader.pos < end) {
      this.count.add(field);
      items.push(item(field, this.reader));
    }
    if (this.reader.pos !== end) {
      throw new RangeError(`The last value of ${field.name} is cut`);
    }
    return items;
  }
}

/** Leaves a message unread. */
function take(reader: BinaryReader, message: Unread): Unread {
  const length = reader.uint32();
  const start = reader.pos;
  reader.pos += length;
  return message.add(start, reader.pos);
}

function entry(field: MapField, reader: BinaryReader): [string, Scalar | Unread] {
  let key = zero(field.mapKey);
  let value: Scalar | Unread | undefined;
  const end = reader.uint32() + reader.pos;
  for (let tags = 0; reader.pos < end; tags++) {
    if (tags === MOST_TAGS_OF_ENTRY) {
      throw new Error(`An entry of ${field.name} is more than a key and a value`);
    }
    const [number, wire] = reader.tag();
    if (number === 1) {
      key = scalar(field.mapKey, reader);
    } else if (number === 2) {
      value = field.message ? take(reader, new Unread(field.message)) : item(field, reader);
    } else {
      reader.skip(wire, number);
    }
  }
  if (reader.pos !== end) {
    throw new Error(`An entry of ${field.name} is cut`);
  }
  return [String(key), value ?? (field.message ? new Unread(field.message) : emptyItem(field))];
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
