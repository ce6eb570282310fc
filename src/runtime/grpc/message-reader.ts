import { ScalarType, type DescField, type DescMessage, type DescOneof } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { GrpcProblem } from './problem';
import { emptyItem, enumValue, isPackable, item, scalar, suits, zero, type Scalar } from './scalars';

/** Each value and each piece of a message takes memory, and in a packed list every byte may be a value. */
const MOST_VALUES = 1_000_000;
/** Tags of one map entry, which has a key and a value. */
const MOST_TAGS_OF_ENTRY = 1000;

/** A message whose bytes are at hand and not yet read; a further piece of it adds to the first. */
export class Unread {
  constructor(
    readonly desc: DescMessage,
    readonly pieces: Uint8Array[],
  ) {}
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
  private readonly read = new Map<DescField, FieldValue>();
  private readonly desc: DescMessage;
  private readonly pieces: Uint8Array[];
  /** What was set last of each oneof. */
  private chosen: Map<DescOneof, DescField> | undefined;
  /** The numbers of the groups around; only the oldest .proto files have any, and all are passed over. */
  private readonly groups: number[] = [];
  private reader: BinaryReader;
  private piece = 1;

  constructor(
    message: Unread,
    private readonly count: ValueCount,
  ) {
    this.desc = message.desc;
    this.pieces = message.pieces;
    this.reader = new BinaryReader(message.pieces[0] ?? nothing);
  }

  /** What was sent of each field, in the order of the numbers. */
  get fields(): [DescField, FieldValue][] {
    const fields = [...this.read];
    return fields.length < 2 ? fields : fields.sort(([a], [b]) => a.number - b.number);
  }

  /**
   * Reads one tag with its value; false at the end.
   * @throws GrpcProblem of kind `answer-too-large`; an Error for bytes that are no message
   */
  next(): boolean {
    while (this.reader.pos >= this.reader.len) {
      const piece = this.pieces[this.piece];
      if (this.groups.length > 0) {
        throw new Error('A group does not end');
      }
      if (!piece) {
        return false;
      }
      this.reader = new BinaryReader(piece);
      this.piece += 1;
    }
    const [number, wire] = this.reader.tag();
    const field = this.groups.length > 0 ? undefined : fieldOf(this.desc, number);
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
      this.group(number, wire);
    } else if (!field || !suits(field, wire)) {
      this.reader.skip(wire, number);
    } else {
      this.choose(field);
      this.read.set(field, this.value(field, wire, this.read.get(field)));
    }
    return true;
  }

  private group(number: number, wire: WireType): void {
    if (wire === WireType.StartGroup) {
      this.groups.push(number);
    } else if (this.groups.pop() !== number) {
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
      case 'message': {
        const message = before instanceof Unread ? before : new Unread(field.message, []);
        message.pieces.push(this.reader.bytes());
        return message;
      }
      case 'list': {
        if (field.listKind !== 'message') {
          return this.items(field, wire, Array.isArray(before) ? before : []);
        }
        const list = before instanceof UnreadItems ? before : new UnreadItems();
        list.items.push(new Unread(field.message, [this.reader.bytes()]));
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
    const packed = new BinaryReader(this.reader.bytes());
    while (packed.pos < packed.len) {
      this.count.add(field);
      items.push(item(field, packed));
    }
    return items;
  }
}

const nothing = new Uint8Array();

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
      value = field.message ? new Unread(field.message, [reader.bytes()]) : item(field, reader);
    } else {
      reader.skip(wire, number);
    }
  }
  if (reader.pos !== end) {
    throw new Error(`An entry of ${field.name} is cut`);
  }
  return [String(key), value ?? (field.message ? new Unread(field.message, []) : emptyItem(field))];
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
