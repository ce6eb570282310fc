import type { Json, JsonObject } from '../../../../base/json';
import { isObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { ControllerError } from '../../calls/controller-error';
import type { Shape } from './shapes';

export interface Decoding {
  /** Refuses what the type lacks; else it is left out, as the API server does. */
  readonly isStrict: boolean;
  /** Takes a number or a boolean for a text, as the reader of YAML does that knows the type. */
  readonly fromYaml: boolean;
}

/**
 * Reads JSON into one of Go's types: what is null is left out (go1.26, `encoding/json/decode.go`; sigs.k8s.io/yaml v1.6).
 * @throws ControllerError with the first mistake in the order of the keys, such as `json: unknown field "x"`
 */
export function decoded(value: Json, shape: Shape, how: Decoding): Json {
  const decoder = new Decoder(how);
  const made = decoder.read(value, shape, { struct: '', path: [] });
  if (decoder.mistake !== undefined) {
    throw new ControllerError(decoder.mistake);
  }
  return made ?? null;
}

/** Where a value stands: the struct that has the field, and the names of the fields down to it. */
interface Place {
  readonly struct: string;
  readonly path: readonly string[];
}

class Decoder {
  mistake: string | undefined;

  constructor(private readonly how: Decoding) {}

  read(value: Json, shape: Shape, place: Place): Json | undefined {
    if (value === null) {
      return undefined;
    }
    if (shape.is === 'any') {
      return value;
    }
    if (shape.is === 'string' && this.how.fromYaml && (typeof value === 'number' || typeof value === 'boolean')) {
      return String(value);
    }
    if (shape.is === 'list' && Array.isArray(value)) {
      return value.map((item) => this.read(item, shape.of, place) ?? emptyOf(shape.of));
    }
    if (shape.is === 'map' && isObject(value)) {
      return this.map(value, shape.of, place);
    }
    if (shape.is === 'struct' && isObject(value)) {
      return this.struct(value, shape, place);
    }
    const fits = shape.is === 'integer' ? Number.isSafeInteger(value) : typeof value === shape.is;
    if (!fits) {
      this.refuse(value, shape, place);
    }
    return fits ? value : undefined;
  }

  private map(value: JsonObject, of: Shape, place: Place): JsonObject {
    const made: JsonObject = {};
    for (const key of Object.keys(value).sort()) {
      setOwn<Json>(made, key, this.read(value[key] ?? null, of, place) ?? emptyOf(of));
    }
    return made;
  }

  private struct(value: JsonObject, { name, fields }: Shape & { is: 'struct' }, { path }: Place): JsonObject {
    const made: JsonObject = {};
    for (const key of Object.keys(value).sort()) {
      const field = fields.get(key);
      if (!field) {
        this.mistake ??= this.how.isStrict ? `json: unknown field "${key}"` : undefined;
        continue;
      }
      const read = this.read(value[key] ?? null, field, { struct: name, path: [...path, key] });
      if (read !== undefined) {
        made[key] = read;
      }
    }
    return made;
  }

  private refuse(value: Json, shape: Shape, { struct, path }: Place): void {
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    const shown = typeof value === 'number' && shape.is === 'integer' ? `${kind} ${value}` : kind;
    const into = path.length === 0 ? 'value' : `struct field ${struct}.${path.join('.')}`;
    this.mistake ??= `json: cannot unmarshal ${shown} into Go ${into} of type ${goType(shape)}`;
  }
}

/** What a null is in a list or a map of Go. */
function emptyOf(shape: Shape): Json {
  switch (shape.is) {
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'integer':
      return 0;
    case 'struct':
    case 'map':
      return {};
    case 'list':
      return [];
    case 'any':
      return null;
  }
}

function goType(shape: Shape): string {
  switch (shape.is) {
    case 'struct':
      return `${/^(?:Label|ObjectMeta|OwnerReference)/.test(shape.name) ? 'v1' : 'v1alpha1'}.${shape.name}`;
    case 'list':
      return `[]${goType(shape.of)}`;
    case 'map':
      return `map[string]${goType(shape.of)}`;
    case 'boolean':
      return 'bool';
    case 'integer':
      return 'int64';
    case 'any':
      return 'v1.JSON';
    case 'string':
      return 'string';
  }
}
