import type { Json } from '../../../base/json';
import { setOwn } from '../../../base/own-key';
import { isObject } from '../../../base/json';

/** A value that Go keeps as the bytes of its JSON, as the controller does the parameters of a plugin's input. */
export class RawJson {
  constructor(readonly value: Json) {}

  /** The JSON as Go writes it: keys in order, and what is special in HTML escaped (go1.26, `encoding/json`). */
  get text(): string {
    return JSON.stringify(sortedJson(this.value)).replace(
      /[<>&\u2028\u2029]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }

  toJSON(): Json {
    return this.value;
  }
}

/** The same value with the keys of every object in order. */
export function sortedJson(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sortedJson);
  }
  if (!isObject(value)) {
    return value;
  }
  const sorted = {};
  for (const key of Object.keys(value).sort()) {
    setOwn<Json>(sorted, key, sortedJson(value[key] ?? null));
  }
  return sorted;
}
