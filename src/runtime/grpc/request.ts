import { fromJson, toBinary } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescOneof, FileRegistry, JsonValue } from '@bufbuild/protobuf';
import type { ScalarName } from '../grpc-api';
import { LARGEST_MESSAGE } from './transport';
import { GrpcProblem } from './problem';
import { isKnownType, scalarName } from './shape';

/** How deep a request may be nested; an object in a Struct counts three. */
const DEEPEST = 1000;

/**
 * A request's JSON as bytes; fields by the name of the .proto file or in camel case, as protobuf's JSON has it.
 * @throws GrpcProblem of kind `unknown-key` or `wrong-type` with the path, or `request-too-large`
 */
export function writeRequest(desc: DescMessage, json: unknown, registry: FileRegistry): Buffer {
  const bytes = encode(desc, json, registry);
  if (bytes.length > LARGEST_MESSAGE) {
    throw new GrpcProblem({
      kind: 'request-too-large',
      what: `The request has ${megabytes(bytes.length)} MB.`,
      why: `A message may have ${megabytes(LARGEST_MESSAGE)} MB.`,
      next: 'Send less in one request',
    });
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function encode(desc: DescMessage, json: unknown, registry: FileRegistry): Uint8Array {
  try {
    return toBinary(desc, fromJson(desc, json as JsonValue, { registry, recursionLimit: DEEPEST }));
  } catch (cause) {
    const { path, unknown, expected: needed }: Misfit = misfit(desc, json, '', registry) ?? { path: '' };
    const at = path === '' ? 'The request' : `"${path}"`;
    if (unknown) {
      const names = unknown.fields.map(({ name }) => name);
      throw new GrpcProblem({
        kind: 'unknown-key',
        what: `${at} is not a field of ${unknown.name}.`,
        why: names.length > 0 ? `Its fields are ${names.join(', ')}.` : 'It has no fields.',
        next: 'Correct the name in the request, or take it out',
        path,
        candidates: names,
        cause,
      });
    }
    throw new GrpcProblem({
      kind: 'wrong-type',
      what: needed ? `${at} must be ${needed}.` : `${at} does not fit ${desc.name}.`,
      why: needed || !(cause instanceof Error) ? undefined : `${cause.message}.`,
      next: 'Correct the value in the request',
      path,
      cause,
    });
  }
}

interface Misfit {
  readonly path: string;
  /** The message that has no such field. */
  readonly unknown?: DescMessage;
  readonly expected?: string;
}

/** The first place where the JSON does not fit; found by asking the codec about ever smaller parts. */
function misfit(desc: DescMessage, json: unknown, path: string, registry: FileRegistry): Misfit | undefined {
  if (isKnownType(desc.typeName)) {
    return fits(desc, json, registry)
      ? undefined
      : (notJson(desc.typeName, json, path) ?? { path, expected: expected(desc) });
  }
  if (!isObject(json)) {
    return { path, expected: expected(desc) };
  }
  const given = new Map<DescOneof | DescField, string>();
  for (const [key, value] of Object.entries(json)) {
    const place = path + (path === '' ? step(key).replace(/^\./, '') : step(key));
    const field = desc.fields.find(({ name, jsonName }) => key === name || key === jsonName);
    if (!field) {
      return { path: place, unknown: desc };
    }
    const rival = given.get(field.oneof ?? field);
    if (rival !== undefined && value !== null) {
      return { path: place, expected: `left out where "${rival}" is given` };
    }
    if (value !== null) {
      given.set(field.oneof ?? field, key);
    }
    const found = value === null ? undefined : misfitOfField(desc, field, key, value, place, registry);
    if (found) {
      return found;
    }
  }
  return undefined;
}

function misfitOfField(
  desc: DescMessage,
  field: DescField,
  key: string,
  value: unknown,
  path: string,
  registry: FileRegistry,
): Misfit | undefined {
  switch (field.fieldKind) {
    case 'scalar':
    case 'enum':
      return fits(desc, { [key]: value }, registry) ? undefined : { path, expected: expected(field) };
    case 'message':
      return misfit(field.message, value, path, registry);
    case 'list':
      if (!Array.isArray(value)) {
        return { path, expected: 'a list' };
      }
      return firstOf(value.entries(), (index, item) =>
        field.message && item !== null
          ? misfit(field.message, item, `${path}[${index}]`, registry)
          : fits(desc, { [key]: [item] }, registry)
            ? undefined
            : { path: `${path}[${index}]`, expected: expected(field) },
      );
    case 'map':
      if (!isObject(value)) {
        return { path, expected: 'an object' };
      }
      return firstOf(Object.entries(value), (name, item) =>
        field.message && item !== null
          ? misfit(field.message, item, path + step(name), registry)
          : fits(desc, { [key]: { [name]: item } }, registry)
            ? undefined
            : { path: path + step(name), expected: expected(field) },
      );
  }
}

function firstOf<K>(
  entries: Iterable<[K, unknown]>,
  find: (key: K, item: unknown) => Misfit | undefined,
): Misfit | undefined {
  for (const [key, item] of entries) {
    const found = find(key, item);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Where plain JSON is asked for: the first value in it that JSON does not have. */
function notJson(typeName: string, value: unknown, path: string): Misfit | undefined {
  if (typeName === 'google.protobuf.Struct' && !isObject(value)) {
    return { path, expected: 'an object' };
  }
  if (typeName === 'google.protobuf.ListValue' && !Array.isArray(value)) {
    return { path, expected: 'a list' };
  }
  if (
    typeName !== 'google.protobuf.Struct' &&
    typeName !== 'google.protobuf.ListValue' &&
    typeName !== 'google.protobuf.Value'
  ) {
    return undefined;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path, expected: 'a finite number' };
  }
  if (Array.isArray(value)) {
    return firstOf(value.entries(), (index, item) => notJson('google.protobuf.Value', item, `${path}[${index}]`));
  }
  if (isObject(value)) {
    return firstOf(Object.entries(value), (key, item) =>
      notJson('google.protobuf.Value', item, path + (path === '' ? step(key).replace(/^\./, '') : step(key))),
    );
  }
  return value === null || ['number', 'string', 'boolean'].includes(typeof value)
    ? undefined
    : { path, expected: 'plain JSON' };
}

function fits(desc: DescMessage, json: unknown, registry: FileRegistry): boolean {
  try {
    fromJson(desc, json as JsonValue, { registry, recursionLimit: DEEPEST });
    return true;
  } catch {
    return false;
  }
}

/** What a value must be, to be read after "must be". */
function expected(desc: DescMessage | DescField): string {
  if (desc.kind === 'message') {
    return knownForms[desc.typeName] ?? `an object with the fields of ${desc.name}`;
  }
  if (desc.enum) {
    return `one of ${desc.enum.values.map(({ name }) => name).join(', ')}`;
  }
  if (desc.message) {
    return expected(desc.message);
  }
  const name = scalarName(desc.scalar);
  return scalarForms[name] ?? `a whole number that fits ${name}`;
}

const scalarForms: Readonly<Partial<Record<ScalarName, string>>> = {
  string: 'a text',
  bool: 'true or false',
  bytes: 'a text in Base64',
  double: 'a number',
  float: 'a number',
};

const knownForms: Readonly<Record<string, string>> = {
  'google.protobuf.Struct': 'an object',
  'google.protobuf.ListValue': 'a list',
  'google.protobuf.Value': 'plain JSON',
  'google.protobuf.Timestamp': 'a time such as "2026-01-31T12:00:00Z"',
  'google.protobuf.Duration': 'a duration such as "1.5s"',
  'google.protobuf.FieldMask': 'a text with field names, separated by commas',
  'google.protobuf.Any': 'an object whose "@type" names a message of this server',
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One step of a path: `.name`, or `["a name"]` where it is no plain one. */
function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes % (1024 * 1024) === 0 ? 0 : 1);
}
