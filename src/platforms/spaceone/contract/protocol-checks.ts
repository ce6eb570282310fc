import { isObject, objectAt, type JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check, Outcome } from '../../../contract/contract';
import type { ServerRefusal } from '../../../runtime/calls/caller';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, crashOutcome, metadataCheck, refusesEmptySecret, type Methods } from './asked-methods';
import { outcomeOf, shown, type Fault } from '../../../contract/fault';
import { asked, isEmpty, sortOf } from './fault';
import { misfit, requiredBy, schemaFault, untitledPattern } from './schema-faults';

const PROTOCOL = 'notification cb8ef5a5, service/protocol_service.py';
const DISPATCH = 'notification cb8ef5a5, service/notification_service.py';

const DATA_TYPES = ['PLAIN_TEXT', 'SECRET'];

/** What the notification core does with the answers of a protocol plugin. */
export function protocolChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('Protocol.init');
  const verify = methods('Protocol.verify');
  const dispatch = methods('Notification.dispatch');
  return [
    ...(init ? [metadataCheck(init, metadataTold, metadataFault)] : []),
    ...(verify ? [answersCheck(verify, `${PROTOCOL}: no core calls it`)] : []),
    ...(dispatch ? dispatchChecks(dispatch, init?.name) : []),
  ];
}

const metadataTold = {
  title: 'The metadata of init has the data_type and the schema of a channel',
  source: PROTOCOL,
};

async function metadataFault(metadata: JsonObject): Promise<Fault | undefined> {
  const type = metadata['data_type'];
  if (typeof type !== 'string' || !DATA_TYPES.includes(type)) {
    return {
      what: `data_type is ${isEmpty(type) ? 'missing' : shown(type)}.`,
      why: 'No channel can be created (KeyError), or its data never reaches dispatch.',
      next: `Give the metadata a data_type of ${DATA_TYPES.join(' or ')}`,
      actual: metadata,
    };
  }
  const { data } = metadata;
  if (!isObject(data) || !isObject(data['schema'])) {
    return {
      what: `data.schema of the metadata is ${sortOf(isObject(data) ? data['schema'] : undefined)}.`,
      why: 'The console makes the form of a channel of it, and fails without it.',
      next: 'Describe the data of a channel as a JSON Schema under data.schema',
      expected: '{ "data_type": "SECRET", "data": { "schema": { "type": "object", "properties": { … } } } }',
      actual: metadata,
    };
  }
  const { schema } = data;
  const untitled = untitledPattern(schema);
  return (
    (await schemaFault('data.schema', schema)) ??
    (untitled === undefined
      ? undefined
      : {
          what: `"${untitled}" of data.schema has a pattern and no title.`,
          why: 'Where what a person types does not match it, the core looks for the title to say so, and fails with a KeyError.',
          next: `Give "${untitled}" a title`,
          actual: schema,
        })
  );
}

/** Messages as the core sends them; the first has no more than what every one has. */
const MESSAGES: readonly (readonly [string, string, JsonObject])[] = [
  ['dispatches-title', 'A message that has a title only', { title: 'A title, and nothing else' }],
  [
    'dispatches-description',
    'A message without tags, link and callbacks',
    { title: 'A title', description: 'And a description.', tags: [], callbacks: [] },
  ],
];
const TYPES = ['INFO', 'SUCCESS', 'WARNING', 'ERROR'];

function dispatchChecks(dispatch: Method, init: string | undefined): Check<SpaceonePlugin>[] {
  const { name } = dispatch;
  const after = [`${name}-answers`];
  const sent = (id: string, title: string, change: JsonObject): Check<SpaceonePlugin> => ({
    id,
    title: `${title} is dispatched`,
    source: DISPATCH,
    at: dispatch,
    needs: 'server',
    after,
    async run(context) {
      const { refusal } = await asked(context.answers(name, { ...(await context.messageFor(name)), ...change }));
      return refusal ? notSent(refusal, title, dispatch) : { is: 'passed' };
    },
  });
  return [
    answersCheck(dispatch, DISPATCH),
    ...MESSAGES.map(([id, title, message]) => sent(id, title, { message })),
    ...TYPES.map((type) =>
      sent(`dispatches-${type.toLowerCase()}`, `A notification of the type ${type}`, { notification_type: type }),
    ),
    ...(init === undefined ? [] : [channelCheck(dispatch, init, after)]),
    refusesEmptySecret(dispatch, {
      id: 'empty-secret',
      title: 'Without credentials dispatch fails',
      source: DISPATCH,
      after,
      isShort: () => Promise.resolve(true),
      why: 'The core counts it as delivered, and nobody is told.',
    }),
  ];
}

function notSent(refusal: ServerRefusal, title: string, at: Method): Outcome {
  return outcomeOf(
    {
      what: `${title} is refused: ${refusal.details.trim()}`,
      why: 'The core only counts the error: the notification is lost, it is not repeated, and nobody is told.',
      next: 'Take every field of a message but its title as one that may be missing',
    },
    at,
  );
}

/** What lacks a required value of the plugin's own schema must not pass for delivered. */
function channelCheck(dispatch: Method, init: string, after: readonly string[]): Check<SpaceonePlugin> {
  return {
    id: 'refuses-channel',
    title: 'Channel data that its own schema refuses is refused',
    source: `${DISPATCH}: the data of a user's channel is not checked by the core`,
    at: dispatch,
    needs: 'server',
    after: [...after, 'init-metadata'],
    async run(context) {
      const schema = objectAt(objectAt(objectAt(await context.answer(init), 'metadata'), 'data'), 'schema');
      const [required] = requiredBy(schema);
      const message = await context.messageFor(dispatch.name);
      if (required === undefined || (await misfit(schema, {})) === undefined) {
        return { is: 'skipped', why: 'Its schema requires nothing.' };
      }
      const { refusal } = await asked(context.answers(dispatch.name, { ...message, channel_data: {} }));
      return refusal
        ? crashOutcome(refusal, dispatch)
        : outcomeOf(
            {
              what: `dispatch without "${required}", which its own schema requires, answers as if it were delivered.`,
              why: "The core does not check the data of a user's channel, and counts this as delivered.",
              next: `Raise an error where "${required}" is missing`,
            },
            dispatch,
          );
    },
  };
}
