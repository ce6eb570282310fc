import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { objectsAt } from './collected-resources';
import { shown, type Fault } from '../../../contract/fault';
import { faultsOf, isEmpty, listAt, sortOf, textOf } from './fault';

/** Longest texts of the core's model of a cost (model/cost/database.py). */
const LONGEST_PROVIDER = 40;
const LONGEST_TEXT = 255;
/** All keys of tags and additional_info become keys by which a person groups. */
const MOST_KEYS = 50;
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const MAPS = ['tags', 'additional_info', 'data'];
const TEXTS = ['account', 'usage_type', 'usage_unit', 'region_code', 'product', 'resource_group'];
const CONDITION_KEY =
  /^(?:provider|region_code|product|account|usage_type|resource_group|resource|tags\..+|additional_info\..+)$/;
const OPERATORS = ['eq', 'contain', 'not', 'not_contain'];

/** What the core refuses of the metadata of a data source. */
export function metadataFault(metadata: JsonObject): Fault | undefined {
  const { currency } = metadata;
  if (isEmpty(currency) || typeof currency !== 'string') {
    return {
      what: `currency of the metadata is ${isEmpty(currency) ? 'missing' : sortOf(currency)}.`,
      why: 'The unified cost of a domain fails with a KeyError.',
      next: 'Name the currency, such as USD',
      actual: metadata,
    };
  }
  for (const rule of listAt(metadata, 'data_source_rules')) {
    const fault = ruleFault(rule);
    if (fault) {
      return { ...fault, actual: rule };
    }
  }
  return metadata['use_account_routing'] === true && isEmpty(metadata['account_match_key'])
    ? {
        what: 'use_account_routing is set, and account_match_key is not.',
        why: 'Every cost fails with "argument of type \'NoneType\' is not iterable".',
        next: 'Name the key of a cost that holds its account, such as additional_info.Account Id',
        actual: metadata,
      }
    : undefined;
}

function ruleFault(rule: Json): Omit<Fault, 'actual'> | undefined {
  for (const condition of objectsAt(rule, 'conditions')) {
    const { key, operator } = condition;
    if (typeof key !== 'string' || !CONDITION_KEY.test(key)) {
      return {
        what: `A condition of data_source_rules has the key ${shown(key)}.`,
        why: 'The core refuses it: ERROR_INVALID_PARAMETER, "Unsupported key.".',
        next: 'Name provider, region_code, product, account, usage_type, resource_group, resource, tags.… or additional_info.…',
      };
    }
    if (typeof operator !== 'string' || !OPERATORS.includes(operator)) {
      return {
        what: `A condition of data_source_rules has the operator ${shown(operator)}.`,
        why: `The core knows ${OPERATORS.join(', ')}.`,
        next: `Use one of ${OPERATORS.join(', ')}`,
      };
    }
  }
  return undefined;
}

/** Months that get_tasks does not tell, or not as the core reads them. */
export function changesFault(answer: Json | undefined): Fault | undefined {
  const changes = changesOf(answer);
  if (changes.length === 0) {
    return objectsAt(answer, 'tasks').length === 0
      ? undefined
      : {
          what: 'Neither "changed" nor "task_changed" says which months the tasks bring.',
          why: 'The core then deletes nothing: every job adds the same costs once more.',
          next: 'Name the first month of each change, as "changed": [{ "start": "2026-01" }]',
          actual: answer,
        };
  }
  for (const change of changes) {
    const odd = ['start', 'end'].find((key) => {
      const month = change[key];
      return key === 'start' ? !isMonth(month) : !isEmpty(month) && !isMonth(month);
    });
    if (odd !== undefined) {
      return {
        what: `"${odd}" of a change is ${isEmpty(change[odd]) ? 'missing' : shown(change[odd])}.`,
        why: 'The core takes a month, YYYY-MM; of anything else no job is made (ERROR_DB_QUERY).',
        next: `Write "${odd}" as a month, such as 2026-01`,
        actual: change,
      };
    }
    if (isMonth(change['end']) && textOf(change['end']) < textOf(change['start'])) {
      return {
        what: `A change ends in ${shown(change['end'])}, before it starts in ${shown(change['start'])}.`,
        why: 'The core deletes no older costs for it, and they are counted twice.',
        next: 'Turn start and end round',
        actual: change,
      };
    }
  }
  return undefined;
}

/** The changes that an answer of get_tasks tells, of all tasks and of each. */
export function changesOf(answer: Json | undefined): readonly JsonObject[] {
  const ofTask = (task: JsonObject): readonly JsonObject[] =>
    isObject(task['task_changed']) ? [task['task_changed']] : objectsAt(task, 'task_changed');
  return [...objectsAt(answer, 'changed'), ...objectsAt(answer, 'tasks').flatMap(ofTask)];
}

function isMonth(value: Json | undefined): boolean {
  return typeof value === 'string' && MONTH.test(value);
}

/** What the core refuses of a cost, or loses. */
export function costFault(cost: JsonObject, number: number): Fault | undefined {
  const date = cost['billed_date'];
  const fault = faultsOf(cost, `Cost ${number}`);
  const fails = 'The first such cost fails the task, and what was written of it stays.';
  if (isEmpty(date)) {
    return fault('has no billed_date', `ERROR_REQUIRED_PARAMETER. ${fails}`, 'Give it the day, YYYY-MM-DD');
  }
  if (typeof date !== 'string' || !DATE.test(date) || Number.isNaN(Date.parse(paddedDay(date)))) {
    return fault(
      `has the billed_date ${shown(date)}`,
      `The core reads YYYY-MM-DD, and answers ERROR_INVALID_PARAMETER_TYPE. ${fails}`,
      'Write the day as 2026-01-31',
    );
  }
  const odd = ['cost', 'usage_quantity'].find((key) => !isEmpty(cost[key]) && !Number.isFinite(cost[key]));
  if (odd !== undefined) {
    return fault(
      `has ${shown(cost[odd])} in "${odd}"`,
      'Every sum that it is in is no number any more.',
      `Send a number`,
    );
  }
  const provider = cost['provider'];
  if (typeof provider === 'string' && provider.length > LONGEST_PROVIDER) {
    return fault(
      `has a provider of ${provider.length} characters`,
      `The core keeps ${LONGEST_PROVIDER}. ${fails}`,
      'Shorten it',
    );
  }
  const long = TEXTS.find((key) => typeof cost[key] === 'string' && cost[key].length > LONGEST_TEXT);
  if (long !== undefined) {
    return fault(
      `has more than ${LONGEST_TEXT} characters in "${long}"`,
      `The core refuses it. ${fails}`,
      'Shorten it',
    );
  }
  for (const map of MAPS) {
    const keys = Object.keys(objectAt(cost, map));
    const bad = keys.find((key) => key.startsWith('$') || key.includes('.'));
    if (bad !== undefined) {
      return fault(
        `has the key "${bad}" in "${map}"`,
        bad.startsWith('$')
          ? `The core refuses keys with "$". ${fails}`
          : 'The core reads a "." as a path, and finds nothing by that key.',
        `Rename "${bad}"`,
      );
    }
    if (keys.length > MOST_KEYS) {
      return fault(
        `has ${keys.length} keys in "${map}"`,
        'Each of them becomes a key by which a person groups costs.',
        'Keep to what costs are grouped by',
        true,
      );
    }
  }
  return undefined;
}

/** A day with two digits for its month and its day, as the core takes it either way. */
export function paddedDay(date: string): string {
  return date
    .split('-')
    .map((part) => part.padStart(2, '0'))
    .join('-');
}
