import type { Json, JsonObject } from '../../../base/json';
import { isEmpty, isObject, listAt, objectAt, shown, sortOf, type Fault } from './fault';

/** Longest texts of the core's models (inventory 65d4f208, model/cloud_service_model.py and its neighbours). */
const LONGEST_TEXT = 255;
const LONGEST_NAME = 40;
const LONGEST_ID = 80;

const TEXTS = ['provider', 'account', 'instance_type', 'region_code', 'cloud_service_group', 'cloud_service_type'];
const REFERENCE = ['resource_id', 'external_link'];

/** Kinds of resources that the core takes (inventory 65d4f208, manager/collecting_manager.py). */
const KINDS = [
  'inventory.CloudService',
  'inventory.CloudServiceType',
  'inventory.Region',
  'inventory.Namespace',
  'inventory.Metric',
  'inventory.ErrorResource',
];
/** Those that are found again by their match rules. */
const MATCHED = new Set(KINDS.slice(0, 3));

/** One message of collect, with where it stands in the stream. */
export interface Collected {
  /** From 1. */
  readonly number: number;
  readonly kind: string;
  readonly isFailure: boolean;
  readonly resource: JsonObject;
  readonly message: JsonObject;
}

/** The messages of collect as the core reads them. */
export function collectedOf(messages: readonly Json[]): readonly Collected[] {
  return messages.map((each, index) => {
    const message = isObject(each) ? each : {};
    return {
      number: index + 1,
      kind: String(message['resource_type'] ?? ''),
      isFailure: message['state'] === 'FAILURE',
      resource: objectAt(message, 'resource'),
      message,
    };
  });
}

/** Those that the core stores, and not the failures that it only counts. */
export function stored(all: readonly Collected[]): readonly Collected[] {
  return all.filter(({ isFailure, kind }) => !isFailure && kind !== 'inventory.ErrorResource');
}

/** A message as its author finds it again. */
export function nameOf({ number, kind, resource }: Collected): string {
  const id = objectAt(resource, 'reference')['resource_id'] ?? resource['name'] ?? resource['region_code'];
  const own = typeof id === 'string' && id !== '' ? ` "${id.slice(0, 80)}"` : '';
  return `item ${number}${kind === '' ? '' : ` (${kind}${own})`}`;
}

/** A kind that the core does not know, or a state that contradicts it. */
export function kindFault(all: readonly Collected[]): Fault | undefined {
  for (const item of all) {
    const { kind, isFailure, message } = item;
    if (!KINDS.includes(kind)) {
      return {
        what: `The resource_type of ${nameOf(item)} is ${kind === '' ? 'empty' : `"${kind}"`}.`,
        why: 'The core cannot find such a resource, and the item is lost.',
        next: 'Give it one of the kinds that the core stores',
        expected: KINDS.join('\n'),
        actual: message,
      };
    }
    if (kind === 'inventory.ErrorResource' && !isFailure) {
      return {
        what: `${upper(nameOf(item))} is an error and has the state ${shown(message['state'])}.`,
        why: 'The core looks for a stored error and fails: "no attribute \'find_resources\'".',
        next: 'Give it the state FAILURE',
        actual: message,
      };
    }
    if (isFailure && isEmpty(message['message'])) {
      return {
        isOdd: true,
        what: `${upper(nameOf(item))} has failed and has no message.`,
        why: 'The job shows "Unknown error." in its place.',
        next: 'Say in "message" what went wrong',
        actual: message,
      };
    }
    const { state } = message;
    if (state !== 'SUCCESS' && state !== 'FAILURE') {
      return {
        what: `The state of ${nameOf(item)} is ${isEmpty(state) ? 'missing' : shown(state)}.`,
        why: 'The core takes all but FAILURE as a success.',
        next: 'Give it the state SUCCESS or FAILURE',
        isOdd: true,
        actual: message,
      };
    }
  }
  return undefined;
}

