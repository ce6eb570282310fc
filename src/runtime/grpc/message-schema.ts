import { ScalarType } from '@bufbuild/protobuf';
import type { DescEnum, DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { Json, JsonObject } from '../calls/grpc-api';
import { expected } from './misfit';
import { listed } from './names';
import { setOwn } from '../../base/own-key';
import { isKnownType, scalarName } from './shape';

/** Numbers in a text as the codec reads them: with `Number`, and those of 64 bits with `BigInt`. */
const OTHER_BASE = '0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)';
const POWER = '(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)[eE][-+]?[0-9]+';
const NUMBER = `NaN|-?Infinity|[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+|${POWER})|${OTHER_BASE}`;
const WHOLE = `[-+]?(?:[0-9]+(?:\\.0*)?|\\.0+|${POWER})|${OTHER_BASE}`;
const NATURAL = `(?:\\+?(?:[0-9]+(?:\\.0*)?|\\.0+|${POWER})|-0+)|${OTHER_BASE}`;
const LONG = `\\s*(?:[-+]?[0-9]+|${OTHER_BASE})\\s*`;
const NATURAL_LONG = `\\s*(?:\\+?[0-9]+|-0+|${OTHER_BASE})\\s*`;
/** Of either alphabet, with white space; after the last padding no single character is left over. */
const BASE64 = '^(?:[\\w+/=\\s-]*=)?\\s*(?:(?:[\\w+/-]\\s*){4})*(?:(?:[\\w+/-]\\s*){2,3})?$';
const MOST_OF_FLOAT = 3.4028234663852886e38;
/** Fields and enum values of one schema; whatever lies further inside takes anything. */
const MOST_NAMES = 20_000;
/** Of a oneof: the rule that only one may be given grows with their square. */
const MOST_RIVALS = 50;

/**
 * The JSON Schema (draft-07) of a message as protobuf's JSON has it: what it refuses, the codec refuses too. Fields by
 * their names in the .proto file; in camel case they are for the reader of the schema to know. `errorMessage` says
 * what a value must be.
 */
export function messageSchema(desc: DescMessage): JsonObject {
  const writer = new SchemaWriter();
  const root = writer.message(desc);
  writer.define();
  return { ...root, definitions: writer.definitions };
}

class SchemaWriter {
  readonly definitions: JsonObject = {};
  private readonly open: { readonly desc: DescMessage; readonly definition: JsonObject }[] = [];
  private names = 0;

  /** Writes the definitions of all messages that were referred to, one after the other. */
  define(): void {
    for (const { desc, definition } of this.open) {
      this.names += desc.fields.length;
      if (this.names <= MOST_NAMES) {
        Object.assign(definition, this.definition(desc));
      }
    }
  }

  message(desc: DescMessage): JsonObject {
    if (isWrapperDesc(desc)) {
      return scalar(desc.fields[0]);
    }
    if (isKnownType(desc.typeName)) {
      return { ...knownForms[desc.typeName], ...must(desc) };
    }
    if (!Object.hasOwn(this.definitions, desc.typeName)) {
      const definition: JsonObject = {};
      setOwn(this.definitions, desc.typeName, definition);
      this.open.push({ desc, definition });
    }
    return { $ref: `#/definitions/${desc.typeName}` };
  }

  private definition(desc: DescMessage): JsonObject {
    const properties: JsonObject = {};
    for (const field of desc.fields) {
      const schema = { title: typeWords(field), description: fieldWords(field), ...this.field(field) };
      setOwn<Json>(properties, field.name, schema);
      if (field.jsonName !== camelCase(field.name)) {
        setOwn<Json>(properties, field.jsonName, schema);
      }
    }
    const required = desc.fields.filter(isRequired).map(({ name }) => name);
    const oneofs = desc.oneofs.filter(({ fields }) => fields.length <= MOST_RIVALS);
    const hasExtensions = desc.proto.extensionRange.length > 0;
    return {
      title: desc.name,
      type: 'object',
      properties,
      ...(hasExtensions && { patternProperties: { '^\\[[\\w.]+\\]$': true } }),
      additionalProperties: false,
      ...(required.length > 0 && { required }),
      ...(oneofs.length > 0 && { allOf: oneofs.map(atMostOne) }),
    };
  }

  private field(field: DescField): JsonObject {
    switch (field.fieldKind) {
      case 'list':
        return orNull({ type: 'array', items: this.value(field) });
      case 'map':
        return orNull({ type: 'object', ...keyed(field.mapKey, this.value(field)) });
      case 'scalar':
      case 'enum':
      case 'message':
        return isRequired(field) ? this.value(field) : orNull(this.value(field));
    }
  }

  /** One value of a field: its own, an item's, or the one under a key. */
  private value(field: DescField): JsonObject {
    if (field.enum) {
      this.names += field.enum.values.length;
      return this.names > MOST_NAMES ? {} : enumeration(field.enum);
    }
    return field.message ? this.message(field.message) : scalar(field);
  }
}

const knownForms: Readonly<Record<string, JsonObject>> = {
  'google.protobuf.Struct': { type: 'object' },
  'google.protobuf.Value': {},
  'google.protobuf.ListValue': { type: 'array' },
  'google.protobuf.Any': {
    anyOf: [
      { type: 'object', maxProperties: 0 },
      {
        type: 'object',
        required: ['@type'],
        properties: { '@type': { type: 'string', title: 'string', description: 'The full name of a message.' } },
      },
    ],
  },
  'google.protobuf.FieldMask': { type: 'string', pattern: '^[^_]*$', examples: ['name,createdAt'] },
  'google.protobuf.Duration': { type: 'string', pattern: '^-?[0-9]+(?:\\.[0-9]+)?s', examples: ['1.5s'] },
  'google.protobuf.Timestamp': {
    type: 'string',
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[-+]\\d{2}:\\d{2})$',
    examples: ['2026-01-31T12:00:00Z'],
  },
};

