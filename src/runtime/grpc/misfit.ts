import { isObject } from '../../base/json';
import { fromJson } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescOneof, FileRegistry, JsonValue } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { DEEPEST_JSON } from '../../base/json-depth';
import type { ScalarName } from '../calls/grpc-api';
import { listed } from './names';
import { isKnownType, scalarName } from './shape';

/** How deep a request may be nested; an object in a Struct counts three. */
export const DEEPEST = DEEPEST_JSON;

/** Where a request's JSON does not fit its message. */
export interface Misfit {
  /** Such as `items[2].name`; empty for the request as a whole. */
  readonly path: string;
  /** The message that has no such field. */
  readonly unknown?: DescMessage;
  /** What a value must be, to be read after "must be". */
  readonly expected?: string;
}

/** The first place where the JSON does not fit; found by asking the codec about ever smaller parts of it. */
export function misfitOf(desc: DescMessage, json: unknown, registry: FileRegistry): Misfit | undefined {
  return isDeeperThan(DEEPEST, json)
    ? { path: '', expected: `nested at most ${DEEPEST} levels deep` }
    : new Search(registry).message(desc, json, '');
}

/** Looked at level by level, as the stack would not hold every depth that JSON may have. */
function isDeeperThan(levels: number, json: unknown): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? (Object.values(each) as unknown[]) : [],
    );
  }
  return level.length > 0;
}

class Search {
  constructor(private readonly registry: FileRegistry) {}

  message(desc: DescMessage, json: unknown, path: string): Misfit | undefined {
    if (isKnownType(desc.typeName)) {
      return this.knownType(desc, json, path);
    }
    if (!isObject(json)) {
      return { path, expected: expected(desc) };
    }
    const given = new Map<DescOneof | DescField, string>();
    return firstOf(Object.entries(json), (key, value) => {
      const place = below(path, key);
      const field = desc.fields.find(({ name, jsonName }) => key === name || key === jsonName);
      if (!field) {
        return { path: place, unknown: desc };
      }
      if (value === null) {
        return undefined;
      }
      const rival = given.get(field.oneof ?? field);
      given.set(field.oneof ?? field, key);
      return rival === undefined
        ? this.field(desc, field, key, value, place)
        : { path: place, expected: `left out where "${rival}" is given` };
    });
  }

  private knownType(desc: DescMessage, json: unknown, path: string): Misfit | undefined {
    if (this.fits(desc, json)) {
      return undefined;
    }
    const isPlain =
      desc.typeName === 'google.protobuf.Value' ||
      (desc.typeName === 'google.protobuf.Struct' && isObject(json)) ||
      (desc.typeName === 'google.protobuf.ListValue' && Array.isArray(json));
    return (isPlain ? notJson(json, path) : undefined) ?? { path, expected: expected(desc) };
  }

  private field(desc: DescMessage, field: DescField, key: string, value: unknown, path: string): Misfit | undefined {
    switch (field.fieldKind) {
      case 'scalar':
      case 'enum':
        return this.fits(desc, { [key]: value }) ? undefined : { path, expected: expected(field) };
      case 'message':
        return this.message(field.message, value, path);
      case 'list':
        return Array.isArray(value)
          ? firstOf(value.entries(), (index, item) =>
              this.item(desc, field, item, { [key]: [item] }, `${path}[${index}]`),
            )
          : { path, expected: 'a list' };
      case 'map':
        return isObject(value)
          ? firstOf(Object.entries(value), (name, item) =>
              this.item(desc, field, item, { [key]: { [name]: item } }, below(path, name)),
            )
          : { path, expected: 'an object' };
    }
  }

  /** @param alone the message with nothing but this item */
  private item(desc: DescMessage, field: DescField, item: unknown, alone: object, path: string): Misfit | undefined {
    if (field.message && item !== null) {
      return this.message(field.message, item, path);
    }
    return this.fits(desc, alone) ? undefined : { path, expected: expected(field) };
  }

  private fits(desc: DescMessage, json: unknown): boolean {
    try {
      fromJson(desc, json as JsonValue, { registry: this.registry, recursionLimit: DEEPEST });
      return true;
    } catch {
      return false;
    }
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

/** The first value that JSON does not have. */
function notJson(value: unknown, path: string): Misfit | undefined {
  if (Array.isArray(value)) {
    return firstOf(value.entries(), (index, item) => notJson(item, `${path}[${index}]`));
  }
  if (isObject(value)) {
    return firstOf(Object.entries(value), (key, item) => notJson(item, below(path, key)));
  }
  const isJson = value === null || ['number', 'string', 'boolean'].includes(typeof value);
  return isJson ? undefined : { path, expected: 'plain JSON' };
}

/** What a value must be, to be read after "must be". */
export function expected(desc: DescMessage | DescField): string {
  if (desc.kind === 'message' && isWrapperDesc(desc)) {
    return expected(desc.fields[0]);
  }
  if (desc.kind === 'message') {
    return knownForms[desc.typeName] ?? `an object with the fields of ${desc.name}`;
  }
  if (desc.enum) {
    return `one of ${listed(desc.enum.values, ({ name }) => name)}`;
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
  double: 'a number, or "NaN", "Infinity" or "-Infinity" as a text',
  float: 'a number, or "NaN", "Infinity" or "-Infinity" as a text',
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

/** The path of a key: `path.name`, or `path["a name"]` where the name is no plain one. */
function below(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) {
    return `${path}[${JSON.stringify(key)}]`;
  }
  return path === '' ? key : `${path}.${key}`;
}