/** Match rules that find nothing, or everything (spaceone-core 2.0.144 and inventory 65d4f208, lib/rule_matcher.py). */
export function matchFault(all: readonly Collected[]): Fault | undefined {
  for (const item of stored(all).filter(({ kind }) => MATCHED.has(kind))) {
    const rules = objectAt(item.message, 'match_rules');
    if (Object.keys(rules).length === 0) {
      return {
        what: `${upper(nameOf(item))} has no match rules.`,
        why: 'The core answers "Match rule is not defined." and stores nothing.',
        next: 'Name the keys by which it is found again, such as reference.resource_id',
        expected: '"match_rules": { "1": ["reference.resource_id", "provider", "cloud_service_type"] }',
        actual: item.message,
      };
    }
    for (const [order, paths] of Object.entries(rules)) {
      if (!Array.isArray(paths)) {
        return {
          what: `Match rule ${order} of ${nameOf(item)} is ${sortOf(paths)}.`,
          why: 'The core goes through it letter by letter, and such a rule matches every resource.',
          next: 'Write it as a list of keys',
          actual: rules,
        };
      }
      if (paths.length === 0) {
        return {
          what: `Match rule ${order} of ${nameOf(item)} is an empty list.`,
          why: 'Such a rule matches every resource of the domain.',
          next: 'Name the keys by which it is found again',
          actual: rules,
        };
      }
      const lost = paths.find((path) => isMissing(valueAt(item.resource, String(path))));
      if (lost !== undefined) {
        return {
          what: `Match rule ${order} of ${nameOf(item)} names ${String(lost)}, which the resource does not have.`,
          why: 'The core leaves that key out of its search: with one resource stored it overwrites it, with several it refuses the item (ERROR_TOO_MANY_MATCH).',
          next: `Fill ${String(lost)} in, or take it out of the rule`,
          expected: shown(rules),
          actual: item.resource,
        };
      }
    }
  }
  return undefined;
}

/** Two items that are one to the core: the second updates the first. */
export function identityFault(all: readonly Collected[]): Fault | undefined {
  const seen = new Map<string, Collected>();
  for (const item of stored(all).filter(({ kind }) => MATCHED.has(kind))) {
    const [rule] = Object.entries(objectAt(item.message, 'match_rules')).sort(([a], [b]) => a.localeCompare(b));
    const paths = rule?.[1];
    if (Array.isArray(paths) && paths.length > 0) {
      const key = JSON.stringify([
        item.kind,
        paths.map((path) => [path, valueAt(item.resource, String(path)) ?? null]),
      ]);
      const other = seen.get(key);
      if (other) {
        return {
          what: `${upper(nameOf(item))} is the same to the core as ${nameOf(other)}.`,
          why: `Both have the same ${paths.map(String).join(', ')}: the second overwrites the first, and one of them is never seen.`,
          next: 'Collect each resource once, or match by what tells them apart',
          expected: shown(other.resource),
          actual: item.resource,
        };
      }
      seen.set(key, item);
    }
  }
  return undefined;
}

/** What the core's models refuse of a resource, or lose. */
export function resourceFault(all: readonly Collected[]): Fault | undefined {
  for (const item of stored(all)) {
    const fault = faultsOfKind[item.kind]?.(item);
    if (fault) {
      return { ...fault, actual: item.resource };
    }
  }
  return undefined;
}

type PartFault = Omit<Fault, 'actual'>;

const faultsOfKind: Readonly<Record<string, (item: Collected) => PartFault | undefined>> = {
  'inventory.CloudService': cloudServiceFault,
  'inventory.CloudServiceType': (item) =>
    missing(item, ['name', 'group', 'provider']) ?? tooLong(item, ['name', 'group', 'provider'], LONGEST_TEXT),
  'inventory.Region': (item) =>
    missing(item, ['name', 'region_code', 'provider']) ??
    tooLong(item, ['name', 'region_code', 'provider'], LONGEST_TEXT),
  'inventory.Namespace': (item) =>
    missing(item, ['namespace_id', 'name', 'category', 'group', 'resource_type']) ??
    tooLong(item, ['name', 'category', 'group'], LONGEST_NAME) ??
    tooLong(item, ['namespace_id'], LONGEST_ID),
  'inventory.Metric': metricFault,
};

