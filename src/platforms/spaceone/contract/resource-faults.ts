import { capitalized } from '../../../base/capitalized';
import { isObject, objectAt, type Json } from '../../../base/json';
import { nameOf, stored, type Collected } from './collected-resources';
import { shown, type Fault } from '../../../contract/fault';
import { isEmpty, sortOf } from './fault';

/** Longest texts of the core's models (inventory 65d4f208, model/cloud_service_model.py and its neighbours). */
const LONGEST_TEXT = 255;
const LONGEST_NAME = 40;
const LONGEST_ID = 80;

const TEXTS = ['provider', 'account', 'instance_type', 'region_code', 'cloud_service_group', 'cloud_service_type'];
const REFERENCE = ['resource_id', 'external_link'];

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
          what: `${capitalized(nameOf(item))} has no "data".`,
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
        what: `${capitalized(nameOf(item))} has no "${key}".`,
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
    what: `"reference" of ${nameOf(item)} ${extra === undefined ? `is ${sortOf(reference)}` : `has the key "${extra}"`}.`,
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
