import { getOwn } from '../../../base/own-key';
import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { sortOf, type Stored } from './bson-order';
import { fieldKinds, type FieldKind, type PluginRecord } from './plugin-record';
import { databaseQuery } from './refusals';

/**
 * What records have at a dotted key, as the database looks it up: a step leads into an object's key, a list's place, or
 * the key of each object in a list. `undefined` stands for a value that is missing.
 */
export function valuesAt(key: string): (record: PluginRecord) => Stored[] {
  const [field = '', ...below] = key.split('.');
  const isTime = kindOf(field) === 'time' && below.length === 0;
  return (record) => {
    const value = record[field as keyof PluginRecord] as Json | undefined;
    return isTime ? [new Date(value as string)] : below.reduce(step, [value]);
  };
}

/** The kind of a field of the model; undefined when there is none of the name. */
export function kindOf(field: string): FieldKind | undefined {
  return Object.hasOwn(fieldKinds, field) ? fieldKinds[field as keyof PluginRecord] : undefined;
}

/** @throws GrpcRefusal when the model has nothing at the key */
export function resolveKey(key: string): { readonly kind: FieldKind; readonly isField: boolean } {
  const [field = '', ...below] = key.split('.');
  const kind = kindOf(field);
  if (kind === undefined) {
    throw databaseQuery(`Cannot resolve field "${field}"`);
  }
  if (below.length > 0 && kind === 'text') {
    throw databaseQuery(`Cannot resolve field "${below[0]}"`);
  }
  if (below.length > 0 && kind === 'time') {
    throw databaseQuery(`Cannot resolve subfield or operator ${below[0]} on the field ${field}`);
  }
  return { kind, isField: below.length === 0 };
}

function step(values: readonly Stored[], key: string): Stored[] {
  return values.flatMap((value) => {
    if (Array.isArray(value)) {
      const inside = value.filter((each) => sortOf(each) === 'object');
      return [...(/^\d+$/.test(key) ? [value[Number(key)]] : []), ...step(inside, key)];
    }
    return [sortOf(value) === 'object' ? getOwn(value as JsonObject, key) : undefined];
  });
}
