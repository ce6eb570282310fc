import { isObject, type Json, type JsonObject } from '../../../base/json';
import { getOwn } from '../../../base/own-key';

/** A value of a row; undefined where there is none. */
export type Value = Json | undefined;

/**
 * The value at a key as the console finds it: a step into a list goes into each of its elements and flattens one level, a
 * number is one of them, and what is no object is returned as it is (console a8bc088a, mirinae, dynamic/helper.ts).
 * @param depth How many steps are steps; the rest is one literal key.
 * @throws RangeError for a null in a list, at which the console fails
 */
export function valueAt(row: Value, key: string, depth?: number): Value {
  const parts = key.split('.');
  const steps =
    depth !== undefined && depth < parts.length ? [...parts.slice(0, depth), parts.slice(depth).join('.')] : parts;
  return steps.reduce(step, row);
}

function step(value: Value, name: string): Value {
  if (Array.isArray(value)) {
    return /^\d+$/.test(name) ? value[Number(name)] : value.flatMap((each) => inElement(each, name));
  }
  return isObject(value) ? getOwn(value, name) : value;
}

/** What is missing in an element stays a hole, which is shown as nothing; a null is no hole. */
function inElement(element: Json, name: string): Json {
  if (element === null) {
    throw new RangeError('A list has null in it.');
  }
  return isObject(element) ? (getOwn<Value>(element, name) as Json) : element;
}

/** True for what is dropped from a list of values: 0 and false stay. */
export function isNothing(value: Value): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

export function textAt(options: JsonObject, key: string): string | undefined {
  const value = options[key];
  return typeof value === 'string' ? value : undefined;
}

/** Numbers with commas, as the console writes them: also behind the point. */
export function wordsOf(value: Json): string {
  return typeof value === 'number'
    ? String(value).replace(/\d+/g, inThrees)
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

const GROUP = 3;

function inThrees(digits: string): string {
  return Array.from(digits, (digit, at) => (at > 0 && (digits.length - at) % GROUP === 0 ? `,${digit}` : digit)).join(
    '',
  );
}
