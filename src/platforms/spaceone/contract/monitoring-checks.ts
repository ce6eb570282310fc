import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check, CheckContext } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, metadataCheck, verifyRefuses, type Methods } from './asked-methods';
import { objectsAt } from './collected-resources';
import { shown, type Fault } from '../../../contract/fault';
import { asked, isEmpty, listAt, serverCheck, sortOf } from './fault';

const DATA_SOURCE = 'monitoring c461d8fc, manager/data_source_plugin_manager.py';
const METRIC = 'monitoring c461d8fc, service/metric_service.py';
const LOG = 'monitoring c461d8fc, service/log_service.py';

const STATS = ['MEAN', 'MAX', 'MIN', 'SUM'];

/** Keys of metadata that the core takes, for each monitoring_type; it refuses every other. */
const METADATA = {
  METRIC: ['supported_stat', 'required_keys', 'supported_providers'],
  LOG: ['required_keys', 'view', 'supported_providers'],
} as const;

/** What the monitoring core does with the answers of a data source plugin. */
export function monitoringChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('DataSource.init');
  const verify = methods('DataSource.verify');
  const list = methods('Metric.list');
  const data = methods('Metric.get_data');
  const log = methods('Log.list');
  const types: readonly MonitoringType[] = data && !log ? ['METRIC'] : log && !data ? ['LOG'] : ['METRIC', 'LOG'];
  return [
    ...(init ? [metadataCheck(init, metadataTold, (metadata) => metadataFaultOf(metadata, types))] : []),
    ...(verify ? [answersCheck(verify, DATA_SOURCE), verifyRefuses(verify, DATA_SOURCE, 'plugin')] : []),
    ...(list ? listChecks(list) : []),
    ...(data ? dataChecks(data, list) : []),
    ...(log ? [answersCheck(log, LOG), ...logChecks(log)] : []),
  ];
}

type MonitoringType = keyof typeof METADATA;

const metadataTold = {
  title: 'The metadata of init has the keys that the core takes, and no other',
  source: DATA_SOURCE,
};

/** The same metadata may be of either type, where the source does not tell which. */
function metadataFaultOf(metadata: JsonObject, types: readonly MonitoringType[]): Fault | undefined {
  const faults = types.map((type) => metadataFault(metadata, type));
  return faults.includes(undefined) ? undefined : faults[0];
}

function metadataFault(metadata: JsonObject, type: MonitoringType): Fault | undefined {
  const allowed: readonly string[] = METADATA[type];
  const expected = `${type}: ${allowed.join(', ')}`;
  const rogue = Object.keys(metadata).find((key) => !allowed.includes(key));
  if (rogue !== undefined) {
    return {
      what: `The metadata of init has "${rogue}".`,
      why: `The core refuses the data source: ERROR_INVALID_PLUGIN_OPTIONS, "Rogue field".`,
      next: `Take "${rogue}" out`,
      expected,
      actual: metadata,
    };
  }
  const keys = metadata['required_keys'];
  if (!Array.isArray(keys) || typeof keys[0] !== 'string') {
    return {
      what: `required_keys of the metadata is ${isEmpty(keys) ? 'missing' : sortOf(keys)}.`,
      why: `Every call for a resource fails: ${type === 'METRIC' ? 'ERROR_NOT_FOUND_REQUIRED_KEY' : 'ERROR_REQUIRED_KEYS_NOT_EXISTS'}. The core asks by the key of a cloud service that it names first.`,
      next: 'Name the key of a cloud service by which it is asked, such as reference.resource_id',
      expected,
      actual: metadata,
    };
  }
  const stats = metadata['supported_stat'];
  if (type === 'METRIC' && (!Array.isArray(stats) || stats.length === 0)) {
    return {
      what: `supported_stat of the metadata is ${isEmpty(stats) ? 'missing' : sortOf(stats)}.`,
      why: 'The core refuses the data source: ERROR_INVALID_PLUGIN_OPTIONS.',
      next: `List the statistics, such as ${STATS.join(', ')}`,
      expected,
      actual: metadata,
    };
  }
  return undefined;
}

function metricsOf(messages: readonly Json[]): readonly JsonObject[] {
  return objectsAt(messages[0], 'metrics');
}

function listChecks(list: Method): Check<SpaceonePlugin>[] {
  const { name } = list;
  const after = [`${name}-answers`];
  return [
    answersCheck(list, METRIC),
    serverCheck(
      { id: 'metrics-fit', title: 'Each metric has its key, its name and its metric_query', source: METRIC, after },
      list,
      async (context) => {
        const all = metricsOf(await context.answers(name));
        for (const [index, metric] of all.entries()) {
          const lacking = ['key', 'name', 'metric_query'].find((key) => isEmpty(metric[key]));
          if (lacking !== undefined) {
            return {
              what: `Metric ${index + 1} has no "${lacking}".`,
              why: 'The core fails with a KeyError, and shows no metric of any resource.',
              next: `Fill "${lacking}" in`,
              actual: metric,
            };
          }
          const before = all.findIndex(({ key }) => key === metric['key']);
          if (before < index) {
            return {
              what: `Metrics ${before + 1} and ${index + 1} have the same key, ${shown(metric['key'])}.`,
              why: 'The core lays the metrics of several resources together by their keys, and one of the two is lost.',
              next: 'Give each metric a key of its own',
              actual: metric,
            };
          }
        }
        return undefined;
      },
    ),
    serverCheck(
      {
        id: 'unknown-resource',
        title: 'A resource that cannot be reached has an empty list of metrics',
        source: METRIC,
        after,
      },
      list,
      async (context) => {
        const query = { resource_id: 'no-such-resource', region_name: 'no-such-region' };
        const { refusal } = await asked(context.answers(name, { ...(await context.messageFor(name)), query }));
        return (
          refusal && {
            what: `A resource that nobody knows ends in an error: ${refusal.details.trim()}`,
            why: "The core makes an empty answer of it and fails with KeyError 'metrics': the whole request shows nothing, for all its resources.",
            next: 'Answer with an empty list of metrics',
          }
        );
      },
    ),
  ];
}

