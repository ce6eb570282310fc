import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../../../src/base/json';
import { crash, held, needsToken, refuse, type Answers } from './held';
import { soundPlugins, soundRequests } from './sound-plugins';

/** The sound plugin of a type with other answers to some methods. */
async function heldWith(type: string, answers: Answers): Promise<string[]> {
  const all: [string, Answers[string] | undefined][] = Object.entries({ ...soundPlugins[type], ...answers });
  // A method that is left out.
  const there = all.filter((entry): entry is [string, Answers[string]] => entry[1] !== undefined);
  return held(type, Object.fromEntries(there), soundRequests);
}

/** A sound answer, with a change to it. */
function changed(type: string, method: string, change: (messages: Json[]) => void): Answers {
  const sound = soundPlugins[type]![method]!;
  return {
    [method]: async (message) => {
      const messages = structuredClone(await sound(message)) as Json[];
      change(messages);
      return messages;
    },
  };
}

describe('a plugin of which its core takes every answer', () => {
  for (const type of Object.keys(soundPlugins)) {
    it(`keeps the contract of ${type}`, async () => {
      assert.deepEqual(await heldWith(type, {}), []);
    });
  }
});

/** Seeded mistakes: what is done wrong, the plugin's type, and its answers. */
const mistakes: readonly (readonly [string, string, Answers])[] = [
  // --- inventory.Collector ---
  [
    'a rule without an order',
    'inventory.Collector',
    metadata('Collector.init', { collector_rules: [{ conditions_policy: 'ALL' }] }),
  ],
  [
    'a form that is no JSON Schema',
    'inventory.Collector',
    metadata('Collector.init', { options_schema: { type: 'objekt' } }),
  ],
  [
    'a form that requires what it does not have',
    'inventory.Collector',
    metadata('Collector.init', { options_schema: { type: 'object', properties: { a: {} }, required: ['b'] } }),
  ],
  ['a key that nobody reads', 'inventory.Collector', metadata('Collector.init', { option_schema: {} })],
  ['a handler that is missing', 'inventory.Collector', without('Collector.verify')],
  [
    'a task twice',
    'inventory.Collector',
    { 'Job.get_tasks': () => [{ tasks: [{ task_options: { a: 1 } }, { task_options: { a: 1 } }] }] },
  ],
  [
    'tasks that all collect everything',
    'inventory.Collector',
    {
      'Collector.collect': (message) =>
        soundPlugins['inventory.Collector']!['Collector.collect']!({ ...message, task_options: {} }),
    },
  ],
  [
    'a kind of resource that nobody knows',
    'inventory.Collector',
    item((message) => (message['resource_type'] = 'inventory.Server')),
  ],
  [
    'an error that succeeds',
    'inventory.Collector',
    item((message) => (message['resource_type'] = 'inventory.ErrorResource')),
  ],
  [
    'a failure without a message',
    'inventory.Collector',
    item((message) => Object.assign(message, { state: 'FAILURE', resource_type: 'inventory.ErrorResource' })),
  ],
  ['no match rules', 'inventory.Collector', item((message) => (message['match_rules'] = {}))],
  ['a match rule that is a text', 'inventory.Collector', item((message) => (message['match_rules'] = { '1': 'name' }))],
  [
    'a match rule by what is not there',
    'inventory.Collector',
    item((message) => (message['match_rules'] = { '1': ['reference.resource_id', 'account'] })),
  ],
  [
    'a match rule by what two have in common',
    'inventory.Collector',
    each((message) => (message['match_rules'] = { '1': ['provider'] })),
  ],
  ['no data', 'inventory.Collector', resource({ data: null })],
  ['no provider', 'inventory.Collector', resource({ provider: '' })],
  ['an account that is a number', 'inventory.Collector', resource({ account: 123 })],
  ['a reference that is a text', 'inventory.Collector', resource({ reference: 'x' })],
  ['a reference with more than it has', 'inventory.Collector', resource({ reference: { resource_id: 'x', arn: 'y' } })],
  ['a size that is a text', 'inventory.Collector', resource({ instance_size: '3' })],
  ['one address that is no list', 'inventory.Collector', resource({ ip_addresses: '10.0.0.1' })],
  ['tags that are names', 'inventory.Collector', resource({ tags: ['a'] })],
  ['a key with a dollar', 'inventory.Collector', resource({ data: { $ref: 1 } })],
  ['a number that no double holds', 'inventory.Collector', resource({ data: { id: 12345678901234568 } })],
  ['a type that is not collected', 'inventory.Collector', resource({ cloud_service_type: 'Disk' })],
  ['a region that is not collected', 'inventory.Collector', resource({ region_code: 'two' })],
  [
    'a list that is short without credentials',
    'inventory.Collector',
    {
      'Collector.collect': (message) =>
        soundPlugins['inventory.Collector']!['Collector.collect']!({
          ...message,
          secret_data: { token: 'sound' },
          task_options: tokenOf(message) === undefined ? { kind: 'none' } : message['task_options']!,
        }),
    },
  ],
  [
    'ids that change',
    'inventory.Collector',
    everyTime('Collector.collect', (messages, time) =>
      Object.assign(resourceOf(messages[3]!), { reference: { resource_id: `s-${time}` } }),
    ),
  ],
  [
    'a crash where credentials are missing',
    'inventory.Collector',
    {
      'Collector.collect': (message) =>
        tokenOf(message) === undefined
          ? crash("'token'")
          : soundPlugins['inventory.Collector']!['Collector.collect']!(message),
    },
  ],
  [
    'a crash of collect',
    'inventory.Collector',
    { 'Collector.collect': () => crash("'NoneType' object is not iterable") },
  ],
  [
    'metrics of no type',
    'inventory.Collector',
    changed(
      'inventory.Collector',
      'Collector.collect',
      (messages) =>
        void messages.push({
          state: 'SUCCESS',
          resource_type: 'inventory.Metric',
          match_rules: {},
          resource: {
            metric_id: 'm',
            name: 'M',
            namespace_id: 'n',
            metric_type: 'SUM',
            query_options: { group_by: [] },
          },
        }),
    ),
  ],
  // --- monitoring.DataSource ---
  [
    'a rogue key of metadata',
    'monitoring.DataSource',
    metadata('DataSource.init', { supported_stat: ['MEAN'], required_keys: ['a'], supported_resource_type: [] }),
  ],
  ['no required_keys', 'monitoring.DataSource', metadata('DataSource.init', { supported_stat: ['MEAN'] })],
  ['no supported_stat', 'monitoring.DataSource', metadata('DataSource.init', { required_keys: ['a'] })],
  [
    'a metric without its query',
    'monitoring.DataSource',
    { 'Metric.list': () => [{ metrics: [{ key: 'cpu', name: 'CPU' }] }] },
  ],
  [
    'two metrics of one key',
    'monitoring.DataSource',
    { 'Metric.list': () => [{ metrics: [1, 2].map(() => ({ key: 'cpu', name: 'CPU', metric_query: { a: 1 } })) }] },
  ],
  [
    'an error for a resource that is not there',
    'monitoring.DataSource',
    {
      'Metric.list': (message) =>
        (message['query'] as JsonObject)['resource_id'] === undefined
          ? soundPlugins['monitoring.DataSource']!['Metric.list']!(message)
          : refuse('ERROR_NOT_FOUND: no such resource'),
    },
  ],
  [
    'fewer values than labels',
    'monitoring.DataSource',
    {
      'Metric.get_data': ({ metric_query: query }) => [
        { labels: [1, 2], values: Object.fromEntries(Object.keys(query as JsonObject).map((id) => [id, [1]])) },
      ],
    },
  ],
  [
    'values by another id',
    'monitoring.DataSource',
    { 'Metric.get_data': () => [{ labels: [1], values: { 'i-123': [1] } }] },
  ],
  ['a verify that takes everything', 'monitoring.DataSource', { 'DataSource.verify': () => [] }],
  // --- monitoring.Webhook ---
  ['a type of event that nobody knows', 'monitoring.Webhook', event({ event_type: 'FIRING' })],
  ['no event_key', 'monitoring.Webhook', event({ event_key: '' })],
  ['a severity that nobody knows', 'monitoring.Webhook', event({ severity: 'MAJOR' })],
  ['a time that is no time', 'monitoring.Webhook', event({ occurred_at: '31.01.2026 12:00' })],
  ['a time without a zone', 'monitoring.Webhook', event({ occurred_at: '2026-01-31T12:00:00' })],
  ['no title', 'monitoring.Webhook', event({ title: '' })],
  [
    'a key of the clock',
    'monitoring.Webhook',
    everyTime('Event.parse', ([answer], time) =>
      (answer as { results: JsonObject[] }).results.forEach((each) => (each['event_key'] = `k-${time}`)),
    ),
  ],
  [
    'a crash on an empty body',
    'monitoring.Webhook',
    {
      'Event.parse': (message) =>
        Object.keys(message['data'] as JsonObject).length === 0
          ? crash("'alerts'")
          : soundPlugins['monitoring.Webhook']!['Event.parse']!(message),
    },
  ],
  [
    'an event of nothing',
    'monitoring.Webhook',
    { 'Event.parse': () => soundPlugins['monitoring.Webhook']!['Event.parse']!({ data: { event_key: 'a' } }) },
  ],
  ['a time of repetitions', 'monitoring.Webhook', metadata('Webhook.init', { duplicate_event_time: 60 })],
  // --- notification.Protocol ---
  [
    'no data_type',
    'notification.Protocol',
    metadata('Protocol.init', { data: { schema: { type: 'object', properties: {} } } }),
  ],
  ['no schema of a channel', 'notification.Protocol', metadata('Protocol.init', { data_type: 'SECRET' })],
  [
    'a pattern without a title',
    'notification.Protocol',
    metadata('Protocol.init', {
      data_type: 'SECRET',
      data: { schema: { type: 'object', properties: { room: { type: 'string', pattern: '^#' } }, required: ['room'] } },
    }),
  ],
  [
    'a message that must have a description',
    'notification.Protocol',
    dispatch((message) =>
      (message['message'] as JsonObject)['description'] === undefined ? crash("'description'") : [],
    ),
  ],
  [
    'a type that it does not know',
    'notification.Protocol',
    dispatch((message) => (message['notification_type'] === 'SUCCESS' ? crash("'SUCCESS'") : [])),
  ],
  [
    'a channel that is not looked at',
    'notification.Protocol',
    { 'Notification.dispatch': (message) => (needsToken(message), []) },
  ],
  ['a token that is not looked at', 'notification.Protocol', dispatch(() => [], false)],
  // --- cost_analysis.DataSource ---
  ['no currency', 'cost_analysis.DataSource', metadata('DataSource.init', { alias: {} })],
  [
    'routing without its key',
    'cost_analysis.DataSource',
    metadata('DataSource.init', { currency: 'USD', use_account_routing: true }),
  ],
  [
    'a condition by a key that nobody knows',
    'cost_analysis.DataSource',
    metadata('DataSource.init', {
      currency: 'USD',
      data_source_rules: [{ conditions: [{ key: 'category', operator: 'eq', value: 'x' }] }],
    }),
  ],
  [
    'months that nobody tells',
    'cost_analysis.DataSource',
    { 'Job.get_tasks': () => [{ tasks: [{ task_options: { a: 1 } }] }] },
  ],
  [
    'a day where a month is wanted',
    'cost_analysis.DataSource',
    { 'Job.get_tasks': () => [{ tasks: [{ task_options: { a: 1 } }], changed: [{ start: '2026-01-01' }] }] },
  ],
  [
    'a task without options',
    'cost_analysis.DataSource',
    { 'Job.get_tasks': () => [{ tasks: [{}], changed: [{ start: '2026-01' }] }] },
  ],
  ['a month as billed_date', 'cost_analysis.DataSource', cost({ billed_date: '2026-01' })],
  ['no billed_date', 'cost_analysis.DataSource', cost({ billed_date: '' })],
  ['a cost that is a text', 'cost_analysis.DataSource', cost({ cost: '1.5' })],
  [
    'a key with a dollar, though others may have one later',
    'cost_analysis.DataSource',
    cost({ tags: { a$b: 'c', $d: 'e' } }),
  ],
  ['a product too long', 'cost_analysis.DataSource', cost({ product: 'x'.repeat(256), account: 'x'.repeat(255) })],
  ['a key with a dot', 'cost_analysis.DataSource', cost({ tags: { 'a.b': 'c' } })],
  ['a cost of a month that is not told', 'cost_analysis.DataSource', cost({ billed_date: '2025-12-31' })],
  [
    'an account without its name',
    'cost_analysis.DataSource',
    { 'Cost.get_linked_accounts': () => [{ results: [{ account_id: '1' }] }] },
  ],
  [
    'a cost without its account',
    'cost_analysis.DataSource',
    metadata('DataSource.init', {
      currency: 'USD',
      use_account_routing: true,
      account_match_key: 'additional_info.Account Id',
    }),
  ],
  [
    'tasks that only start with a month',
    'cost_analysis.DataSource',
    {
      'Job.get_tasks': (message) =>
        message['start'] === undefined
          ? crash("'start'")
          : soundPlugins['cost_analysis.DataSource']!['Job.get_tasks']!(message),
    },
  ],
  // --- identity ---
  [
    'a secret on the login page',
    'identity.ExternalAuth',
    metadata('ExternalAuth.init', { protocol: 'oidc', identity_provider: 'x', client_secret: 'abc' }),
  ],
  ['no protocol', 'identity.ExternalAuth', metadata('ExternalAuth.init', { identity_provider: 'x' })],
  ['a user without an id', 'identity.ExternalAuth', user({ user_id: '' })],
  ['a user of a long id', 'identity.ExternalAuth', user({ user_id: 'u'.repeat(61) })],
  ['a state that nobody knows', 'identity.ExternalAuth', user({ state: 'UNIDENTIFIED' })],
  [
    'a login for everybody',
    'identity.ExternalAuth',
    { 'ExternalAuth.authorize': () => [{ user_id: 'a', name: 'A', state: 'ENABLED' }] },
  ],
  [
    'a login that wants secret_data',
    'identity.ExternalAuth',
    { 'ExternalAuth.authorize': (message) => (needsToken(message), []) },
  ],
  ['a count of nobody', 'identity.Auth', { 'Auth.find': () => [{ results: [{ user_id: 'a' }] }] }],
  ['an account without its id', 'identity.Provider', account({ resource_id: '' })],
  ['a location without its id', 'identity.Provider', account({ location: [{ name: 'root' }] })],
  ['credentials without their schema', 'identity.Provider', account({ secret_data: { a: 1 } })],
  ['an account in no place', 'identity.Provider', account({ location: [] })],
];

