import type { ManifestDocument } from '../../manifest/parse/manifest-document';

/** What the keys of a deploy manifest say about the request that it is. */
export interface DeployRequest {
  /** In words, such as `Collector.create`. */
  readonly title: string;
  /** The types of plugins that its service runs. */
  readonly types: readonly string[];
}

const costs: DeployRequest = { title: 'DataSource.register of the cost service', types: ['cost_analysis.DataSource'] };
const collector: DeployRequest = { title: 'Collector.create', types: ['inventory.Collector'] };
const dataSource: DeployRequest = { title: 'DataSource.register', types: ['monitoring.DataSource'] };
const webhook: DeployRequest = { title: 'Webhook.create', types: ['monitoring.Webhook', 'alert_manager.Webhook'] };
const protocol: DeployRequest = {
  title: 'Protocol.create',
  types: ['notification.Protocol', 'alert_manager.NotificationProtocol'],
};
const alertWebhook: DeployRequest = {
  title: 'Webhook.create of the alert manager',
  types: ['alert_manager.Webhook', 'monitoring.Webhook'],
};
const domain: DeployRequest = { title: 'Domain.create', types: ['identity.Domain'] };
const provider: DeployRequest = { title: 'Provider.create', types: ['identity.Provider'] };

/** Keys that only one request has (spaceone-api 2.0.435 and 1.12.54); what comes first decides. */
const marks: readonly (readonly [string, DeployRequest])[] = [
  ['service_id', alertWebhook],
  ['message_formats', alertWebhook],
  ['config', domain],
  ['order', provider],
  ['alias', provider],
  ['color', provider],
  ['data_source_type', costs],
  ['secret_type', costs],
  ['warehouse_info', costs],
  ['secret_filter', collector],
  ['schedule', collector],
  ['resource_group', collector],
  ['project_id', webhook],
];

/** The request that a deploy manifest is, as far as its keys tell; undefined when several have them. */
export function requestOf(document: ManifestDocument): DeployRequest | undefined {
  const [, marked] = marks.find(([key]) => document.at(key)) ?? [];
  const plugin = document.at('plugin_info');
  if (marked || !document.at('name') || !plugin) {
    return marked;
  }
  if (plugin.at('secret_id') || plugin.at('provider')) {
    return dataSource;
  }
  return plugin.at('secret_data') && plugin.at('schema') ? protocol : undefined;
}
