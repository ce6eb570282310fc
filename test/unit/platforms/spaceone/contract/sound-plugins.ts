import type { JsonObject } from '../../../../../src/base/json';
import { needsToken, refuse, type Answers } from './held';

const none = (): [] => [];
const isAlert = ({ data }: JsonObject): boolean => Object.keys(data as JsonObject).includes('event_key');

/** For each type of plugin, answers in which its core finds nothing wrong. */
export const soundPlugins: Readonly<Record<string, Answers>> = {
  'inventory.Collector': {
    'Collector.init': () => [
      { metadata: { options_schema: { type: 'object', properties: { region: { type: 'string', title: 'Region' } } } } },
    ],
    'Collector.verify': (message) => (needsToken(message), none()),
    'Job.get_tasks': (message) => (
      needsToken(message),
      [{ tasks: [{ task_options: { kind: 'Server' } }, { task_options: { kind: 'Bucket' } }] }]
    ),
    'Collector.collect': (message) => {
      needsToken(message);
      const kind = (message['task_options'] as JsonObject | undefined)?.['kind'];
      return collected.filter(
        ({ resource }) => kind === undefined || !('data' in resource) || resource['cloud_service_type'] === kind,
      );
    },
  },
  'monitoring.DataSource': {
    'DataSource.init': () => [
      { metadata: { supported_stat: ['MEAN', 'MAX'], required_keys: ['reference.resource_id'] } },
    ],
    'DataSource.verify': (message) => (needsToken(message), none()),
    'Metric.list': ({ query }) => [
      {
        metrics:
          (query as JsonObject)['resource_id'] === undefined
            ? [{ key: 'cpu', name: 'CPU', metric_query: { name: 'cpu' } }]
            : [],
      },
    ],
    'Metric.get_data': ({ metric_query: query }) => [
      {
        labels: ['2026-01-31T11:00:00Z', '2026-01-31T11:05:00Z'],
        values: Object.fromEntries(Object.keys(query as JsonObject).map((id) => [id, [1, null]])),
      },
    ],
  },
  'monitoring.Webhook': {
    'Webhook.init': () => [{ metadata: { title: 'Any' } }],
    'Webhook.verify': none,
    'Event.parse': (message) => [
      {
        results: isAlert(message)
          ? [
              {
                event_key: 'web-1/cpu',
                event_type: 'ALERT',
                title: 'CPU',
                severity: 'CRITICAL',
                occurred_at: '2026-01-31T12:00:00Z',
              },
            ]
          : [],
      },
    ],
  },
  'notification.Protocol': {
    'Protocol.init': () => [
      {
        metadata: {
          data_type: 'SECRET',
          data: {
            schema: {
              type: 'object',
              properties: { room: { type: 'string', title: 'Room', pattern: '^#' } },
              required: ['room'],
            },
          },
        },
      },
    ],
    'Protocol.verify': none,
    'Notification.dispatch': (message) => {
      needsToken(message);
      return (message['channel_data'] as JsonObject)['room'] === undefined
        ? refuse('ERROR_REQUIRED_PARAMETER: Required parameter. (key = room)')
        : none();
    },
  },
  'cost_analysis.DataSource': {
    'DataSource.init': () => [{ metadata: { currency: 'USD' } }],
    'DataSource.verify': (message) => (needsToken(message), none()),
    'Job.get_tasks': () => [{ tasks: [{ task_options: { month: '2026-01' } }], changed: [{ start: '2026-01' }] }],
    'Cost.get_data': () => [{ results: [{ billed_date: '2026-01-31', cost: 1.5, provider: 'any' }] }],
    'Cost.get_linked_accounts': () => [{ results: [{ account_id: '1', name: 'one' }] }],
  },
  'identity.Auth': {
    'Auth.init': () => [{ metadata: { title: 'Any' } }],
    'Auth.verify': none,
    'Auth.find': () => [{ results: [{ user_id: 'user@example.com', name: 'A User' }], total_count: 1 }],
    'Auth.login': ({ user_credentials: given }) => [userFor(given as JsonObject)],
  },
  'identity.ExternalAuth': {
    'ExternalAuth.init': () => [{ metadata: { protocol: 'oidc', identity_provider: 'keycloak' } }],
    'ExternalAuth.authorize': ({ credentials }) => [userFor(credentials as JsonObject)],
  },
  'identity.Provider': {
    'AccountCollector.init': () => [{ metadata: { additional_options_schema: { type: 'object', properties: {} } } }],
    'AccountCollector.sync': (message) => (
      needsToken(message),
      [{ results: [{ name: 'one', resource_id: 'r-1', location: [{ name: 'root', resource_id: 'r-0' }] }] }]
    ),
  },
};

/** What the samples lack that these plugins want. */
export const soundRequests: Readonly<Record<string, JsonObject>> = {
  'Notification.dispatch': { channel_data: { room: '#one' } },
  'Auth.login': { user_credentials: { ticket: 'good' } },
  'ExternalAuth.authorize': { credentials: { ticket: 'good' } },
};

function userFor({ ticket }: JsonObject): JsonObject {
  return ticket === 'good'
    ? { user_id: 'user@example.com', name: 'A User', state: 'ENABLED' }
    : refuse('ERROR_INVALID_CREDENTIALS: Who are you?', 'UNAUTHENTICATED');
}

const service = (kind: string, id: string): Record<string, JsonObject> => ({
  message: {
    state: 'SUCCESS',
    resource_type: 'inventory.CloudService',
    match_rules: { '1': ['reference.resource_id'] },
    resource: {
      name: id,
      provider: 'any',
      cloud_service_group: 'Compute',
      cloud_service_type: kind,
      region_code: 'one',
      reference: { resource_id: id },
      data: { size: 3 },
    },
  },
});

const collected = [
  ...['Server', 'Bucket'].map((name) => ({
    state: 'SUCCESS',
    resource_type: 'inventory.CloudServiceType',
    match_rules: { '1': ['name', 'group', 'provider'] },
    resource: { name, group: 'Compute', provider: 'any' },
  })),
  {
    state: 'SUCCESS',
    resource_type: 'inventory.Region',
    match_rules: { '1': ['region_code', 'provider'] },
    resource: { name: 'One', region_code: 'one', provider: 'any' },
  },
  service('Server', 's-1')['message'] as never,
  service('Bucket', 'b-1')['message'] as never,
] as { state: string; resource_type: string; match_rules: JsonObject; resource: JsonObject }[];
