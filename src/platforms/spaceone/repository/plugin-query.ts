import type { Json, JsonObject } from '../../../runtime/grpc-api';
import { compare, type Stored } from './bson-order';
import { conditionOf, type Checked, type Condition } from './filter-condition';
import type { PluginRecord } from './plugin-record';
import { kindOf, valuesAt } from './record-values';
import { databaseQuery, unknown } from './refusals';

/** A plugin of which perhaps only some fields were asked for. */
export type FoundPlugin = Partial<PluginRecord>;

export interface QueryResult {
  readonly plugins: readonly FoundPlugin[];
  /** How many there are on all pages. */
  readonly total: number;
}

/** What comes whether it was asked for or not: the defaults of the model stand where nothing was read. */
const unread: FoundPlugin = {
  state: 'ENABLED',
  registry_type: 'DOCKER_HUB',
  registry_config: {},
  provider: null,
  capability: {},
  labels: [],
  tags: {},
  docs: null,
};

const minimalFields = ['plugin_id', 'name', 'state', 'image', 'registry_type', 'resource_type', 'provider'];

/** What a query may ask beyond a list: not needed for plugins, and not offered here. */
const beyond = ['unwind', 'lookup', 'add_fields'];

/**
 * The plugins that a query asks for (`spaceone.api.core.v2.Query`), as `MongoModel.query` of spaceone-core 2.0.144
 * finds them: filter and filter_or, sort (by name unless given), only, minimal, count_only and page.
 * @param records In the order in which they were registered, which decides between equals.
 */
export function queryPlugins(records: readonly PluginRecord[], query: JsonObject, now: Date): QueryResult {
  const unsupported = beyond.find((key) => query[key] !== undefined);
  if (unsupported !== undefined) {
    throw databaseQuery(`${unsupported} is not supported by the local Repository.`);
  }
  const [all = [], anyOf = []] = ['filter', 'filter_or'].map((key) =>
    listOf(query[key]).map((filter) => conditionOf(filter, now)),
  );
  const sort = sortKeys(query);
  const only = wantedFields(query, sort);
  const isWanted = wanted(all, anyOf);
  const found = records.filter(isWanted).sort(orderBy(sort ?? [{ key: 'name', desc: false }]));
  if (query['count_only'] === true) {
    return { plugins: [], total: found.length };
  }
  const plugins = pageOf(found, query['page']);
  return { plugins: only ? plugins.map((plugin) => pick(plugin, only)) : plugins, total: found.length };
}

/** A page of a list, which is all of it without a limit; pages count from the first element, 1. */
export function pageOf<T>(all: readonly T[], page: Json | undefined): readonly T[] {
  const { start = 1, limit = 0 } = (page ?? {}) as { start?: number; limit?: number };
  const from = Math.max(start, 1) - 1;
  return limit > 0 ? all.slice(from, from + limit) : all;
}

export function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

function wanted(all: readonly Checked[], anyOf: readonly Checked[]): Condition {
  const ready = [all, anyOf].map((checked) => checked.map((resolve) => resolve()));
  const [conditions = [], alternatives = []] = ready.map((each) => each.map((make) => make()));
  return (record) =>
    conditions.every((holds) => holds(record)) &&
    (alternatives.length === 0 || alternatives.some((holds) => holds(record)));
}

interface SortKey {
  readonly key: string;
  readonly desc: boolean;
}

function sortKeys(query: JsonObject): SortKey[] | undefined {
  const keys = listOf(query['sort']).map(({ key, desc }) => {
    if (typeof key !== 'string') {
      throw unknown("'key'");
    }
    return { key, desc: desc === true };
  });
  return keys.length > 0 ? keys : undefined;
}

function orderBy(keys: readonly SortKey[]): (a: PluginRecord, b: PluginRecord) => number {
  return (a, b) => {
    for (const { key, desc } of keys) {
      const order = compare(sortValue(a, key, desc), sortValue(b, key, desc));
      if (order !== 0) {
        return desc ? -order : order;
      }
    }
    return 0;
  };
}

/** A list sorts by its smallest element, or by its largest when the largest come first. */
function sortValue(record: PluginRecord, key: string, desc: boolean): Stored {
  const values = valuesAt(record, key).flatMap((value) => (Array.isArray(value) ? (value as Stored[]) : [value]));
  values.sort(compare);
  return desc ? values.at(-1) : values[0];
}

/** The keys that are read; undefined when all are. */
function wantedFields(query: JsonObject, sort: readonly SortKey[] | undefined): readonly string[] | undefined {
  const asked = (query['only'] ?? []) as string[];
  const keys = asked.length === 0 ? undefined : [...asked, ...(sort?.map(({ key }) => key) ?? ['name'])];
  const strange = keys?.map((key) => key.split('.')[0] ?? '').find((field) => field !== 'id' && !kindOf(field));
  if (strange !== undefined) {
    throw databaseQuery(`Cannot resolve field "${strange}"`);
  }
  return query['minimal'] === true ? [...minimalFields, ...(keys ?? [])] : keys;
}

function pick(record: PluginRecord, keys: readonly string[]): FoundPlugin {
  const picked: JsonObject = {};
  for (const key of keys) {
    const [field = '', ...below] = key.split('.');
    const value = record[field as keyof PluginRecord] as Json | undefined;
    if (value !== undefined && !keys.some((other) => key.startsWith(`${other}.`))) {
      const part = below.length === 0 ? value : partOf(value, below);
      picked[field] = merge(picked[field], part ?? (unread as JsonObject)[field] ?? null);
    }
  }
  return { ...unread, ...picked };
}

/** The object with nothing but what the path leads to; undefined when it leads nowhere. */
function partOf(value: Json, [key = '', ...below]: readonly string[]): Json | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const inside = value[key];
  const part = inside === undefined || below.length === 0 ? inside : partOf(inside, below);
  return part === undefined ? undefined : { [key]: part };
}

function merge(before: Json | undefined, more: Json): Json {
  if (!isObject(before) || !isObject(more)) {
    return before !== undefined && isObject(before) ? before : more;
  }
  return Object.entries(more).reduce(
    (merged, [key, value]) => ({ ...merged, [key]: merge(merged[key], value) }),
    before,
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
