import { isObject } from '../../../base/json';
import { getOwn, setOwn } from '../../../base/own-key';
import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { isShort } from '../../../runtime/files/patience';
import { TimeIsUp, step, withinSteps, withinTime } from '../../../runtime/time-limit';
import { compare, type Stored } from './bson-order';
import { conditionOf, operatorOf, type Checked, type Condition } from './filter-condition';
import { minimalFields, type PluginRecord } from './plugin-record';
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

/** Milliseconds of each half of a query, during which nothing else is answered; a list of 5,000 takes some 20. */
const QUERY_WITHIN = 2000;
/** Milliseconds of a filter with patterns, which take less than a thousandth each, or for ever. */
const PATTERNS_WITHIN = 1000;

/** What a query may ask beyond a list: not needed for plugins, and not offered here. */
const beyond = ['unwind', 'lookup', 'add_fields'];

/**
 * The plugins that a query asks for (`spaceone.api.core.v2.Query`), as `MongoModel.query` of spaceone-core 2.0.144
 * finds them: filter and filter_or, sort (by name unless given), only, minimal, count_only and page.
 * @param records In the order in which they were registered, which decides between equals.
 * @throws GrpcRefusal for what the database would not take, which includes what takes it too long
 */
export function queryPlugins(records: readonly PluginRecord[], query: JsonObject, now: Date): QueryResult {
  const { found, sort, only } = withinLimit(() => filtered(records, query, now), hasPattern(query));
  if (query['count_only'] === true) {
    return { plugins: [], total: found.length };
  }
  return withinLimit(() => {
    const plugins = pageOf(sorted(found, sort ?? [{ key: 'name', desc: false }]), query['page']);
    return { plugins: only ? plugins.map((plugin) => pick(plugin, only)) : plugins, total: found.length };
  });
}

interface Filtered {
  readonly found: readonly PluginRecord[];
  readonly sort: readonly SortKey[] | undefined;
  readonly only: readonly (readonly string[])[] | undefined;
}

/** What the query is true of; with it, as its complaints have an order, how it wants to see that. */
function filtered(records: readonly PluginRecord[], query: JsonObject, now: Date): Filtered {
  const unsupported = beyond.find((key) => query[key] !== undefined);
  if (unsupported !== undefined) {
    throw databaseQuery(`${unsupported} is not supported by the local Repository.`);
  }
  const [all = [], anyOf = []] = ['filter', 'filter_or'].map((key) =>
    listOf(query[key]).map((filter) => conditionOf(filter, now)),
  );
  const sort = sortKeys(query);
  const only = wantedFields(query, sort);
  return { found: records.filter(wanted(all, anyOf)), sort, only };
}

function hasPattern(query: JsonObject): boolean {
  const filters = [...listOf(query['filter']), ...listOf(query['filter_or'])];
  return filters.some((filter) => operatorOf(filter).startsWith('regex'));
}

/**
 * What the work gives.
 * @param hasPatterns Whether it has to be ended from outside: what it does beside patterns, it does in steps.
 * @throws GrpcRefusal with the database's own words when it takes longer than it may
 */
export function withinLimit<T>(work: () => T, hasPatterns = false): T {
  try {
    return hasPatterns ? withinTime(PATTERNS_WITHIN, work) : withinSteps(QUERY_WITHIN, work);
  } catch (error) {
    if (isShort(error)) {
      throw databaseQuery('Too many open files');
    }
    throw error instanceof TimeIsUp ? databaseQuery('operation exceeded time limit') : error;
  }
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

function sorted(records: readonly PluginRecord[], keys: readonly SortKey[]): PluginRecord[] {
  const readers = keys.map(({ key, desc }) => ({ valueOf: sortValue(key, desc), sign: desc ? -1 : 1 }));
  const rows = records.map((record) => ({ record, values: readers.map(({ valueOf }) => valueOf(record)) }));
  rows.sort((a, b) => {
    for (const [index, { sign }] of readers.entries()) {
      step();
      const order = compare(a.values[index], b.values[index]);
      if (order !== 0) {
        return sign * order;
      }
    }
    return 0;
  });
  return rows.map(({ record }) => record);
}

/** A list sorts by its smallest element, or by its largest when the largest come first. */
function sortValue(key: string, desc: boolean): (record: PluginRecord) => Stored {
  const valuesOf = valuesAt(key);
  return (record) => {
    step();
    const values = valuesOf(record).flatMap((value) => (Array.isArray(value) ? (value as Stored[]) : [value]));
    return values.length < 2 ? values[0] : values.sort(compare).at(desc ? -1 : 0);
  };
}

/** The paths that are read, none inside another; undefined when all is. */
function wantedFields(query: JsonObject, sort: readonly SortKey[] | undefined): string[][] | undefined {
  const asked = (query['only'] ?? []) as string[];
  const keys = asked.length === 0 ? undefined : [...asked, ...(sort?.map(({ key }) => key) ?? ['name'])];
  const strange = keys?.map((key) => key.split('.', 1)[0] ?? '').find((field) => field !== 'id' && !kindOf(field));
  if (strange !== undefined) {
    throw databaseQuery(`Cannot resolve field "${strange}"`);
  }
  const all = query['minimal'] === true ? [...minimalFields, ...(keys ?? [])] : keys;
  return all && outermost(all);
}

/** Without the keys that lie inside others. */
function outermost(keys: readonly string[]): string[][] {
  const given = new Set(keys);
  return [...given].filter((key) => !isInsideOne(key, given)).map((key) => key.split('.'));
}

function isInsideOne(key: string, others: ReadonlySet<string>): boolean {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    if (others.has(key.slice(0, dot))) {
      return true;
    }
  }
  return false;
}

/** @param paths none inside another */
function pick(record: PluginRecord, paths: readonly (readonly string[])[]): FoundPlugin {
  const picked: JsonObject = {};
  for (const path of paths) {
    step();
    const [field = ''] = path;
    const value = record[field as keyof PluginRecord] as Json | undefined;
    if (value === undefined) {
      continue;
    }
    const part = partAt(value, path);
    if (part !== undefined) {
      graft(picked, path, part);
    } else {
      picked[field] ??= structuredClone((unread as JsonObject)[field] ?? null);
    }
  }
  return { ...unread, ...picked };
}

/** What the path leads to, its first step being the field itself; undefined when it leads nowhere. */
function partAt(value: Json, path: readonly string[]): Json | undefined {
  let part: Json | undefined = value;
  for (let step = 1; step < path.length; step++) {
    part = isObject(part) ? getOwn(part, path[step] ?? '') : undefined;
    if (part === undefined) {
      return undefined;
    }
  }
  return part;
}

/** Sets a part at its path in objects that hold nothing else. */
function graft(into: JsonObject, path: readonly string[], part: Json): void {
  let place = into;
  for (const key of path.slice(0, -1)) {
    const inside = getOwn(place, key);
    const next = isObject(inside) ? inside : {};
    setOwn<Json>(place, key, next);
    place = next;
  }
  setOwn(place, path.at(-1) ?? '', part);
}
