import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { BLANK, fieldOf, shownField, shownValue, type Field, type Shown } from './fields';
import { textAt, valueAt, wordsOf, type Value } from './values';

/** A layout as it is shown over the data of a resource. */
export type ShownLayout = { readonly name: string } & (
  | { readonly is: 'item'; readonly rows: readonly { readonly label: string; readonly shown: Shown }[] }
  | {
      readonly is: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Shown[])[];
      readonly more: number;
    }
  | { readonly is: 'list'; readonly layouts: readonly ShownLayout[] }
  /** As it stands: JSON, or the source of a text that the console fills in. */
  | { readonly is: 'source'; readonly language: 'json' | 'markdown' | 'html'; readonly text: string }
  /** The console says "No Data", or shows no such tab. */
  | { readonly is: 'nothing'; readonly why: string }
);

export interface Column {
  readonly label: string;
  readonly about: string | undefined;
  readonly sorted: 'up' | 'down' | undefined;
}

export const LAYOUT_TYPES = [
  'item',
  'simple-table',
  'table',
  'query-search-table',
  'raw',
  'markdown',
  'list',
  'raw-table',
  'html',
  'popup',
] as const;

const TABLES = ['simple-table', 'table', 'query-search-table'];
/** Rows of a page of a table. */
export const PAGE = 15;
const MOST_FIELDS = 200;
const DEEPEST = 6;
const NO_DATA = 'No Data';

/** The name that heads a layout. */
export function layoutName(layout: JsonObject): string {
  return textAt(layout, 'name') ?? '';
}

/** A type as the console takes it: what it does not know is shown as an item. */
export function layoutType(layout: JsonObject): string {
  const type = textAt(layout, 'type') ?? 'item';
  return (LAYOUT_TYPES as readonly string[]).includes(type) ? type : 'item';
}

/**
 * A tab of a resource. A table there is a query of the server: each row comes back as a list of one, so that no default,
 * no "-" and no dot of a state is seen where a value is missing; a simple-table gets the one resource and shows nothing
 * (console a8bc088a; console-api 6fd4129b, page-schema; python-core e628da07, model/mongo_model).
 */
export function shownTab(layout: JsonObject, resource: Value): ShownLayout {
  const type = layoutType(layout);
  const name = layoutName(layout);
  if (type === 'simple-table') {
    return { is: 'nothing', name, why: NO_DATA };
  }
  if (type !== 'table' && type !== 'query-search-table') {
    return shownLayout(layout, resource);
  }
  const options = objectAt(layout, 'options');
  const path = textAt(options, 'root_path') ?? textAt(objectAt(options, 'unwind'), 'path');
  const fields = fieldsOf(options);
  if (fields.length === 0) {
    return { is: 'nothing', name, why: 'A table without fields is no tab.' };
  }
  if (path === undefined) {
    return { is: 'nothing', name, why: 'Without a root_path the server refuses the query.' };
  }
  const found = valueAt(resource, path);
  const rows = Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
  return table(name, options, fields, rows, (field, row) => shownAsQueried(field, row));
}

/** A layout over data that is there: inside of a list or a popup, and all tabs that are no tables. */
export function shownLayout(layout: JsonObject, data: Value, depth = 0): ShownLayout {
  const name = layoutName(layout);
  const options = objectAt(layout, 'options');
  if (depth > DEEPEST) {
    return { is: 'nothing', name, why: `Layouts are nested more than ${DEEPEST} levels deep.` };
  }
  const rootPath = textAt(options, 'root_path');
  const root = safely(() => (rootPath === undefined || rootPath === '' ? data : valueAt(data, rootPath)));
  const type = layoutType(layout);
  if (TABLES.includes(type)) {
    return table(name, options, fieldsOf(options), rowsOf(root, rootPath !== undefined), shownField);
  }
  switch (type) {
    case 'list':
      return {
        ...{ is: 'list', name },
        layouts: objectsIn(options['layouts']).map((each) => shownLayout(each, root, depth + 1)),
      };
    case 'popup':
      return { ...shownLayout(objectAt(options, 'layout'), root, depth + 1), name };
    case 'raw':
      return { is: 'source', name, language: 'json', text: JSON.stringify(root ?? {}, undefined, 2) };
    case 'raw-table':
      return rawTable(name, options, root);
    case 'markdown':
      return { is: 'source', name, language: 'markdown', text: markdownOf(options) };
    case 'html':
      return { is: 'source', name, language: 'html', text: htmlOf(root) };
    default:
      return item(name, fieldsOf(options), root);
  }
}

