import { capitalized } from '../../../base/capitalized';
import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { shown, type Fault } from '../../../contract/fault';
import { isEmpty, listAt, sortOf, textOf } from './fault';

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
      kind: textOf(message['resource_type'] ?? ''),
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
        what: `${capitalized(nameOf(item))} is an error and has the state ${shown(message['state'])}.`,
        why: 'The core looks for a stored error and fails: "no attribute \'find_resources\'".',
        next: 'Give it the state FAILURE',
        actual: message,
      };
    }
    if (isFailure && isEmpty(message['message'])) {
      return {
        isOdd: true,
        what: `${capitalized(nameOf(item))} has failed and has no message.`,
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
        what: `${capitalized(nameOf(item))} has no match rules.`,
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
      const lost = paths.find((path) => isMissing(valueAt(item.resource, textOf(path))));
      if (lost !== undefined) {
        return {
          what: `Match rule ${order} of ${nameOf(item)} names ${textOf(lost)}, which the resource does not have.`,
          why: 'The core leaves that key out of its search: with one resource stored it overwrites it, with several it refuses the item (ERROR_TOO_MANY_MATCH).',
          next: `Fill ${textOf(lost)} in, or take it out of the rule`,
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
        paths.map((path) => [path, valueAt(item.resource, textOf(path)) ?? null]),
      ]);
      const other = seen.get(key);
      if (other) {
        return {
          what: `${capitalized(nameOf(item))} is the same to the core as ${nameOf(other)}.`,
          why: `Both have the same ${paths.map(textOf).join(', ')}: the second overwrites the first, and one of them is never seen.`,
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
        what: `Nothing that was collected describes the type of ${nameOf(item)}: ${[provider, group, type].map(textOf).join(', ')}.`,
        why: 'The console shows a service by its type: its icon, its views and its place in the menu.',
        next: 'Collect an inventory.CloudServiceType with that provider, group and name as well',
        actual: item.resource,
      };
    }
    if (!isEmpty(region) && !regions.has(key(provider, region))) {
      return {
        isOdd: true,
        what: `Nothing that was collected describes the region of ${nameOf(item)}: ${textOf(region)}.`,
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

/** The items of a list that a key has, as objects. */
export function objectsAt(value: Json | undefined, key: string): readonly JsonObject[] {
  return listAt(value, key).map((each) => (isObject(each) ? each : {}));
}
