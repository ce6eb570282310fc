import type { Answers, Question } from '../../../base/questions';
import type { Style } from '../style';

/** A kind of plugin that is written anew: its words, and what follows from the answers. */
export interface PluginKind {
  /** As in the command line, such as `spaceone.collector`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What it is, with its article, in a sentence. */
  readonly noun: string;
  /** How names of such plugins end, and what else stands for it in the names of public ones. */
  readonly ending: string;
  readonly endings: RegExp;
  /** The last word of the title that is offered. */
  titled(answers: Answers): string;
  /** Whose id a provider is, and two of them. */
  readonly provider: string;
  readonly providers: string;
  /** What is asked beside that which is asked for every plugin. */
  readonly asks?: readonly Question[];
  /** The folders of templates that it has beside that of all plugins and its own. */
  readonly shares: readonly string[];
  variant(answers: Answers): Variant;
}

/** A plugin of a kind, as the answers have it. */
export interface Variant {
  /** The folder `for-…` within the kind's templates that belongs to it alone. */
  readonly folder?: string;
  /** By which it is registered; `service_type` in 1.x. */
  readonly type: string;
  /** The platform service whose API it implements. */
  readonly owner: string;
  readonly style: Style;
  /** The plugin server class of the framework, where it has one. */
  readonly library?: Library;
  readonly firstCall: string;
  /** The request that deploys it, as spacectl takes it, and the file in `test/spacectl` that holds it. */
  readonly deploy: { readonly request: string; readonly file: string };
  /** Values of the templates that no other kind has. */
  readonly values?: Answers;
}

export interface Library {
  /** The distribution with the version that is known to hold the class. */
  readonly distribution: string;
  readonly version: string;
  readonly module: string;
  readonly className: string;
}

const GENERATION = 'framework';

/** Asked where both generations of the framework know such plugins. */
const generation: Question = {
  id: GENERATION,
  is: 'choice',
  title: 'Framework',
  prompt: 'The generation of spaceone-core, which is that of the platform.',
  options: [
    { value: '2.0', label: 'spaceone-core 2.0', description: 'for Cloudforet 2.0' },
    { value: '1.x', label: 'spaceone-core 1.x', description: 'for platforms of 1.x, up to 1.12' },
  ],
  default: () => '2.0',
};

function isOld(answers: Answers): boolean {
  return answers[GENERATION] === '1.x';
}

/** As a class of the framework where this generation has one, else as the services of a server of its own. */
function served(answers: Answers, library?: Library): Pick<Variant, 'style' | 'library'> {
  if (isOld(answers)) {
    return { style: 'PROTO' };
  }
  return library ? { style: 'PluginServer', library } : { style: 'GRPCServer' };
}

const collector: PluginKind = {
  id: 'spaceone.collector',
  title: 'Inventory Collector',
  description: 'Streams cloud resources into the inventory of Cloudforet.',
  noun: 'an inventory collector',
  ending: 'inven-collector',
  endings: /-?(inven-|inventory-)?collector$/,
  titled: () => 'Collector',
  provider: 'cloud provider',
  providers: 'aws or google_cloud',
  shares: ['cloud-api'],
  variant: () => ({
    type: 'inventory.Collector',
    owner: 'inventory',
    style: 'PluginServer',
    library: {
      distribution: 'spaceone-inventory',
      version: '2.0.dev247',
      module: 'spaceone.inventory.plugin.collector.lib.server',
      className: 'CollectorPluginServer',
    },
    firstCall: 'Collector.collect',
    deploy: { request: 'create inventory.Collector', file: 'create_collector.yaml' },
  }),
};

const dataSource: PluginKind = {
  id: 'spaceone.datasource',
  title: 'Monitoring Data Source',
  description: 'Shows metrics or logs beside the resources of the inventory.',
  noun: 'a monitoring data source',
  ending: 'mon-datasource',
  endings: /-?(mon-|monitoring-)?data-?source$/,
  titled: ({ monitoring }) => (monitoring === 'log' ? 'Logs' : 'Metrics'),
  provider: 'cloud provider',
  providers: 'aws or google_cloud',
  asks: [
    generation,
    {
      id: 'monitoring',
      is: 'choice',
      title: 'Monitoring',
      prompt: 'What it shows.',
      options: [
        { value: 'metric', label: 'Metrics', description: 'values over time, which the console draws' },
        { value: 'log', label: 'Logs', description: 'entries, which the console lists' },
      ],
      default: () => 'metric',
    },
  ],
  shares: ['cloud-api', 'times'],
  variant: (answers) => {
    const isLog = answers['monitoring'] === 'log';
    return {
      folder: isLog ? 'log' : 'metric',
      type: 'monitoring.DataSource',
      owner: 'monitoring',
      ...served(answers),
      firstCall: isLog ? 'Log.list' : 'Metric.list',
      deploy: { request: 'register monitoring.DataSource', file: 'register_data_source.yaml' },
      values: { monitoringType: isLog ? 'LOG' : 'METRIC' },
    };
  },
};

