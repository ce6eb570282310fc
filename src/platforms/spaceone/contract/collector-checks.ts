import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { sameJson } from '../../../base/same-json';
import type { Check, CheckContext } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, metadataCheck, refusesEmptySecret, type Methods } from './asked-methods';
import {
  collectedOf,
  companionFault,
  identityFault,
  kindFault,
  matchFault,
  objectsAt,
  stored,
  valueAt,
  type Collected,
} from './collected-resources';
import { shown, type Fault } from '../../../contract/fault';
import { isEmpty, serverCheck, sortOf, textOf } from './fault';
import { resourceFault } from './resource-faults';
import { schemaFault } from './schema-faults';

const COLLECTING = 'inventory 65d4f208, manager/collecting_manager.py';
const COLLECTOR = 'inventory 65d4f208, service/collector_service.py';

/** Keys of metadata that something reads: the core, or the console. */
const READ_OF_METADATA = ['collector_rules', 'concurrency', 'options_schema'];
/** Keys that the framework fills in by itself, and nobody reads. */
const FILLED_IN = ['supported_resource_type', 'supported_schedules', 'supported_features', 'filter_format'];
const POLICIES = ['ALL', 'ANY', 'ALWAYS'];

/** What the inventory core does with the answers of a collector. */
export function collectorChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const checks: Check<SpaceonePlugin>[] = [];
  const { init, verify, collect, tasks } = {
    init: methods('Collector.init'),
    verify: methods('Collector.verify'),
    collect: methods('Collector.collect'),
    tasks: methods('Job.get_tasks'),
  };
  if (init) {
    checks.push(
      metadataCheck(
        init,
        { title: 'The metadata of init is what the inventory core and the console read', source: COLLECTOR },
        metadataFault,
      ),
    );
  }
  if (verify) {
    checks.push(answersCheck(verify, COLLECTOR));
  }
  if (tasks) {
    checks.push(answersCheck(tasks, COLLECTOR), tasksCheck(tasks.name, tasks));
  }
  if (collect) {
    checks.push(answersCheck(collect, COLLECTING), ...collectChecks(collect, tasks?.name));
  }
  return checks;
}

async function metadataFault(metadata: JsonObject): Promise<Fault | undefined> {
  const rules = metadata['collector_rules'];
  const broken = (Array.isArray(rules) ? rules : []).find((rule) => ruleFault(rule) !== undefined);
  if (broken !== undefined) {
    return {
      what: `A rule of collector_rules has ${ruleFault(broken)}.`,
      why: 'The core stores the rules when the collector is created: it answers ERROR_DB_QUERY, and the collector is not created.',
      next: `Give each rule an "order" and a conditions_policy of ${POLICIES.join(', ')}`,
      actual: broken,
    };
  }
  const unread = Object.keys(metadata).find((key) => ![...READ_OF_METADATA, ...FILLED_IN].includes(key));
  return (
    (await schemaFault('options_schema', metadata['options_schema'])) ??
    (unread === undefined
      ? undefined
      : {
          isOdd: true,
          what: `The metadata of init has "${unread}", which nobody reads.`,
          why: `The core and the console read ${READ_OF_METADATA.join(', ')}.`,
          next: `Take "${unread}" out, or look up how it is spelt`,
          actual: metadata,
        })
  );
}

function ruleFault(rule: Json): string | undefined {
  if (!isObject(rule)) {
    return 'no keys';
  }
  const policy = rule['conditions_policy'];
  return rule['order'] === undefined
    ? 'no "order"'
    : typeof policy === 'string' && POLICIES.includes(policy)
      ? undefined
      : `the conditions_policy ${shown(policy)}`;
}

function tasksCheck(call: string, at: SpaceonePlugin['methods'][number]): Check<SpaceonePlugin> {
  return serverCheck(
    {
      id: 'tasks-have-options',
      title: 'Every task of get_tasks has its task_options',
      source: COLLECTING,
      after: [`${call}-answers`],
    },
    at,
    async (context) => {
      const all = objectsAt((await context.answers(call))[0], 'tasks').map((task) => task['task_options']);
      const odd = all.findIndex((each) => each !== undefined && each !== null && !isObject(each));
      if (odd >= 0) {
        return {
          what: `The task_options of task ${odd + 1} is ${sortOf(all[odd])}.`,
          why: 'The core hands it to collect as an object.',
          next: 'Answer with an object for each task',
          actual: all[odd],
        };
      }
      const twin = all.findIndex((each, index) => all.slice(0, index).some((other) => sameJson(each, other)));
      return twin < 1
        ? undefined
        : {
            what: `Task ${twin + 1} of get_tasks is the same as an earlier one.`,
            why: 'Both are collected, side by side, and write the same resources.',
            next: 'Cut the work so that each resource is in one task',
            actual: all[twin],
          };
    },
  );
}

