import type { Json, JsonObject } from '../../../../base/json';
import { isObject } from '../../../../base/json';
import { getOwn, setOwn } from '../../../../base/own-key';
import { ControllerError } from '../../calls/controller-error';
import { printed } from '../../go/print';
import { RawJson } from '../../go/raw-json';
import type { ParameterSet } from './parameter-set';

/**
 * Puts the parameters of one set over those of another, which is changed: maps are merged, and whatever else there is
 * replaces what was there (mergo v1.0.2 with override).
 */
export function override(target: ParameterSet, source: Readonly<ParameterSet>): void {
  for (const [key, value] of Object.entries(source)) {
    const there = getOwn(target, key);
    if (isMap(value) && isMap(there) && Object.keys(there).length > 0) {
      override(there, value);
    } else {
      setOwn(target, key, value);
    }
  }
}

function isMap(value: unknown): value is ParameterSet {
  return isObject(value) && !(value instanceof RawJson);
}

/**
 * The parameters of two sets together, all as texts, for templates without `goTemplate` (argo-cd v3.5.7,
 * `applicationset/utils/map.go`).
 * @throws ControllerError when both have a key with different values
 */
export function combined(one: Readonly<ParameterSet>, other: Readonly<ParameterSet>): ParameterSet {
  const both: Record<string, string> = {};
  for (const [key, value] of Object.entries(one)) {
    setOwn(both, key, printed(value));
  }
  // The controller comes to the keys by chance: what clashes whatever else does is told first.
  const { generator, ...others } = other;
  for (const [key, value] of Object.entries({ ...(generator !== undefined && { generator }), ...others })) {
    const [there, here] = [getOwn(both, key), printed(value)];
    if (there !== undefined && there !== here) {
      throw new ControllerError(`found duplicate key ${key} with different value, a: ${there} ,b: ${here}`);
    }
    setOwn(both, key, here);
  }
  return both;
}

/** What a generator's template says, and where it says nothing what the set's says; values of a Helm chart are one value. */
export function filledIn(template: Json | undefined, from: Json | undefined, key = ''): Json {
  if (isObject(template) && isObject(from) && key !== 'valuesObject') {
    const filled: JsonObject = {};
    for (const each of new Set([...Object.keys(template), ...Object.keys(from)])) {
      setOwn<Json>(filled, each, filledIn(getOwn(template, each), getOwn(from, each), each));
    }
    return filled;
  }
  return isEmpty(template) ? structuredClone(from ?? template ?? null) : (template ?? null);
}

function isEmpty(value: Json | undefined): boolean {
  return isObject(value) || Array.isArray(value) ? Object.keys(value).length === 0 : !value;
}
