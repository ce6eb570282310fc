import type { Remark } from '../../../manifest/finding';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import type { FieldShape, Json, JsonObject } from '../../../runtime/calls/grpc-api';
import type { Fields } from './repository-contract';

/** More values than this are no manifest: aliases of aliases make billions out of a few lines. */
const MOST_VALUES = 100_000;
const DEEPEST = 100;

/** A key at the root of a manifest, by the name of the message's field. */
export interface ManifestKey {
  /** The field's name, however the key is written: `registry_type` for `registryType`. */
  readonly field: string;
  readonly written: string;
  readonly value: Value;
  readonly range: TextRange;
}

/** A manifest as the message that it stands for, as far as it can be read, and what cannot be. */
export interface ManifestMessage {
  readonly message: JsonObject;
  readonly keys: readonly ManifestKey[];
  /** Keys that the message has no field for. */
  readonly unknown: readonly ManifestKey[];
  readonly problems: readonly Remark[];
}

/**
 * Reads a manifest as spacectl does: YAML by its reader, then strictly into the message's fields, whose names may be in
 * camel case; a null leaves a field out (protobuf 3.20, json_format.ParseDict).
 */
export function readMessage(document: ManifestDocument, fields: Fields): ManifestMessage {
  const reader = new Reader();
  const message: JsonObject = {};
  const keys: ManifestKey[] = [];
  const unknown: ManifestKey[] = [];
  for (const value of document.root?.properties ?? []) {
    const written = value.key?.text ?? '';
    const name = fieldName(written, fields);
    const key = { field: name, written, value, range: value.key?.range ?? value.range };
    const field = fields.get(name);
    if (!field) {
      unknown.push(key);
      continue;
    }
    if (keys.some((other) => other.field === name)) {
      reader.problems.push({ range: key.range, message: `"${name}" is written twice, once in camel case.` });
      continue;
    }
    keys.push(key);
    const json = reader.read(value);
    const misfit = json === undefined || json === null ? undefined : misfitOf(field, json);
    if (misfit !== undefined) {
      reader.problems.push({ range: value.range, message: `"${written}" must be ${misfit}.` });
    } else if (json !== undefined && json !== null) {
      message[name] = json;
    }
  }
  return { message, keys, unknown, problems: reader.problems };
}

/** The name of the field that a key means; the key itself where there is none. */
export function fieldName(key: string, fields: Fields): string {
  if (fields.has(key)) {
    return key;
  }
  return [...fields.keys()].find((name) => camelCase(name) === key) ?? key;
}

/** A field's name as protobuf's JSON writes it. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

class Reader {
  readonly problems: Remark[] = [];
  private count = 0;

  /** Undefined, with a problem, for what cannot be sent. */
  read(value: Value, depth = 0): Json | undefined {
    this.count += 1;
    if (this.count > MOST_VALUES || depth > DEEPEST) {
      if (this.count === MOST_VALUES + 1 || depth === DEEPEST + 1) {
        this.problems.push({ range: value.range, message: 'There is too much in this manifest to send it.' });
      }
      return undefined;
    }
    if (value.isMasked) {
      return this.refuse(value, 'is known only after its template is rendered');
    }
    if (value.isMapping) {
      const json: JsonObject = {};
      for (const property of value.properties) {
        const item = this.read(property, depth + 1);
        if (item !== undefined) {
          put(json, property.key?.text ?? '', item);
        }
      }
      return json;
    }
    if (value.isSequence) {
      return value.items.map((item) => this.read(item, depth + 1)).filter((item) => item !== undefined);
    }
    const { reading } = value;
    if (!reading) {
      return this.refuse(value, 'refers to nothing');
    }
    const isJson = reading.value !== undefined && (typeof reading.value !== 'number' || Number.isFinite(reading.value));
    return isJson ? reading.value : this.refuse(value, `is read as ${reading.words}, which cannot be sent`);
  }

  private refuse({ range, key, text }: Value, why: string): Json | undefined {
    const what = key ? `"${key.text}"` : `"${text.slice(0, 40)}"`;
    this.problems.push({ range, message: `${what} ${why}.` });
    return undefined;
  }
}

/** What a field's value must be, to be read after "must be"; undefined when it fits, as far as its kind tells. */
function misfitOf({ type }: FieldShape, json: Json): string | undefined {
  if (type.is === 'enum') {
    const fits = typeof json === 'string' ? type.values.includes(json) : Number.isInteger(json);
    return fits ? undefined : `one of ${type.values.filter((name) => !name.startsWith('NONE')).join(', ')}`;
  }
  if (type.is === 'scalar' && type.name === 'string') {
    return typeof json === 'string' ? undefined : 'a text';
  }
  if (type.is === 'known' && type.name === 'google.protobuf.Struct') {
    return typeof json === 'object' && !Array.isArray(json) ? undefined : 'an object';
  }
  if (type.is === 'known' && type.name === 'google.protobuf.ListValue') {
    return Array.isArray(json) ? undefined : 'a list';
  }
  return undefined;
}

/** Sets a key that a person chose, `__proto__` included, as plain data. */
function put(json: JsonObject, key: string, value: Json): void {
  Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
}