function dataChecks(data: Method, list: Method | undefined): Check<SpaceonePlugin>[] {
  const { name } = data;
  const after = [`${name}-answers`];
  return [
    answersCheck(data, METRIC),
    serverCheck(
      {
        id: 'values-fit',
        title: 'The values of each resource are as many as the labels',
        source: METRIC,
        after,
      },
      data,
      async (context) => valuesFault(await context.answers(name), await context.messageFor(name)),
    ),
    ...(list
      ? [
          serverCheck(
            {
              id: 'values-of-listed',
              title: 'The data of a listed metric is there when it is asked for as the core does',
              source: `${METRIC}: options is always empty there`,
              after: [`${list.name}-answers`],
            },
            data,
            (context) => listedFault(context, data, list),
          ),
        ]
      : []),
  ];
}

const RESOURCE = 'cloud-svc-000000000000';

/** The core asks for the first metric of list as the console would show it. */
async function listedFault(
  context: CheckContext<SpaceonePlugin>,
  data: Method,
  list: Method,
): Promise<Fault | undefined> {
  const [metric] = metricsOf(await context.answers(list.name));
  if (!metric || !isObject(metric['metric_query'])) {
    return undefined;
  }
  const message = {
    ...(await context.messageFor(data.name)),
    options: {},
    metric: metric['key'] ?? '',
    metric_query: { [RESOURCE]: { ...metric['metric_query'], region_name: 'region' } },
  };
  const { messages, refusal } = await asked(context.answers(data.name, message));
  return refusal
    ? {
        what: `The data of the metric ${shown(metric['key'])} ends in an error: ${refusal.details.trim()}`,
        why: 'The console shows an empty chart, and nobody learns why.',
        next: 'Take the metric_query that list gives, and let every option be missing',
        actual: message['metric_query'],
      }
    : valuesFault(messages, message);
}

function valuesFault(messages: readonly Json[], message: JsonObject): Fault | undefined {
  const [answer] = messages;
  const labels = listAt(answer, 'labels');
  const values = objectAt(answer, 'values');
  const ids = Object.keys(objectAt(message, 'metric_query'));
  for (const [id, series] of Object.entries(values)) {
    if (ids.length > 0 && !ids.includes(id)) {
      return {
        what: `The values of "${id}" are of a resource that nobody has asked for.`,
        why: 'The core files values by the keys of metric_query, which are the ids of cloud services.',
        next: 'Use the keys of metric_query as the keys of values',
        expected: ids.join('\n'),
        actual: Object.keys(values),
      };
    }
    if (!Array.isArray(series)) {
      return {
        what: `The values of "${id}" are ${sortOf(series)}.`,
        why: 'The console draws a line of a list of numbers, one for each label.',
        next: 'Answer with a list',
        actual: series,
      };
    }
    if (series.length !== labels.length) {
      return {
        what: `"${id}" has ${series.length} values and there are ${labels.length} labels.`,
        why: 'The console draws each value at the label of its place, so that the line is shifted.',
        next: 'Answer with one value a label, null where there is none',
        actual: answer,
      };
    }
  }
  return undefined;
}

/** A default of the core that is no ISO 8601: the time of its own clock, with a blank. */
const LOCAL_TIME = '2026-01-31 12:00:00.000001';

function logChecks(log: Method): Check<SpaceonePlugin>[] {
  const { name } = log;
  const after = [`${name}-answers`];
  const results = (messages: readonly Json[]): readonly Json[] => messages.flatMap((each) => listAt(each, 'results'));
  return [
    serverCheck(
      {
        id: 'default-end',
        title: 'The end that the core sets when nobody has is understood',
        source: `${LOG}: a local time with a blank`,
        after,
      },
      log,
      async (context) => {
        const message = await context.messageFor(name);
        const { refusal } = await asked(context.answers(name, { ...message, end: LOCAL_TIME }));
        return (
          refusal && {
            what: `The end "${LOCAL_TIME}" ends in an error: ${refusal.details.trim()}`,
            why: 'The core sends its own time in that form where a person has named no end.',
            next: 'Read times with a blank and without a zone as well',
          }
        );
      },
    ),
    serverCheck(
      { id: 'limit-kept', title: 'No more than limit results come', source: LOG, after },
      log,
      async (context) => {
        const message = await context.messageFor(name);
        const all = results(await context.answers(name));
        if (all.length < 2) {
          return undefined;
        }
        const limited = results(await context.answers(name, { ...message, limit: 1 }));
        return limited.length <= 1
          ? undefined
          : {
              isOdd: true,
              what: `${limited.length} results come with limit 1.`,
              why: 'The core keeps all that come, however many were asked for.',
              next: 'Stop at limit',
            };
      },
    ),
    serverCheck({ id: 'results-fit', title: 'Each result is an object', source: LOG, after }, log, async (context) => {
      const all = results(await context.answers(name));
      const odd = all.findIndex((each) => !isObject(each));
      return odd < 0
        ? undefined
        : {
            what: `Result ${odd + 1} is ${sortOf(all[odd])}.`,
            why: 'The console shows keys of each result as columns of a table.',
            next: 'Answer with an object for each result',
            actual: all[odd],
          };
    }),
  ];
}
