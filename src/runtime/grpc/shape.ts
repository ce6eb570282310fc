import { ScalarType } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type {
  FieldShape,
  FieldType,
  Json,
  JsonObject,
  MessageShape,
  MethodDescription,
  MethodShape,
  ScalarName,
} from '../grpc-api';

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
      messages[message.typeName] = { name: message.typeName, fields: message.fields.map(fieldShape) };
      open.push(...message.fields.flatMap((field) => field.message ?? []));
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
    return { is: 'enum', name: field.enum.typeName, values: field.enum.values.map(({ name }) => name) };
  }
  return { is: 'scalar', name: scalarName(field.scalar) };
}

/** A message with each field at a neutral value; of a oneof the first field, and nothing where a message repeats itself. */
export function neutralMessage(desc: DescMessage): JsonObject {
  const json = neutral(desc, []);
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : {};
}

function neutral(desc: DescMessage, within: readonly DescMessage[]): Json {
  if (isKnownType(desc.typeName)) {
    return structuredClone(known[desc.typeName] ?? null);
  }
  const json: JsonObject = {};
  for (const field of desc.fields) {
    const isRival = field.oneof !== undefined && field.oneof.fields[0] !== field;
    const repeatsItself = field.fieldKind === 'message' && (field.message === desc || within.includes(field.message));
    if (!isRival && !repeatsItself) {
      json[field.name] = neutralValue(field, [...within, desc]);
    }
  }
  return json;
}

function neutralValue(field: DescField, within: readonly DescMessage[]): Json {
  switch (field.fieldKind) {
    case 'list':
      return [];
    case 'map':
      return {};
    case 'message':
      return neutral(field.message, within);
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
