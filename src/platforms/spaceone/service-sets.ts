/** A kind of plugin: the set of gRPC services that its server answers. */
export interface ServiceSet {
  /** The platform's word for it, such as `inventory.Collector`. */
  readonly type: string;
  /** The platform service whose API package holds the plugin's services. */
  readonly owner: string;
  /** The folder of the service package that holds the plugin server class, where one is published. */
  readonly library?: string;
  /** Methods by the service's short name. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  /** Those of the methods that the API of 1.x does not have. */
  readonly onlyNew?: readonly string[];
}

/** Every plugin API of spaceone-api 2.0.435 and 1.12.54 (`spaceone/api/<owner>/plugin`). */
export const serviceSets: readonly ServiceSet[] = [
  {
    type: 'inventory.Collector',
    owner: 'inventory',
    library: 'collector',
    services: { Collector: ['init', 'verify', 'collect'], Job: ['get_tasks'] },
  },
  {
    type: 'monitoring.DataSource',
    owner: 'monitoring',
    services: { DataSource: ['init', 'verify'], Metric: ['list', 'get_data'], Log: ['list'] },
  },
  {
    type: 'monitoring.Webhook',
    owner: 'monitoring',
    library: 'webhook',
    services: { Webhook: ['init', 'verify'], Event: ['parse'] },
  },
  {
    type: 'notification.Protocol',
    owner: 'notification',
    library: 'protocol',
    services: { Protocol: ['init', 'verify'], Notification: ['dispatch'] },
  },
  {
    type: 'cost_analysis.DataSource',
    owner: 'cost_analysis',
    library: 'data_source',
    services: {
      DataSource: ['init', 'verify'],
      Job: ['get_tasks'],
      Cost: ['get_data', 'get_linked_accounts'],
    },
    onlyNew: ['Cost.get_linked_accounts'],
  },
  { type: 'identity.Auth', owner: 'identity', services: { Auth: ['init', 'verify', 'find', 'login'] } },
  {
    type: 'identity.ExternalAuth',
    owner: 'identity',
    library: 'external_auth',
    services: { ExternalAuth: ['init', 'authorize'] },
  },
  {
    type: 'identity.Provider',
    owner: 'identity',
    library: 'account_collector',
    services: { AccountCollector: ['init', 'sync'] },
  },
  {
    type: 'alert_manager.Webhook',
    owner: 'alert_manager',
    library: 'webhook',
    services: { Webhook: ['init', 'verify'], Event: ['parse'] },
  },
  {
    type: 'alert_manager.NotificationProtocol',
    owner: 'alert_manager',
    library: 'notification_protocol',
    services: { Protocol: ['init', 'verify'], Notification: ['dispatch'] },
  },
];

/** The set that has the most of these services; of one owner where it is known. */
export function setOfServices(services: readonly string[], owner?: string): ServiceSet | undefined {
  const own = serviceSets.filter((candidate) => owner === undefined || candidate.owner === owner);
  const scored = own.map((set) => ({ set, score: services.filter((name) => name in set.services).length }));
  return scored.reduce<{ set?: ServiceSet; score: number }>((a, b) => (b.score > a.score ? b : a), { score: 0 }).set;
}

/** The set whose server class a service package's library holds, such as `spaceone.inventory.plugin.collector.lib.server`. */
export function setOfLibrary(module: string): ServiceSet | undefined {
  const [, owner, library] = /^spaceone\.(\w+)\.plugin\.(\w+)(?:\.|$)/.exec(module) ?? [];
  return serviceSets.find((candidate) => candidate.owner === owner && candidate.library === library);
}
