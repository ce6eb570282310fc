import type { Plugin } from '../../catalog/plugin';
import { serviceSets } from './service-sets';

/** Stands for the whole of a credential profile's secret data. */
const SECRET = '${profile}';
const DOMAIN = 'domain-000000000000';

const HOUR = 60 * 60 * 1000;

/** `Collector.init`, or with the whole name of its service, `spaceone.api.inventory.plugin.Collector.init`. */
const CALL = /^(?:spaceone\.api\.(\w+)\.plugin\.)?(\w+)\.(\w+)$/;

/**
 * A request with which a method can be called as it stands, as its message's JSON; undefined for a method nobody knows.
 * @param plugin Decides between services of one name where the call leaves it open.
 * Only fields that the message has in spaceone-api 2.0.435 and 1.12.54 alike are in it: an unknown one is an error.
 */
export function sampleRequest(call: string, plugin?: Pick<Plugin, 'type'>, now = new Date()): object | undefined {
  const [, owner, service = '', method = ''] = CALL.exec(call) ?? [];
  const set =
    serviceSets.find(({ type }) => type === plugin?.type) ??
    serviceSets.find(({ services }) => services[service]?.includes(method));
  const make = samples[`${owner ?? set?.owner ?? ''}.${service}.${method}`];
  return make?.({ now: iso(now), hourAgo: iso(new Date(now.getTime() - HOUR)), month: iso(now).slice(0, 7) });
}

function iso(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

interface Times {
  readonly now: string;
  readonly hourAgo: string;
  /** `YYYY-MM`. */
  readonly month: string;
}

const options = { options: {} };
const withSecret = { options: {}, secret_data: SECRET };
const inDomain = { domain_id: DOMAIN };

/** Of no vendor: which keys a plugin reads, only its monitoring system tells. */
const alert = {
  event_key: 'sample-event',
  title: 'CPU usage is above 90 %',
  description: 'A generic body: put one in the place of "data" that the monitoring system of this plugin sends.',
  severity: 'critical',
  status: 'firing',
  resource: 'web-server-1',
};

const samples: Readonly<Record<string, (times: Times) => object>> = {
  'inventory.Collector.init': () => options,
  'inventory.Collector.verify': () => withSecret,
  'inventory.Collector.collect': () => ({ ...withSecret, filter: {}, task_options: {} }),
  'inventory.Job.get_tasks': () => withSecret,

  'monitoring.DataSource.init': () => options,
  'monitoring.DataSource.verify': () => withSecret,
  'monitoring.Metric.list': () => ({ ...withSecret, query: {} }),
  'monitoring.Metric.get_data': ({ now, hourAgo }) => ({
    ...withSecret,
    metric_query: {},
    metric: 'cpu_usage',
    start: hourAgo,
    end: now,
    period: 300,
    stat: 'MEAN',
  }),
  'monitoring.Log.list': ({ now, hourAgo }) => ({
    ...withSecret,
    query: {},
    keyword: '',
    start: hourAgo,
    end: now,
    limit: 100,
  }),
  'monitoring.Webhook.init': () => options,
  'monitoring.Webhook.verify': () => options,
  'monitoring.Event.parse': ({ now }) => ({ ...options, data: { ...alert, occurred_at: now } }),

  'notification.Protocol.init': () => options,
  'notification.Protocol.verify': () => withSecret,
  'notification.Notification.dispatch': ({ now }) => ({
    ...withSecret,
    channel_data: {},
    notification_type: 'INFO',
    message: { ...message, occurred_at: now, domain_name: 'sample' },
  }),

  'cost_analysis.DataSource.init': () => ({ ...options, ...inDomain }),
  'cost_analysis.DataSource.verify': () => ({ ...withSecret, ...inDomain }),
  'cost_analysis.Job.get_tasks': ({ month }) => ({ ...withSecret, start: month, ...inDomain }),
  'cost_analysis.Cost.get_data': ({ month }) => ({ ...withSecret, task_options: { start: month }, ...inDomain }),
  'cost_analysis.Cost.get_linked_accounts': () => ({ ...withSecret, ...inDomain }),

  'identity.Auth.init': () => options,
  'identity.Auth.verify': () => withSecret,
  'identity.Auth.find': () => ({ ...withSecret, user_id: 'user@example.com' }),
  'identity.Auth.login': () => ({ ...withSecret, user_credentials: {} }),
  'identity.ExternalAuth.init': () => ({ ...options, ...inDomain }),
  'identity.ExternalAuth.authorize': () => ({ ...withSecret, credentials: {}, metadata: {}, ...inDomain }),
  'identity.AccountCollector.init': () => ({ ...options, ...inDomain }),
  'identity.AccountCollector.sync': () => ({ ...withSecret, ...inDomain }),

  'alert_manager.Webhook.init': () => ({ ...options, ...inDomain }),
  'alert_manager.Webhook.verify': () => ({ ...options, ...inDomain }),
  'alert_manager.Event.parse': ({ now }) => ({ ...options, data: { ...alert, occurred_at: now }, ...inDomain }),
  'alert_manager.Protocol.init': () => ({ ...options, ...inDomain }),
  'alert_manager.Protocol.verify': () => ({ ...withSecret, ...inDomain }),
  'alert_manager.Notification.dispatch': ({ now }) => ({
    ...withSecret,
    channel_data: {},
    notification_type: 'INFO',
    message: { ...message, occurred_at: now },
    ...inDomain,
  }),
};

const message = {
  title: 'A sample notification',
  description: 'Sent by hand to see how it arrives.',
  link: 'https://example.com/alerts/sample',
  tags: [{ key: 'Resource', value: 'web-server-1', options: { short: true } }],
  callbacks: [{ label: 'Acknowledge', url: 'https://example.com/alerts/sample/acknowledge' }],
};
