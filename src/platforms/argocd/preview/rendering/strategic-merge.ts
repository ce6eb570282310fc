import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { getOwn, setOwn } from '../../../../base/own-key';
import { sameJson } from '../../../../base/same-json';
import { ControllerError } from '../../calls/controller-error';
import { quote } from '../../go/quote';
import type { Shape } from './shapes';

/** Keys that tell what is to be done, and are no data. */
const directive = '$patch';
const retainKeys = '$retainKeys';
const elementOrder = '$setElementOrder/';
const deleteFromList = '$deleteFromPrimitiveList/';

/**
 * A strategic merge patch: maps are merged, null deletes, lists are replaced but for finalizers, which are joined
 * (apimachinery v0.36, `pkg/util/strategicpatch`; no list of an Application's spec is merged).
 * @throws ControllerError
 */
export function patched(original: JsonObject, patch: JsonObject, shape: Shape): JsonObject {
  const how = getOwn<Json>(patch, directive);
  if (how !== undefined) {
    const rest = { ...patch };
    Reflect.deleteProperty(rest, directive);
    if (how !== 'replace' && how !== 'delete') {
      throw new ControllerError(`unknown patch type: ${JSON.stringify(how)} in map: ${JSON.stringify(patch)}`);
    }
    return how === 'replace' ? rest : {};
  }
  const made = retained(original, patch);
  for (const [written, value] of Object.entries(patch)) {
    if (written === retainKeys || written.startsWith(elementOrder)) {
      continue;
    }
    const isDeletion = written.startsWith(deleteFromList);
    const key = isDeletion ? written.slice(deleteFromList.length) : written;
    const there = getOwn<Json>(made, key);
    if (value === null) {
      Reflect.deleteProperty(made, key);
    } else if (isDeletion) {
      deleteItems(made, key, there, value);
    } else if (isObject(there) && isObject(value)) {
      setOwn<Json>(made, key, patched(there, value, fieldOf(shape, key)));
    } else if (Array.isArray(there) && Array.isArray(value)) {
      fieldOf(shape, key);
      setOwn<Json>(made, key, key === 'finalizers' ? joined(there, value) : value);
    } else {
      const kept = withoutDirectives(value);
      if (kept === undefined) {
        Reflect.deleteProperty(made, key);
      } else {
        setOwn(made, key, kept);
      }
    }
  }
  return made;
}

function retained(original: JsonObject, patch: JsonObject): JsonObject {
  const keys = getOwn<Json>(patch, retainKeys);
  if (keys === undefined) {
    return { ...original };
  }
  const data = Object.entries(patch).filter(([key, value]) => value !== null && !key.startsWith('$'));
  if (!Array.isArray(keys) || data.some(([key]) => !keys.includes(key))) {
    throw new ControllerError('invalid patch format of retainKeys');
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

/** Merging goes by the fields of Go's types: what is kept as JSON has none, and a map is no struct. */
function fieldOf(shape: Shape, key: string): Shape {
  if (shape.is === 'struct') {
    const field = shape.fields.get(key);
    if (field) {
      return field;
    }
  }
  if (shape.is === 'map') {
    throw new ControllerError('merging an object in json but data type is not struct, instead is: map');
  }
  const name = shape.is === 'struct' ? shape.name : 'RawExtension';
  throw new ControllerError(`unable to find api field in struct ${name} for the json field ${quote(key)}`);
}

function deleteItems(made: JsonObject, key: string, there: Json | undefined, items: Json): void {
  if (Array.isArray(there) && Array.isArray(items)) {
    setOwn<Json>(
      made,
      key,
      there.filter((each) => !items.some((item) => sameJson(item, each))),
    );
  }
}

function joined(there: readonly Json[], more: readonly Json[]): Json[] {
  return [...there, ...more].filter((each, index, all) => all.findIndex((other) => sameJson(other, each)) === index);
}

/** A value that is put where nothing was: without what is null, and without what is said to the merging. */
function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    return value.flatMap((item) => withoutDirectives(item) ?? []);
  }
  if (!isObject(value)) {
    return value;
  }
  if (value[directive] === 'delete') {
    return undefined;
  }
  const made: JsonObject = {};
  for (const [key, each] of Object.entries(value)) {
    const isSaid = key === directive || key === retainKeys || key.startsWith(elementOrder);
    const kept = isSaid || key.startsWith(deleteFromList) || each === null ? undefined : withoutDirectives(each);
    if (kept !== undefined) {
      setOwn(made, key, kept);
    }
  }
  return made;
}
