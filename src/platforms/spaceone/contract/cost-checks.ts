import type { Json, JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check, CheckContext } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, refusesEmptySecret, type Methods } from './asked-methods';
import { objectsAt, valueAt } from './collected-resources';
import { isEmpty, isObject, listAt, objectAt, serverCheck, shown, sortOf, type Fault } from './fault';

const DATA_SOURCE = 'cost-analysis d287a871, service/data_source_service.py';
const JOB = 'cost-analysis d287a871, service/job_service.py';

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

/** What the cost analysis core does with the answers of a data source plugin. */
export function costChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('DataSource.init');
  const verify = methods('DataSource.verify');
  const tasks = methods('Job.get_tasks');
  const data = methods('Cost.get_data');
  const accounts = methods('Cost.get_linked_accounts');
  return [
    ...(init ? [metadataCheck(init)] : []),
    ...(verify
      ? [
          answersCheck(verify, DATA_SOURCE),
          refusesEmptySecret(verify, {
            id: 'verify-refuses',
            title: 'Without credentials verify fails',
            source: DATA_SOURCE,
            after: [`${verify.name}-answers`],
            isShort: () => Promise.resolve(true),
            why: 'Whoever registers the data source learns of wrong credentials from verify alone.',
          }),
        ]
      : []),
    ...(accounts ? [answersCheck(accounts, JOB), accountsCheck(accounts)] : []),
    ...(tasks ? taskChecks(tasks) : []),
    ...(data ? dataChecks(data, tasks, init) : []),
  ];
}

function metadataCheck(init: Method): Check<SpaceonePlugin> {
  return serverCheck(
    {
      id: 'init-metadata',
      title: 'The metadata of init has a currency, and rules that the core can apply',
      source: DATA_SOURCE,
      after: ['init-answers'],
    },
    init,
    async (context) => metadataFault(objectAt(await context.answer(init.name), 'metadata')),
  );
}

