import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { colorOf } from './colors';
import { FIELD_TYPES, enumItems, fieldOf, type Field } from './fields';
import { LAYOUT_TYPES, layoutName, layoutType } from './layouts';
import { layoutsOfType, referenceOf, referredType, type ViewedResource, type ViewedType } from './collected-views';
import { textAt, valueAt, type Value } from './values';

/** What is wrong with the metadata of a type or a resource, or goes unseen. */
export interface ViewFinding {
  readonly severity: 'error' | 'warning';
  /** Where in the metadata, such as `metadata.view.table.layout.options.fields[2].type`. */
  readonly path: string;
  readonly message: string;
}

const MOST_FINDINGS = 200;
/** Of each type: a key that is in none of them is in none. */
const MOST_LOOKED_AT = 200;
const DEEPEST = 8;

/** What the console makes of the metadata of one type, as far as it is not what its author meant. */
export function viewFindings(type: ViewedType, types: readonly ViewedType[]): readonly ViewFinding[] {
  const found: ViewFinding[] = [];
  for (const finding of findingsOf(type, types)) {
    if (found.length === MOST_FINDINGS) {
      break;
    }
    if (!found.some(({ path, message }) => path === finding.path && message === finding.message)) {
      found.push(finding);
    }
  }
  return found;
}

function* findingsOf(type: ViewedType, types: readonly ViewedType[]): Generator<ViewFinding> {
  const resources = type.resources.slice(0, MOST_LOOKED_AT);
  const rows = resources.map(({ resource }) => resource);
  yield* listFindings(type, rows);
  const referring = types.flatMap((each) => each.resources.filter((one) => referredType(one, types) === type));
  const tabs = layoutsOfType(type);
  const written = objectAt(objectAt(type.metadata, 'view'), 'sub_data')['layouts'];
  yield* tabFindings(
    Array.isArray(written) ? written : [],
    'metadata.view.sub_data.layouts',
    referring.slice(0, MOST_LOOKED_AT).map(({ resource }) => resource),
  );
  yield* shapeFindings(type.metadata);
  // Resources of a type have the same layouts more often than not.
  const seen = new Set<string>();
  for (const resource of resources) {
    const key = JSON.stringify(resource.metadata);
    if (!seen.has(key)) {
      seen.add(key);
      yield* resourceFindings(resource, types, rows, tabs);
    }
  }
}

function error(path: string, message: string): ViewFinding {
  return { severity: 'error', path, message };
}

function warning(path: string, message: string): ViewFinding {
  return { severity: 'warning', path, message };
}

function* listFindings(
  { metadata, isCollected, name, resources }: ViewedType,
  rows: readonly JsonObject[],
): Generator<ViewFinding> {
  if (!isCollected) {
    yield error(
      'cloud_service_type',
      `${resources.length} resources are of the type "${name}", which collect has not answered: "Cloud service type not exists".`,
    );
    return;
  }
  if (Object.keys(metadata).length === 0) {
    return;
  }
  const view = objectAt(metadata, 'view');
  const options = objectAt(objectAt(objectAt(view, 'table'), 'layout'), 'options');
  const path = 'metadata.view.table.layout.options.fields';
  if (!Array.isArray(options['fields'])) {
    yield error(path, 'The list page needs the fields of its table: without them it is not shown.');
  } else {
    yield* fieldFindings(options['fields'], path, rows);
  }
  if (!Array.isArray(view['search'])) {
    yield error('metadata.view.search', 'The list page needs a list of search keys: without it it is not shown.');
  } else {
    yield* searchFindings(view['search']);
  }
}

function* shapeFindings({ view }: JsonObject): Generator<ViewFinding> {
  const sub = objectAt(view ?? null, 'sub_data');
  if (sub['layouts'] !== undefined && !Array.isArray(sub['layouts'])) {
    yield error('metadata.view.sub_data.layouts', 'The tabs are a list of layouts.');
  }
}

function* searchFindings(search: readonly Json[]): Generator<ViewFinding> {
  for (const [at, key] of search.entries()) {
    const path = `metadata.view.search[${at}]`;
    if (!fieldOf(key)) {
      yield error(path, 'A search key has a "key", and a "name" that is shown.');
      continue;
    }
    const { enums } = key as JsonObject;
    const labels = isObject(enums) ? Object.values(enums).filter((each) => typeof each === 'string') : [];
    if (labels.length > 0) {
      yield warning(
        `${path}.enums`,
        'The console sends the label in place of the value: write {value: {label: …}}, or a list of values.',
      );
    }
  }
}

function* resourceFindings(
  resource: ViewedResource,
  types: readonly ViewedType[],
  rows: readonly JsonObject[],
  tabsOfType: readonly JsonObject[],
): Generator<ViewFinding> {
  const where = `item ${resource.number}: metadata.view.sub_data`;
  if (referenceOf(resource) && !referredType(resource, types)) {
    yield error(
      `${where}.reference`,
      'It refers to a type that collect has not answered, so the tabs of that are missing.',
    );
  }
  const own = objectAt(objectAt(resource.metadata, 'view'), 'sub_data')['layouts'];
  if (own === undefined) {
    return;
  }
  if (!Array.isArray(own)) {
    yield error(`${where}.layouts`, 'The tabs are a list of layouts.');
    return;
  }
  yield* tabFindings(own, `${where}.layouts`, rows, referredType(resource, types) ? tabsOfType.map(layoutName) : []);
}