const tokenOf = (message: JsonObject): Json | undefined =>
  (message['secret_data'] as JsonObject | undefined)?.['token'];
const resourceOf = (message: Json): JsonObject => (message as JsonObject)['resource'] as JsonObject;

function metadata(init: string, content: JsonObject): Answers {
  return { [init]: () => [{ metadata: content }] };
}

function without(method: string): Answers {
  return { [method]: undefined as never };
}

/** The first service that is collected, changed. */
function item(change: (message: JsonObject) => unknown): Answers {
  return changed(
    'inventory.Collector',
    'Collector.collect',
    (messages) =>
      void change(
        (messages.find((each) => (each as JsonObject)['resource_type'] === 'inventory.CloudService') ??
          {}) as JsonObject,
      ),
  );
}

function each(change: (message: JsonObject) => unknown): Answers {
  return changed('inventory.Collector', 'Collector.collect', (messages) =>
    messages.forEach((message) => change(message as JsonObject)),
  );
}

function resource(content: JsonObject): Answers {
  return item((message) => Object.assign(resourceOf(message), content));
}

/** A change that is another one each time. */
function everyTime(method: string, change: (messages: Json[], time: number) => void): Answers {
  let time = 0;
  return changed(method.startsWith('Event') ? 'monitoring.Webhook' : 'inventory.Collector', method, (messages) =>
    change(messages, (time += 1)),
  );
}