function collectChecks(
  collect: SpaceonePlugin['methods'][number],
  tasks: string | undefined,
): readonly Check<SpaceonePlugin>[] {
  const { name } = collect;
  const after = [`${name}-answers`];
  const of = async (context: CheckContext<SpaceonePlugin>): Promise<readonly Collected[]> =>
    collectedOf(await context.answers(name));
  const resources = (id: string, title: string, find: (all: readonly Collected[]) => Fault | undefined) =>
    serverCheck({ id, title, source: COLLECTING, after }, collect, async (context) => find(await of(context)));
  return [
    resources('resources-known', 'Each item has a kind and a state that the core knows', kindFault),
    resources('match-rules', 'Each resource has what its match rules name', matchFault),
    resources('resources-unique', 'No two items are one resource to the core', identityFault),
    resources('resources-fit', "Each resource fits the core's models", resourceFault),
    resources('types-and-regions', 'The type and the region of each service are collected too', companionFault),
    serverCheck(
      {
        id: 'collects-again',
        title: 'The same collect gives the same resources again',
        source: `${COLLECTING}: what is not seen in three rounds is deleted`,
        after,
      },
      collect,
      async (context) =>
        againFault(await of(context), collectedOf(await context.answers(name, await context.messageFor(name)))),
    ),
    ...(tasks === undefined
      ? []
      : [
          serverCheck(
            {
              id: 'collects-tasks',
              title: 'Each task of get_tasks is collected, and no resource in two of them',
              source: COLLECTING,
              after: [...after, `${tasks}-answers`],
              seconds: 180,
            },
            collect,
            (context) => overTasks(context, name, tasks),
          ),
        ]),
    refusesEmptySecret(collect, {
      id: 'empty-collect',
      title: 'Without credentials collect fails, in place of a short list',
      source: `${COLLECTING}: what is not seen in three rounds is deleted`,
      after,
      isShort: async (answered, context) => isShort(collectedOf(answered), await of(context)),
      why: 'The core takes a list that ends without an error as all there is: what it has not seen in three rounds it deletes.',
    }),
  ];
}

/** Without credentials, nothing but failures or all that there is: a part of it is what deletes the rest. */
function isShort(answered: readonly Collected[], whole: readonly Collected[]): boolean {
  return !answered.some(({ isFailure }) => isFailure) && stored(answered).length < stored(whole).length;
}

function againFault(first: readonly Collected[], second: readonly Collected[]): Fault | undefined {
  const keys = (all: readonly Collected[]): readonly string[] => stored(all).flatMap((item) => identityOf(item) ?? []);
  const [before, after] = [keys(first), new Set(keys(second))];
  const lost = before.find((each) => !after.has(each));
  return lost === undefined
    ? undefined
    : {
        what: 'The second collect does not give what the first gave.',
        why: 'The core takes what it does not see again as gone, and deletes it after three rounds.',
        next: 'Match by what stays the same from one collect to the next',
        expected: before.join('\n'),
        actual: [...after].join('\n'),
      };
}

/** What the first rule finds a resource by; undefined where that is nothing, which the check of the rules tells. */
function identityOf({ kind, resource, message }: Collected): string | undefined {
  const [rule] = Object.entries(objectAt(message, 'match_rules'));
  const paths = Array.isArray(rule?.[1]) ? rule[1] : ['namespace_id', 'metric_id', 'name'];
  const values = paths.map((path) => valueAt(resource, textOf(path)));
  return values.every(isEmpty) ? undefined : `${kind} ${values.map((value) => shown(value ?? null)).join(', ')}`;
}

const MOST_TASKS = 20;

async function overTasks(
  context: CheckContext<SpaceonePlugin>,
  collect: string,
  getTasks: string,
): Promise<Fault | undefined> {
  const tasks = objectsAt((await context.answers(getTasks))[0], 'tasks').slice(0, MOST_TASKS);
  const message = await context.messageFor(collect);
  const seen = new Map<string, number>();
  for (const [index, { task_options: options }] of tasks.entries()) {
    const given = options === undefined || isEmpty(options) ? message : { ...message, task_options: options };
    for (const item of stored(collectedOf(await context.answers(collect, given)))) {
      const identity = identityOf(item);
      if (identity === undefined) {
        continue;
      }
      const before = seen.get(identity);
      if (item.kind === 'inventory.CloudService' && before !== undefined && before !== index) {
        return {
          what: `Tasks ${before + 1} and ${index + 1} collect the same resource: ${identity}.`,
          why: 'Tasks run side by side, and each overwrites what the other has stored.',
          next: 'Let collect keep to its task_options, or cut the tasks so that none overlap',
          actual: item.resource,
        };
      }
      seen.set(identity, index);
    }
  }
  return undefined;
}