function* tabFindings(
  layouts: readonly Json[],
  path: string,
  rows: readonly JsonObject[],
  before: readonly string[] = [],
): Generator<ViewFinding> {
  const names = ['Base Information', 'Raw Data', ...before];
  for (const [at, layout] of layouts.entries()) {
    const here = `${path}[${at}]`;
    if (!isObject(layout)) {
      yield error(here, 'A tab is a layout with a name, a type and options.');
      continue;
    }
    const name = layoutName(layout);
    if (names.includes(name)) {
      yield error(`${here}.name`, `Two tabs are called "${name}", and one of them is not seen.`);
    }
    names.push(name);
    yield* layoutFindings(layout, here, rows, { isTab: true, depth: 0 });
  }
}

interface Place {
  /** It is a tab, and not in a list or a popup. */
  readonly isTab: boolean;
  readonly depth: number;
}

function* layoutFindings(
  layout: JsonObject,
  path: string,
  rows: readonly Value[],
  place: Place,
): Generator<ViewFinding> {
  if (place.depth > DEEPEST) {
    return;
  }
  const { type } = layout;
  if (!(LAYOUT_TYPES as readonly Json[]).includes(type ?? '')) {
    yield error(
      `${path}.type`,
      `${said(type)} is no layout: it is shown as an item. Layouts are ${LAYOUT_TYPES.join(', ')}.`,
    );
  }
  const options = objectAt(layout, 'options');
  const root = textAt(options, 'root_path');
  const known = layoutType(layout);
  const isQuery = place.isTab && (known === 'table' || known === 'query-search-table');
  if (place.isTab && known === 'simple-table') {
    yield error(`${path}.type`, 'A simple-table is always empty as a tab: write table, or put it into a list.');
  }
  if (isQuery && root === undefined && objectAt(options, 'unwind')['path'] === undefined) {
    yield error(`${path}.options.root_path`, 'A table needs the path of its list: without it the query fails.');
  }
  const data = root === undefined ? rows : rows.map((row) => found(row, root));
  if (root !== undefined && rows.length > 0 && data.every((each) => each === undefined)) {
    yield warning(`${path}.options.root_path`, `No resource that was collected has "${root}".`);
  }
  const inside = data.flatMap((each) => (Array.isArray(each) ? each : [each])).filter((each) => each !== undefined);
  if (Array.isArray(options['fields'])) {
    yield* fieldFindings(options['fields'], `${path}.options.fields`, inside, isQuery);
  }
  const layouts = options['layouts'];
  for (const [at, each] of (Array.isArray(layouts) ? layouts : []).entries()) {
    const here = `${path}.options.layouts[${at}]`;
    if (isObject(each)) {
      yield* layoutFindings(each, here, data, { isTab: false, depth: place.depth + 1 });
    } else {
      yield error(here, 'A layout has a name, a type and options.');
    }
  }
}

function* fieldFindings(
  fields: readonly Json[],
  path: string,
  rows: readonly Value[],
  isQuery = false,
): Generator<ViewFinding> {
  for (const [at, written] of fields.entries()) {
    const here = `${path}[${at}]`;
    const field = fieldOf(written);
    if (!field) {
      yield error(here, 'A field has a "key", and a "name" that heads it.');
      continue;
    }
    const values = rows.map((row) => found(row, field.key, field.options['key_depth']));
    yield* fieldFinding(field, here, values);
    if (isQuery && field.options['default'] !== undefined) {
      yield warning(
        `${here}.options.default`,
        'A table with a root_path shows no default: a missing value stays blank.',
      );
    }
    if (values.length > 0 && values.every((value) => isHole(value))) {
      yield warning(`${here}.key`, `No resource that was collected has "${field.key}".`);
    }
  }
}

function* fieldFinding({ type, options }: Field, path: string, values: readonly Value[]): Generator<ViewFinding> {
  if (!(FIELD_TYPES as readonly string[]).includes(type)) {
    yield error(
      `${path}.type`,
      `${said(type)} is no type of a field: it is shown as text. Types are ${FIELD_TYPES.join(', ')}.`,
    );
  }
  yield* colorFindings(options, `${path}.options`, 0);
  if (type === 'dict' && options['default'] === undefined && values.some((value) => isHole(value))) {
    yield error(`${path}.options.default`, 'A dict fails where its value is missing: give it the default {}.');
  }
  const odd =
    type === 'enum'
      ? values.flat().find((value) => typeof value === 'boolean' || typeof value === 'number')
      : undefined;
  if (odd !== undefined && Object.hasOwn(enumItems(options), String(odd))) {
    yield error(path, `An enum finds texts alone: collect answers with ${JSON.stringify(odd)}, which is no text.`);
  }
}

/** Wherever a colour stands in the options of a field, and in those of its items. */
function* colorFindings(options: JsonObject, path: string, depth: number): Generator<ViewFinding> {
  for (const [key, value] of depth > DEEPEST ? [] : Object.entries(options)) {
    if (isObject(value)) {
      yield* colorFindings(value, `${path}.${key}`, depth + 1);
    } else if (/(?:^|_)color$/.test(key) && typeof value === 'string' && value !== '') {
      const why = colorFault(value);
      if (why !== undefined) {
        yield error(`${path}.${key}`, `${why} The cell stays blank.`);
      }
    }
  }
}

function colorFault(value: string): string | undefined {
  try {
    colorOf(value);
    return undefined;
  } catch (fault) {
    return (fault as Error).message;
  }
}

function found(row: Value, key: string, depth?: Json): Value {
  try {
    return valueAt(row, key, typeof depth === 'number' ? depth : undefined);
  } catch {
    // A null in a list: something is there.
    return null;
  }
}

function isHole(value: Value): boolean {
  return (
    value === undefined ||
    (Array.isArray(value) && value.length > 0 && value.every((each: unknown) => each === undefined))
  );
}

function said(value: Json | undefined): string {
  return value === undefined ? 'A missing type' : JSON.stringify(value);
}
