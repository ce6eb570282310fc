import { isObject, objectAt, type JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check, CheckContext } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, metadataCheck, verifyRefuses, type Methods } from './asked-methods';
import { objectsAt, valueAt } from './collected-resources';
import { changesFault, changesOf, costFault, metadataFault, paddedDay } from './cost-faults';
import { shown, type Fault } from '../../../contract/fault';
import { isEmpty, serverCheck, textOf, worstOf } from './fault';

const DATA_SOURCE = 'cost-analysis d287a871, service/data_source_service.py';
const JOB = 'cost-analysis d287a871, service/job_service.py';

/** What the cost analysis core does with the answers of a data source plugin. */
export function costChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('DataSource.init');
  const verify = methods('DataSource.verify');
  const tasks = methods('Job.get_tasks');
  const data = methods('Cost.get_data');
  const accounts = methods('Cost.get_linked_accounts');
  return [
    ...(init ? [metadataCheck(init, metadataTold, metadataFault)] : []),
    ...(verify ? [answersCheck(verify, DATA_SOURCE), verifyRefuses(verify, DATA_SOURCE, 'data source')] : []),
    ...(accounts ? [answersCheck(accounts, JOB), accountsCheck(accounts)] : []),
    ...(tasks ? taskChecks(tasks) : []),
    ...(data ? dataChecks(data, tasks, init) : []),
  ];
}

const metadataTold = {
  title: 'The metadata of init has a currency, and rules that the core can apply',
  source: DATA_SOURCE,
};

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
        const { start = '2026-01', ...rest } = await context.messageFor(name);
        const message = without(rest, 'last_synchronized_at');
        await context.answers(name, message);
        await context.answers(name, { ...message, last_synchronized_at: '2026-01-31T16:00:00Z' });
        await context.answers(name, { ...message, start });
        return undefined;
      },
    ),
  ];
}

function without(message: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(message).filter(([each]) => each !== key));
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
          const fault = worstOf(costs.map((cost, index) => costFault(cost, index + 1)));
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

async function rangeFault(
  context: CheckContext<SpaceonePlugin>,
  data: Method,
  tasks: Method,
): Promise<Fault | undefined> {
  const [answer] = await context.answers(tasks.name);
  const starts = changesOf(answer)
    .map(({ start }) => textOf(start))
    .sort();
  const [first] = starts;
  if (first === undefined) {
    return undefined;
  }
  for (const costs of await costsOf(context, data, tasks)) {
    const early = costs.findIndex((cost) => paddedDay(textOf(cost['billed_date'])).slice(0, 7) < first);
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