function scalar(field: DescField | undefined): JsonObject {
  switch (field?.scalar) {
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.BYTES:
      return { type: 'string', pattern: BASE64, ...must(field) };
    case ScalarType.DOUBLE:
      return numeric(field, { type: 'number' }, NUMBER);
    case ScalarType.FLOAT:
      return numeric(field, { type: 'number', minimum: -MOST_OF_FLOAT, maximum: MOST_OF_FLOAT }, NUMBER);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return numeric(field, { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }, WHOLE);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return numeric(field, { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 }, NATURAL);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return numeric(field, { type: 'integer', minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 }, LONG);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return numeric(field, { type: 'integer', minimum: 0, exclusiveMaximum: 2 ** 64 }, NATURAL_LONG);
    case ScalarType.STRING:
    case undefined:
      return { type: 'string' };
  }
}

/** A number as such or in a text; apart, so that a wrong value is held against one of them. */
function numeric(field: DescField, number: JsonObject, text: string): JsonObject {
  return { anyOf: [number, { type: 'string', pattern: `^(?:${text})$`, ...must(field) }], ...must(field) };
}

function enumeration(desc: DescEnum): JsonObject {
  const isNull = desc.typeName === 'google.protobuf.NullValue';
  const names = [...new Set(desc.values.flatMap(({ name, jsonName }) => [name, jsonName]))];
  const numbers = [...new Set(desc.values.map(({ number }) => number))];
  return {
    anyOf: [
      { enum: isNull ? [null, ...names] : names },
      desc.open ? { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } : { enum: numbers },
    ],
  };
}

/** Null stands for a field that is left out. */
function orNull(schema: JsonObject): JsonObject {
  if (Array.isArray(schema['anyOf'])) {
    return { ...schema, anyOf: [...schema['anyOf'], { type: 'null' }] };
  }
  if (typeof schema['type'] === 'string') {
    return { ...schema, type: [schema['type'], 'null'] };
  }
  // A reference counts alone; what takes any value takes null.
  return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function keyed(key: ScalarType, value: JsonObject): JsonObject {
  if (key === ScalarType.STRING) {
    return { additionalProperties: value };
  }
  return key === ScalarType.BOOL
    ? { properties: { true: value, false: value }, additionalProperties: false }
    : { patternProperties: { '^-?[0-9]+$': value }, additionalProperties: false };
}

/** A form for each field of the oneof in which the others are left out; the codec passes over a scalar's null. */
function atMostOne({ fields }: DescOneof): JsonObject {
  const leftOut = (field: DescField): JsonObject | boolean =>
    field.fieldKind === 'scalar'
      ? { type: 'null', errorMessage: `Must be left out: only one of ${quoted(fields)} may be given.` }
      : false;
  return {
    anyOf: fields.map((kept) => ({
      properties: Object.fromEntries(fields.flatMap((field) => (field === kept ? [] : [[field.name, leftOut(field)]]))),
    })),
  };
}

function isRequired({ presence }: DescField): boolean {
  return presence === Presence.LEGACY_REQUIRED;
}

function must(desc: DescMessage | DescField): JsonObject {
  return { errorMessage: `Must be ${expected(desc)}.` };
}

/** The type as a .proto file has it. */
function typeWords(field: DescField): string {
  const one = field.message?.name ?? field.enum?.name ?? scalarName(field.scalar);
  if (field.fieldKind === 'map') {
    return `map<${scalarName(field.mapKey)}, ${one}>`;
  }
  return field.fieldKind === 'list' ? `repeated ${one}` : one;
}

function fieldWords(field: DescField): string {
  const { message } = field;
  const forms = [
    `Field ${field.number} of \`${field.parent.typeName}\`.`,
    message && (isKnownType(message.typeName) || isWrapperDesc(message)) ? `As JSON: ${expected(field)}.` : '',
    isLong(field.scalar) ? 'A number of more than 15 digits is exact only in quotes.' : '',
    field.scalar === ScalarType.BYTES ? 'As JSON: a text in Base64.' : '',
    field.oneof ? `Only one of ${quoted(field.oneof.fields)} may be given.` : '',
  ];
  return forms.filter((form) => form !== '').join(' ');
}

function isLong(type: ScalarType | undefined): boolean {
  return type !== undefined && scalarName(type).endsWith('64');
}

function quoted(fields: readonly DescField[]): string {
  return listed(fields, ({ name }) => `\`${name}\``);
}

/** As the readers of schemas know names in camel case. */
function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