/** The fields that are shown: those that a person may add to a list page are not. */
export function fieldsOf(options: JsonObject): readonly Field[] {
  const written = options['fields'];
  return (Array.isArray(written) ? written.slice(0, MOST_FIELDS) : []).flatMap((each) => fieldOf(each) ?? []);
}

export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((each) => isObject(each)) : [];
}

/** A table of rows, the first page of it. */
export function table(
  name: string,
  options: JsonObject,
  fields: readonly Field[],
  rows: readonly Json[],
  shown: (field: Field, row: Json) => Shown,
): ShownLayout {
  const sort = objectAt(options, 'default_sort');
  return {
    ...{ is: 'table', name },
    columns: fields.map(({ label, key, options: own }) => ({
      ...{ label, about: textAt(own, 'field_description') },
      sorted: sort['key'] === key ? (sort['desc'] === true ? 'down' : 'up') : undefined,
    })),
    rows: rows.slice(0, PAGE).map((row) => fields.map((field) => shown(field, row))),
    more: Math.max(rows.length - PAGE, 0),
  };
}

/** The value of a cell is a list of one, and what is nothing in a list is not shown. */
function shownAsQueried(field: Field, row: Json): Shown {
  const depth = field.options['key_depth'];
  const value = safely(() => valueAt(row, field.key, typeof depth === 'number' ? depth : undefined));
  const cell = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  return safely(() => shownValue(field, cell, row, 0)) ?? BLANK;
}

function rowsOf(root: Value, hasRoot: boolean): readonly Json[] {
  return Array.isArray(root) ? root : hasRoot && root !== undefined && root !== null ? [root] : [];
}

/** One falsy value beside another is no data, whatever their defaults say. */
function item(name: string, fields: readonly Field[], root: Value): ShownLayout {
  const data = root ?? {};
  if (fields.length === 0) {
    const entries = isObject(data) ? Object.entries(data) : [];
    return { is: 'item', name, rows: entries.map(([label, value]) => ({ label, shown: byKey(value) })) };
  }
  const values = fields.map(({ key }) => safely(() => valueAt(data, key)));
  return values.some((value) => value === false || Boolean(value))
    ? { is: 'item', name, rows: fields.map((field) => ({ label: field.label, shown: shownField(field, data) })) }
    : { is: 'nothing', name, why: NO_DATA };
}

function byKey(value: Json): Shown {
  if (isObject(value)) {
    return shownValue({ type: 'dict', options: {} }, value, value, 0);
  }
  const hasObjects = Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null);
  return hasObjects
    ? { is: 'text', text: JSON.stringify(value) }
    : shownValue({ type: 'text', options: { delimiter: ', ' } }, value, value, 0);
}

function rawTable(name: string, options: JsonObject, root: Value): ShownLayout {
  if (!Array.isArray(root)) {
    return { is: 'nothing', name, why: 'A raw-table needs a list at its root_path.' };
  }
  const [first] = root;
  const headers = Array.isArray(options['headers'])
    ? options['headers'].map(String)
    : rawOrder(isObject(first) ? Object.keys(first) : []);
  const fields = headers.map((key): Field => ({ key, label: key, type: 'text', options: {} }));
  return table(name, {}, fields, root, shownField);
}

/** Those without digits first, then numbers, then what is mixed. */
function rawOrder(keys: readonly string[]): string[] {
  const rank = (key: string): number => (/^\D*$/.test(key) ? 0 : /^\d+$/.test(key) ? 1 : 2);
  return [...keys].sort((a, b) => rank(a) - rank(b) || (rank(a) === 1 ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function htmlOf(root: Value): string {
  return isObject(root) ? '[object Object]' : root === undefined || root === null ? '' : wordsOf(root);
}

function markdownOf({ markdown }: JsonObject): string {
  return typeof markdown === 'string' ? markdown : (textAt(isObject(markdown) ? markdown : {}, 'en') ?? '');
}

/** What the console fails at, it shows as nothing. */
function safely<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}