function cloudServiceFault(item: Collected): PartFault | undefined {
  const { resource } = item;
  const lacks =
    missing(item, ['provider', 'cloud_service_group', 'cloud_service_type']) ??
    (isObject(resource['data']) || isObject(resource['json_data'])
      ? undefined
      : {
          what: `${upper(nameOf(item))} has no "data".`,
          why: 'The first collect stores it, and every later one fails: "Required parameter. (key = data)", or in the plugin server of the framework "\'NoneType\' object has no attribute \'items\'".',
          next: 'Put what was collected under "data", as an object',
        });
  return (
    lacks ??
    tooLong(item, TEXTS, LONGEST_TEXT) ??
    numberForText(item, [...TEXTS, 'name']) ??
    referenceFault(item) ??
    sorted(item, 'instance_size', (value) => typeof value === 'number', 'a number') ??
    sorted(item, 'ip_addresses', Array.isArray, 'a list') ??
    tagsFault(item) ??
    dollarKey(item) ??
    numberForId(item)
  );
}

function metricFault(item: Collected): PartFault | undefined {
  const type = item.resource['metric_type'];
  return (
    missing(item, ['metric_id', 'name', 'metric_type', 'namespace_id', 'query_options']) ??
    (type === 'COUNTER' || type === 'GAUGE'
      ? undefined
      : {
          what: `The metric_type of ${nameOf(item)} is ${shown(type)}.`,
          why: 'The core knows COUNTER and GAUGE, and refuses the item.',
          next: 'Give it the metric_type COUNTER or GAUGE',
        }) ??
    sorted(item, 'query_options', isObject, 'an object') ??
    tooLong(item, ['name', 'metric_id'], LONGEST_ID)
  );
}

function missing(item: Collected, keys: readonly string[]): PartFault | undefined {
  const key = keys.find((each) => isEmpty(item.resource[each]));
  return key === undefined
    ? undefined
    : {
        what: `${upper(nameOf(item))} has no "${key}".`,
        why: `The core refuses it: ERROR_REQUIRED_PARAMETER, "Required parameter. (key = ${key})". One such item fails the whole task, and its clean-up is skipped.`,
        next: `Fill "${key}" in`,
      };
}

function tooLong(item: Collected, keys: readonly string[], most: number): PartFault | undefined {
  const key = keys.find((each) => typeof item.resource[each] === 'string' && item.resource[each].length > most);
  return key === undefined
    ? undefined
    : {
        what: `"${key}" of ${nameOf(item)} has more than ${most} characters.`,
        why: 'The core refuses it: ERROR_DB_QUERY, "String value is too long".',
        next: `Shorten "${key}"`,
      };
}

function numberForText(item: Collected, keys: readonly string[]): PartFault | undefined {
  const key = keys.find((each) => typeof item.resource[each] === 'number');
  return key === undefined
    ? undefined
    : {
        what: `"${key}" of ${nameOf(item)} is a number.`,
        why: 'Numbers reach the core as 123.0, and the core wants a text.',
        next: `Make "${key}" a text`,
      };
}

/** Beyond this, a double is no longer the number that was meant. */
const LARGEST_EXACT = 2 ** 53;

function numberForId({ resource, ...item }: Collected): PartFault | undefined {
  const data = objectAt(resource, 'data');
  const key = Object.keys(data).find((each) => {
    const value = data[each];
    return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= LARGEST_EXACT;
  });
  return key === undefined
    ? undefined
    : {
        isOdd: true,
        what: `"data.${key}" of ${nameOf({ resource, ...item })} is a number of more than 15 digits.`,
        why: 'Numbers travel as doubles, so its last digits are not those that were collected.',
        next: `Send "data.${key}" as a text`,
      };
}

function referenceFault(item: Collected): PartFault | undefined {
  const { reference } = item.resource;
  if (reference === undefined || reference === null) {
    return undefined;
  }
  const extra = isObject(reference) ? Object.keys(reference).find((key) => !REFERENCE.includes(key)) : undefined;
  if (isObject(reference) && extra === undefined) {
    return undefined;
  }
  return {
    what: `"reference" of ${nameOf(item)} ${extra === undefined ? `is ${sortOf(reference)}` : `has a "${extra}"`}.`,
    why: `The core refuses it: ${extra === undefined ? '"Invalid embedded document instance"' : `"The fields {'${extra}'} do not exist"`}.`,
    next: 'Give it resource_id and external_link, and nothing else',
  };
}