const webhook: PluginKind = {
  id: 'spaceone.webhook',
  title: 'Monitoring Webhook',
  description: 'Turns what monitoring systems post into alerts.',
  noun: 'a monitoring webhook',
  ending: 'mon-webhook',
  endings: /-?(mon-|monitoring-)?webhook$/,
  titled: () => 'Webhook',
  provider: 'monitoring system',
  providers: 'aws or prometheus',
  asks: [generation],
  shares: ['times'],
  variant: (answers) => ({
    type: 'monitoring.Webhook',
    owner: 'monitoring',
    ...served(answers, {
      distribution: 'spaceone-monitoring',
      version: '2.0.dev73',
      module: 'spaceone.monitoring.plugin.webhook.lib.server',
      className: 'WebhookPluginServer',
    }),
    firstCall: 'Event.parse',
    deploy: { request: 'create monitoring.Webhook', file: 'create_webhook.yaml' },
  }),
};

const protocol: PluginKind = {
  id: 'spaceone.protocol',
  title: 'Notification Protocol',
  description: 'Delivers notifications to a channel of people.',
  noun: 'a notification protocol',
  ending: 'noti-protocol',
  endings: /-?(noti-|notification-)?protocol$/,
  titled: () => 'Protocol',
  provider: 'messenger',
  providers: 'slack or telegram',
  asks: [generation],
  shares: [],
  variant: (answers) => ({
    type: 'notification.Protocol',
    owner: 'notification',
    ...served(answers, {
      distribution: 'spaceone-notification',
      version: '2.0.dev35',
      module: 'spaceone.notification.plugin.protocol.lib.server',
      className: 'ProtocolPluginServer',
    }),
    firstCall: 'Notification.dispatch',
    deploy: { request: 'create notification.Protocol', file: 'create_protocol.yaml' },
  }),
};

const auth: PluginKind = {
  id: 'spaceone.auth',
  title: 'Identity Authentication',
  description: 'Lets people log in with an identity provider: External Auth of 2.0, Auth of 1.x.',
  noun: 'an authentication',
  ending: 'identity-auth',
  endings: /-?(identity-)?auth$/,
  titled: () => 'Login',
  provider: 'identity provider',
  providers: 'keycloak or saml',
  asks: [generation],
  shares: [],
  variant: (answers) =>
    isOld(answers)
      ? {
          folder: 'auth',
          type: 'identity.Domain',
          owner: 'identity',
          style: 'PROTO',
          firstCall: 'Auth.login',
          deploy: { request: 'change_auth_plugin identity.Domain', file: 'change_auth_plugin.yaml' },
          values: { credentialsKey: 'user_credentials' },
        }
      : {
          folder: 'external',
          type: 'identity.ExternalAuth',
          owner: 'identity',
          style: 'PluginServer',
          library: {
            ...identityLibrary,
            module: 'spaceone.identity.plugin.external_auth.lib.server',
            className: 'ExternalAuthPluginServer',
          },
          firstCall: 'ExternalAuth.authorize',
          deploy: { request: 'set identity.ExternalAuth', file: 'set_external_auth.yaml' },
          values: { credentialsKey: 'credentials' },
        },
};

const identityLibrary = { distribution: 'spaceone-identity', version: '2.0.227' };

const accountCollector: PluginKind = {
  id: 'spaceone.account-collector',
  title: 'Identity Account Collector',
  description: 'Brings the accounts of a cloud provider into the platform.',
  noun: 'an account collector',
  ending: 'identity-account-collector',
  endings: /-?(identity-)?account-collector$/,
  titled: () => 'Accounts',
  provider: 'cloud provider',
  providers: 'aws or google_cloud',
  shares: ['cloud-api'],
  variant: () => ({
    type: 'identity.Provider',
    owner: 'identity',
    style: 'PluginServer',
    library: {
      ...identityLibrary,
      module: 'spaceone.identity.plugin.account_collector.lib.server',
      className: 'AccountCollectorPluginServer',
    },
    firstCall: 'AccountCollector.sync',
    deploy: { request: 'create identity.Provider', file: 'create_provider.yaml' },
  }),
};

const cost: PluginKind = {
  id: 'spaceone.cost',
  title: 'Cost Data Source',
  description: 'Brings what a provider bills into the cost analysis.',
  noun: 'a data source of costs',
  ending: 'cost-datasource',
  endings: /-?(cost-)?data-?source$/,
  titled: () => 'Costs',
  provider: 'cloud provider',
  providers: 'aws or google_cloud',
  asks: [generation],
  shares: ['cloud-api', 'times'],
  variant: (answers) => ({
    type: 'cost_analysis.DataSource',
    owner: 'cost_analysis',
    // The class of spaceone-cost-analysis 2.0.108 streams the one answer of get_linked_accounts, so that every such call
    // ends in "Failed to serialize response!", and leaves out of the metadata what routes costs to accounts.
    ...served(answers),
    firstCall: 'Cost.get_data',
    deploy: { request: 'register cost_analysis.DataSource', file: 'register_data_source.yaml' },
    // WORKSPACE needs a workspace_id; 1.x knows neither.
    values: { resourceGroup: isOld(answers) ? '' : '# WORKSPACE needs a workspace_id.\nresource_group: DOMAIN' },
  }),
};

/** Every kind of plugin of the platform, in the order in which they are offered. */
export const pluginKinds: readonly PluginKind[] = [
  collector,
  dataSource,
  webhook,
  protocol,
  cost,
  accountCollector,
  auth,
];