function metadataFault(metadata: JsonObject): Fault | undefined {
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

function accountsCheck(accounts: Method): Check<SpaceonePlugin> {
  return serverCheck(
    {
      id: 'accounts-fit',
      title: 'Each linked account has an account_id of its own, and a name',
      source: JOB,
      after: [`${accounts.name}-answers`],
    },
    accounts,
    async (context) => {
      const all = objectsAt((await context.answers(accounts.name))[0], 'results');
      for (const [index, account] of all.entries()) {
        const lacking = ['account_id', 'name'].find((key) => isEmpty(account[key]));
        if (lacking !== undefined) {
          return {
            what: `Linked account ${index + 1} has no "${lacking}".`,
            why: 'The job fails with a KeyError.',
            next: `Fill "${lacking}" in`,
            actual: account,
          };
        }
        if (all.findIndex((each) => each['account_id'] === account['account_id']) < index) {
          return {
            what: `The account_id of linked account ${index + 1}, ${shown(account['account_id'])}, is another one's too.`,
            why: 'The core keeps one account an id, and the costs of the other go to it.',
            next: 'Answer with each account once',
            actual: account,
          };
        }
      }
      return undefined;
    },
  );
}

function taskChecks(tasks: Method): Check<SpaceonePlugin>[] {
  const { name } = tasks;
  const after = [`${name}-answers`];
  return [
    answersCheck(tasks, JOB),
    serverCheck(
      { id: 'tasks-have-options', title: 'Every task has its task_options', source: JOB, after },
      tasks,
      async (context) => {
        const all = objectsAt((await context.answers(name))[0], 'tasks');
        const lacking = all.findIndex((task) => !isObject(task['task_options']));
        return lacking < 0
          ? undefined
          : {
              what: `Task ${lacking + 1} has no task_options.`,
              why: 'The core fails with a KeyError, and no job is made.',
              next: 'Give each task its task_options, an object',
              actual: all[lacking],
            };
      },
    ),
    serverCheck(
      {
        id: 'changes-told',
        title: 'The months that the tasks bring anew are told',
        source: `${JOB}: older costs in them are deleted after the job`,
        after,
      },
      tasks,
      async (context) => changesFault((await context.answers(name))[0]),
    ),
    serverCheck(
      {
        id: 'first-and-later',
        title: 'The first job is made, and a later one, and one from a month on',
        source: JOB,
        after,
        seconds: 180,
      },
      tasks,
      async (context) => {
        const { start, last_synchronized_at: _last, ...message } = await context.messageFor(name);
        await context.answers(name, message);
        await context.answers(name, { ...message, last_synchronized_at: '2026-01-31T16:00:00Z' });
        await context.answers(name, { ...message, start: start ?? '2026-01' });
        return undefined;
      },
    ),
  ];
}

function changesFault(answer: Json | undefined): Fault | undefined {
  const changes = [
    ...objectsAt(answer, 'changed'),
    ...objectsAt(answer, 'tasks').flatMap((task) => objectsAt(task, 'task_changed')),
    ...objectsAt(answer, 'tasks').flatMap((task) => (isObject(task['task_changed']) ? [task['task_changed']] : [])),
  ];
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
    if (isMonth(change['end']) && String(change['end']) < String(change['start'])) {
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

function isMonth(value: Json | undefined): boolean {
  return typeof value === 'string' && MONTH.test(value);
}

const MOST_TASKS = 12;

function dataChecks(data: Method, tasks: Method | undefined, init: Method | undefined): Check<SpaceonePlugin>[] {
  const { name } = data;
  return [
    // What get_data answers hangs on its task: without one that get_tasks gave, a request of a file is asked.
    ...(tasks ? [] : [answersCheck(data, JOB)]),
    serverCheck(
      {
        id: 'costs-fit',
        title: "Each cost fits the core's model",
        source: `${JOB} and manager/cost_manager.py`,
        after: [tasks ? `${tasks.name}-answers` : `${name}-answers`],
        seconds: 180,
      },
      data,
      async (context) => {
        for (const costs of await costsOf(context, data, tasks)) {
          const faults = costs.map((cost, index) => costFault(cost, index + 1));
          const fault = faults.find((each) => each && !each.isOdd) ?? faults.find((each) => each !== undefined);
          if (fault) {
            return fault;
          }
        }
        return undefined;
      },
    ),
    ...(tasks
      ? [
          serverCheck(
            {
              id: 'costs-in-range',
              title: 'Each cost is of a month that get_tasks has told',
              source: `${JOB}: older costs are deleted in the months of "changed" alone`,
              after: ['changes-told', 'costs-fit'],
              seconds: 180,
            },
            data,
            (context) => rangeFault(context, data, tasks),
          ),
        ]
      : []),
    ...(init
      ? [
          serverCheck(
            {
              id: 'costs-have-accounts',
              title: 'Each cost has the key by which it is given to an account',
              source: JOB,
              after: ['init-metadata', 'costs-fit'],
              seconds: 180,
            },
            data,
            (context) => accountFault(context, data, tasks, init),
          ),
        ]
      : []),
  ];
}

/** The costs of each task in turn, asked for as a job does. */
async function costsOf(
  context: CheckContext<SpaceonePlugin>,
  data: Method,
  tasks: Method | undefined,
): Promise<readonly (readonly JsonObject[])[]> {
  const message = await context.messageFor(data.name);
  const given = tasks ? objectsAt((await context.answers(tasks.name))[0], 'tasks') : [];
  const messages = tasks
    ? given.slice(0, MOST_TASKS).map((task) => ({ ...message, task_options: objectAt(task, 'task_options') }))
    : [message];
  const all: (readonly JsonObject[])[] = [];
  for (const each of messages) {
    const answered = await context.answers(data.name, each);
    all.push(answered.flatMap((page) => objectsAt(page, 'results')));
  }
  return all;
}

function costFault(cost: JsonObject, number: number): Fault | undefined {
  const date = cost['billed_date'];
  const fault = (what: string, why: string, next: string, isOdd = false): Fault => ({
    what: `Cost ${number} ${what}.`,
    why,
    next,
    isOdd,
    actual: cost,
  });
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

function paddedDay(date: string): string {
  return date
    .split('-')
    .map((part) => part.padStart(2, '0'))
    .join('-');
}

async function rangeFault(
  context: CheckContext<SpaceonePlugin>,
  data: Method,
  tasks: Method,
): Promise<Fault | undefined> {
  const [answer] = await context.answers(tasks.name);
  const starts = [...objectsAt(answer, 'changed'), ...objectsAt(answer, 'tasks').flatMap((task) => taskChanges(task))]
    .map(({ start }) => String(start))
    .sort();
  const [first] = starts;
  if (first === undefined) {
    return undefined;
  }
  for (const costs of await costsOf(context, data, tasks)) {
    const early = costs.findIndex((cost) => paddedDay(String(cost['billed_date'])).slice(0, 7) < first);
    if (early >= 0) {
      return {
        what: `Cost ${early + 1} is of ${shown(costs[early]?.['billed_date'])}, and the first month told is ${first}.`,
        why: 'Older costs of that month are not deleted: every job adds it once more.',
        next: 'Tell that month in "changed", or leave its costs out',
        actual: costs[early],
      };
    }
  }
  return undefined;
}

function taskChanges(task: JsonObject): readonly JsonObject[] {
  const changed = task['task_changed'];
  return isObject(changed) ? [changed] : objectsAt(task, 'task_changed');
}

async function accountFault(
  context: CheckContext<SpaceonePlugin>,
  data: Method,
  tasks: Method | undefined,
  init: Method,
): Promise<Fault | undefined> {
  const metadata = objectAt(await context.answer(init.name), 'metadata');
  const key = metadata['account_match_key'];
  if (metadata['use_account_routing'] !== true || typeof key !== 'string') {
    return undefined;
  }
  for (const costs of await costsOf(context, data, tasks)) {
    const lost = costs.findIndex((cost) => isEmpty(valueAt(cost, key)));
    if (lost >= 0) {
      return {
        what: `Cost ${lost + 1} has no ${key}, which account_match_key names.`,
        why: 'It belongs to no workspace, and nobody sees it there.',
        next: `Fill ${key} in`,
        actual: costs[lost],
      };
    }
  }
  return undefined;
}