function tagsFault(item: Collected): PartFault | undefined {
  const { tags } = item.resource;
  const isPairs = Array.isArray(tags) && tags.every((tag) => isObject(tag) && 'key' in tag && 'value' in tag);
  return tags === undefined || tags === null || isObject(tags) || isPairs
    ? undefined
    : {
        what: `"tags" of ${nameOf(item)} is ${sortOf(tags)}${Array.isArray(tags) ? ' of other things than keys and values' : ''}.`,
        why: 'The core reads tags as an object, or as a list of { key, value }.',
        next: 'Write tags as an object',
      };
}

function dollarKey(item: Collected): PartFault | undefined {
  const key = Object.keys(objectAt(item.resource, 'data')).find((each) => each.startsWith('$'));
  return key === undefined
    ? undefined
    : {
        what: `"data" of ${nameOf(item)} has the key "${key}".`,
        why: 'The core keeps it in a database whose keys must not begin with "$", and refuses the item.',
        next: `Rename "${key}"`,
      };
}

function sorted(item: Collected, key: string, fits: (value: Json) => boolean, wanted: string): PartFault | undefined {
  const value = item.resource[key];
  return value === undefined || value === null || fits(value)
    ? undefined
    : {
        what: `"${key}" of ${nameOf(item)} is ${sortOf(value)}.`,
        why: `The core wants ${wanted} and refuses the item.`,
        next: `Make "${key}" ${wanted}`,
      };
}

/** A service whose type, or whose region, nobody describes: the console shows it without a name. */
export function companionFault(all: readonly Collected[]): Fault | undefined {
  const kept = stored(all);
  const key = (...parts: readonly (Json | undefined)[]): string => JSON.stringify(parts);
  const types = new Set<string>();
  const regions = new Set<string>();
  for (const { kind, resource: r } of kept) {
    if (kind === 'inventory.CloudServiceType') {
      types.add(key(r['provider'], r['group'], r['name']));
    } else if (kind === 'inventory.Region') {
      regions.add(key(r['provider'], r['region_code']));
    }
  }
  for (const item of kept.filter(({ kind }) => kind === 'inventory.CloudService')) {
    const { provider, cloud_service_group: group, cloud_service_type: type, region_code: region } = item.resource;
    if (!types.has(key(provider, group, type))) {
      return {
        isOdd: true,
        what: `Nothing that was collected describes the type of ${nameOf(item)}: ${[provider, group, type].map(String).join(', ')}.`,
        why: 'The console shows a service by its type: its icon, its views and its place in the menu.',
        next: 'Collect an inventory.CloudServiceType with that provider, group and name as well',
        actual: item.resource,
      };
    }
    if (!isEmpty(region) && !regions.has(key(provider, region))) {
      return {
        isOdd: true,
        what: `Nothing that was collected describes the region of ${nameOf(item)}: ${String(region)}.`,
        why: 'The console shows the code in place of the name of a region that it does not know.',
        next: 'Collect an inventory.Region with that provider and region_code as well',
        actual: item.resource,
      };
    }
  }
  return undefined;
}

/** The value of a dotted key, as the core reads it (spaceone-core 2.0.144, utils.py, `get_dict_value`). */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  const dot = path.indexOf('.');
  if (!isObject(value)) {
    return undefined;
  }
  if (dot < 0) {
    return value[path];
  }
  const next = value[path.slice(0, dot)];
  const rest = path.slice(dot + 1);
  return Array.isArray(next) ? next.map((each) => valueAt(each, rest) ?? null) : valueAt(next, rest);
}

function isMissing(value: Json | undefined): boolean {
  return isEmpty(value) || (Array.isArray(value) && value.every((each) => isEmpty(each)));
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The items of a list that a key has, as objects. */
export function objectsAt(value: Json | undefined, key: string): readonly JsonObject[] {
  return listAt(value, key).map((each) => (isObject(each) ? each : {}));
}
