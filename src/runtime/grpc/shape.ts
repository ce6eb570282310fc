import { ScalarType } from '@bufbuild/protobuf';
import type { DescEnum, DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type {
  FieldShape,
  FieldType,
  Json,
  JsonObject,
  MessageShape,
  MethodDescription,
  MethodShape,
  ScalarName,
} from '../calls/grpc-api';
import { setOwn } from '../../base/own-key';

/** Fields of one prefilled request. */
const MOST_PREFILLED = 1000;

/** Well-known types that have a JSON form of their own, and a value of it that says nothing. */
const known: Readonly<Record<string, Json>> = {
  'google.protobuf.Struct': {},
  'google.protobuf.ListValue': [],
  'google.protobuf.Value': null,
  'google.protobuf.FieldMask': '',
  'google.protobuf.Timestamp': null,
  'google.protobuf.Duration': null,
  'google.protobuf.Any': null,
  'google.protobuf.DoubleValue': null,
  'google.protobuf.FloatValue': null,
  'google.protobuf.Int64Value': null,
  'google.protobuf.UInt64Value': null,
  'google.protobuf.Int32Value': null,
  'google.protobuf.UInt32Value': null,
  'google.protobuf.BoolValue': null,
  'google.protobuf.StringValue': null,
  'google.protobuf.BytesValue': null,
};

export function isKnownType(typeName: string): boolean {
  return Object.hasOwn(known, typeName);
}

export function scalarName(type: ScalarType | undefined): ScalarName {
  return ScalarType[type ?? ScalarType.STRING].toLowerCase() as ScalarName;
}

export function descriptionOf(method: DescMethod): MethodDescription {
  return {
    service: method.parent.typeName,
    name: method.name,
    request: method.input.typeName,
    response: method.output.typeName,
    clientStreaming: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    serverStreaming: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
  };
}

export function shapeOf(method: DescMethod): MethodShape {
  const messages: Record<string, MessageShape> = {};
  const open = [method.input, method.output];
  for (let message = open.pop(); message; message = open.pop()) {
    if (!Object.hasOwn(messages, message.typeName) && !isKnownType(message.typeName)) {
      setOwn(messages, message.typeName, { name: message.typeName, fields: message.fields.map(fieldShape) });
      for (const field of message.fields) {
        if (field.message) {
          open.push(field.message);
        }
      }
    }
  }
  return { ...descriptionOf(method), messages };
}

function fieldShape(field: DescField): FieldShape {
  return {
    name: field.name,
    number: field.number,
    type: typeOf(field),
    repeated: field.fieldKind === 'list',
    ...(field.fieldKind === 'map' && { mapKey: scalarName(field.mapKey) }),
    ...(field.oneof && { oneof: field.oneof.name }),
  };
}

function typeOf(field: DescField): FieldType {
  if (field.message) {
    const name = field.message.typeName;
    return isKnownType(name) ? { is: 'known', name } : { is: 'message', name };
  }
  if (field.enum) {
    return { is: 'enum', name: field.enum.typeName, values: valuesOf(field.enum) };
  }
  return { is: 'scalar', name: scalarName(field.scalar) };
}

const enumValues = new WeakMap<DescEnum, readonly string[]>();

/** One list for all fields of an enum: many fields may share a long one. */
function valuesOf(desc: DescEnum): readonly string[] {
  const values = enumValues.get(desc) ?? desc.values.map(({ name }) => name);
  enumValues.set(desc, values);
  return values;
}

interface Filling {
  readonly desc: DescMessage;
  readonly json: JsonObject;
  readonly around: Filling | undefined;
}

/**
 * A message with each field at a neutral value; of a oneof the first field, and nothing where a message repeats itself.
 * Fields near the top come first: past a thousand, the messages further inside stay empty.
 */
export function neutralMessage(desc: DescMessage): JsonObject {
  const root: Filling = { desc, json: {}, around: undefined };
  const open = isKnownType(desc.typeName) ? [] : [root];
  let count = 0;
  for (const filling of open) {
    for (const field of filling.desc.fields) {
      const isRival = field.oneof !== undefined && field.oneof.fields[0] !== field;
      if (isRival || (field.fieldKind === 'message' && isAround(field.message, filling))) {
        continue;
      }
      if (count === MOST_PREFILLED) {
        return root.json;
      }
      count += 1;
      const value = neutralValue(field);
      setOwn(filling.json, field.name, value);
      if (field.fieldKind === 'message' && !isKnownType(field.message.typeName)) {
        open.push({ desc: field.message, json: value as JsonObject, around: filling });
      }
    }
  }
  return root.json;
}

function isAround(desc: DescMessage, filling: Filling | undefined): boolean {
  for (let each = filling; each; each = each.around) {
    if (each.desc === desc) {
      return true;
    }
  }
  return false;
}

function neutralValue(field: DescField): Json {
  switch (field.fieldKind) {
    case 'list':
      return [];
    case 'map':
      return {};
    case 'message':
      return isKnownType(field.message.typeName) ? structuredClone(known[field.message.typeName] ?? null) : {};
    case 'enum':
      return field.enum.values[0]?.name ?? 0;
    case 'scalar':
      return neutralScalars[field.scalar] ?? 0;
  }
}

const neutralScalars: Readonly<Partial<Record<ScalarType, Json>>> = {
  [ScalarType.STRING]: '',
  [ScalarType.BYTES]: '',
  [ScalarType.BOOL]: false,
};
