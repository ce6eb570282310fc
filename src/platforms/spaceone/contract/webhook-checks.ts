import type { Json, JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, metadataCheck, type Methods } from './asked-methods';
import { objectsAt } from './collected-resources';
import { outcomeOf, shown, type Fault } from '../../../contract/fault';
import { asked, faultsOf, isCrash, isEmpty, serverCheck, textOf, worstOf } from './fault';

const WEBHOOK = 'monitoring c461d8fc, service/webhook_service.py';
const EVENTS = 'monitoring c461d8fc, service/event_service.py';

/** The dialect of one core: which words it takes in an event. */
interface EventWords {
  readonly types: readonly string[];
  readonly severities: readonly string[];
}

const ofMonitoring: EventWords = {
  types: ['ALERT', 'RECOVERY', 'ERROR'],
  severities: ['NONE', 'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'NOT_AVAILABLE'],
};
/** spaceone-api 2.0.435, alert_manager/plugin/event.proto. */
const ofAlertManager: EventWords = {
  types: ['ALERT', 'RECOVERY'],
  severities: ['CRITICAL', 'ERROR', 'WARNING', 'INFO'],
};

/** Bodies that reach every webhook one day, and are no alert. */
const NO_ALERTS: readonly (readonly [string, JsonObject])[] = [
  ['An empty body', {}],
  ['A body of unknown keys', { ping: 'pong', zen: 'Keep it logically awesome.' }],
];

/** What the monitoring and the alert manager core do with the answers of a webhook plugin. */
export function webhookChecks(methods: Methods, type: string): Check<SpaceonePlugin>[] {
  const init = methods('Webhook.init');
  const verify = methods('Webhook.verify');
  const parse = methods('Event.parse');
  const words = type.startsWith('alert_manager') ? ofAlertManager : ofMonitoring;
  return [
    ...(init ? [metadataCheck(init, metadataTold, metadataFault)] : []),
    ...(verify ? [answersCheck(verify, WEBHOOK)] : []),
    ...(parse ? [answersCheck(parse, EVENTS), ...eventChecks(parse, words)] : []),
  ];
}

const metadataTold = { title: 'The metadata of init asks nothing that the core does not do', source: WEBHOOK };

function metadataFault(metadata: JsonObject): Fault | undefined {
  return 'duplicate_event_time' in metadata
    ? {
        isOdd: true,
        what: 'init sets duplicate_event_time.',
        why: 'The core of 2.0 looks for it in another place and does not find it: events of one key count as one for 600 s, whatever is written here.',
        next: 'Do not count on it',
        actual: metadata,
      }
    : undefined;
}

function eventChecks(parse: Method, words: EventWords): Check<SpaceonePlugin>[] {
  const { name } = parse;
  const after = [`${name}-answers`];
  return [
    serverCheck(
      { id: 'events-there', title: 'The request at hand is parsed into events', source: EVENTS, after },
      parse,
      async (context) =>
        eventsOf(await context.answers(name)).length > 0
          ? undefined
          : {
              isOdd: true,
              what: 'The request at hand gives no event.',
              why: 'No alert is made of it. Where it is only a sample, the plugin has not been asked what it is for.',
              next: `Put what your monitoring really sends into "data" of requests/${name}.yaml`,
              actual: (await context.messageFor(name))['data'],
            },
    ),
    serverCheck(
      { id: 'events-fit', title: 'Each event is one that the core stores', source: EVENTS, after },
      parse,
      async (context) =>
        worstOf(eventsOf(await context.answers(name)).map((event, index) => eventFault(event, index + 1, words))),
    ),
    serverCheck(
      {
        id: 'events-keep-keys',
        title: 'The same request gives the same event keys again',
        source: `${EVENTS}: an alert and its recovery belong together by their event_key`,
        after,
      },
      parse,
      async (context) => {
        const keys = (all: readonly JsonObject[]): string => all.map((each) => shown(each['event_key'])).join('\n');
        const first = keys(eventsOf(await context.answers(name)));
        const again = keys(eventsOf(await context.answers(name, { ...(await context.messageFor(name)) })));
        return first === again
          ? undefined
          : {
              what: 'The same request gives other event keys the second time.',
              why: 'The core finds the alert of a recovery by the event_key: such an alert is never resolved, and each repetition opens another one.',
              next: 'Make the key of what identifies the cause in the body, and of nothing else',
              expected: first,
              actual: again,
            };
      },
    ),
    ...NO_ALERTS.map(([title, data], index): Check<SpaceonePlugin> => noAlertCheck(parse, index, title, data)),
  ];
}

function eventsOf(messages: readonly Json[]): readonly JsonObject[] {
  return objectsAt(messages[0], 'results');
}

/** Any error on it is a CRITICAL alert "Webhook Event Parsing Error". */
function noAlertCheck(parse: Method, index: number, title: string, data: JsonObject): Check<SpaceonePlugin> {
  return {
    id: index === 0 ? 'parses-nothing' : 'parses-unknown',
    title: `${title} gives no event, and no error`,
    source: EVENTS,
    at: parse,
    needs: 'server',
    after: ['offers-its-methods'],
    async run(context) {
      const message = { ...(await context.messageFor(parse.name)), data };
      const { messages, refusal } = await asked(context.answers(parse.name, message));
      if (refusal) {
        return outcomeOf(
          {
            what: `${title} ends in ${isCrash(refusal) ? 'a crash' : 'an error'}: ${refusal.details.trim()}`,
            why: 'The core makes a CRITICAL alert of every error, "Webhook Event Parsing Error". Monitoring systems send such bodies to try an address.',
            next: 'Answer with an empty list of results',
            actual: data,
          },
          parse,
        );
      }
      const results = eventsOf(messages);
      return results.length === 0
        ? { is: 'passed' }
        : outcomeOf(
            {
              what: `${title} gives ${results.length === 1 ? 'an event' : 'events'}.`,
              why: 'The core opens an alert of it, and nothing has happened.',
              next: 'Answer with an empty list of results',
              actual: results[0],
            },
            parse,
          );
    },
  };
}

const LONGEST = 255;
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const ZONE = /(?:Z|[+-]\d\d:?(?:\d\d)?)$/;

function eventFault(event: JsonObject, number: number, { types, severities }: EventWords): Fault | undefined {
  const { event_key: key, event_type: type, severity, title } = event;
  const at = event['occurred_at'];
  const fault = faultsOf(event, `Event ${number}`);
  const rolledBack = 'One such event, and all events of the request are lost.';
  if (isEmpty(key)) {
    return fault('has no event_key', `The core fails with a KeyError. ${rolledBack}`, 'Give it an event_key');
  }
  if (isEmpty(type)) {
    return fault(
      'has no event_type',
      `The core fails with a KeyError. ${rolledBack}`,
      `Give it one of ${types.join(', ')}`,
    );
  }
  if (typeof type !== 'string' || !types.includes(type)) {
    return fault(
      `has the event_type ${shown(type)}`,
      `The core knows ${types.join(', ')}, and answers ERROR_DB_QUERY. ${rolledBack}`,
      `Give it one of ${types.join(', ')}`,
    );
  }
  if (!isEmpty(severity) && (typeof severity !== 'string' || !severities.includes(severity))) {
    return fault(
      `has the severity ${shown(severity)}`,
      `The core knows ${severities.join(', ')}.`,
      `Give it one of ${severities.join(', ')}`,
    );
  }
  if (!isEmpty(at) && (typeof at !== 'string' || !ISO_TIME.test(at))) {
    return fault(
      `has the time ${shown(at)} in occurred_at`,
      `The core reads ISO 8601, and fails. ${rolledBack}`,
      'Write it as 2026-01-31T12:00:00Z',
    );
  }
  if (isEmpty(at)) {
    return fault('has no occurred_at', 'The alert has no time of its cause.', 'Give it the time of the event', true);
  }
  if (!ZONE.test(textOf(at))) {
    return fault(
      `has the time ${shown(at)} without its zone`,
      'The core takes it as UTC, whatever the clock was that it was read from.',
      'Write the zone behind it, as in 2026-01-31T12:00:00Z',
      true,
    );
  }
  if (isEmpty(title)) {
    return fault(
      'has no title',
      'The alert shows no title, and a notification of it says nothing.',
      'Give it a title',
      true,
    );
  }
  if (typeof title === 'string' && title.length > LONGEST) {
    return fault(
      `has a title of ${title.length} characters`,
      `The core keeps ${LONGEST}, and refuses more.`,
      'Shorten it',
    );
  }
  if (isEmpty(severity) || severity === 'NONE') {
    return fault(
      'has no severity',
      'It counts as NONE: of low urgency.',
      `Give it one of ${severities.join(', ')}`,
      true,
    );
  }
  return undefined;
}