function event(content: JsonObject): Answers {
  return changed('monitoring.Webhook', 'Event.parse', ([answer]) =>
    (answer as { results: JsonObject[] }).results.forEach((each) => Object.assign(each, content)),
  );
}

function dispatch(then: (message: JsonObject) => Json[], needs = true): Answers {
  return {
    'Notification.dispatch': (message) => {
      if (needs) {
        needsToken(message);
      }
      return (message['channel_data'] as JsonObject)['room'] === undefined
        ? refuse('ERROR_REQUIRED_PARAMETER: Required parameter. (key = room)')
        : then(message);
    },
  };
}

function cost(content: JsonObject): Answers {
  return changed('cost_analysis.DataSource', 'Cost.get_data', ([answer]) =>
    (answer as { results: JsonObject[] }).results.forEach((each) => Object.assign(each, content)),
  );
}

function user(content: JsonObject): Answers {
  return changed(
    'identity.ExternalAuth',
    'ExternalAuth.authorize',
    ([answer]) => void Object.assign(answer as JsonObject, content),
  );
}

function account(content: JsonObject): Answers {
  return changed('identity.Provider', 'AccountCollector.sync', ([answer]) =>
    (answer as { results: JsonObject[] }).results.forEach((each) => Object.assign(each, content)),
  );
}

/** What is told of each mistake, whole, under its heading. */
const told = new Map(
  readFileSync('test/unit/platforms/spaceone/contract/mistakes.txt', 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.trimEnd().split('\n');
      return [heading, lines] as const;
    }),
);

describe('a plugin with one mistake', () => {
  for (const [title, type, answers] of mistakes) {
    const heading = `${type}: ${title}`;
    it(`is told of it: ${heading}`, async () => {
      assert.deepEqual(await heldWith(type, answers), told.get(heading));
    });
  }

  it('is told of no more mistakes than were made', () => {
    assert.deepEqual(
      [...told.keys()],
      mistakes.map(([title, type]) => `${type}: ${title}`),
    );
  });
});
