import { deployManifest } from '../../../src/platforms/spaceone/deploy-manifest';
import { agreesWithOracles } from '../../unit/manifest/schema-oracles';

/** Good manifests, a request each; every key that the schema knows stands in one of them. */
const samples = [
  `name: Example Protocol
plugin_info:
  plugin_id: plugin-example
  version: "1.0"
  upgrade_mode: MANUAL
  options: {a: 1}
  secret_data: {token: "<token>"}
  schema: example_token
tags: {description: one}
domain_id: domain-1
`,
  `name: Example Webhook
plugin_info:
  plugin_id: plugin-example
  metadata: {}
project_id: project-1
tags: {}
domain_id: domain-1
`,
  `name: Example Data Source
plugin_info:
  plugin_id: plugin-example
  metadata: {}
  secret_id: secret-1
  provider: aws
tags: {}
`,
  `name: Example Collector
provider: aws
plugin_info:
  plugin_id: plugin-example
  upgrade_mode: 1
schedule: {state: ENABLED, hours: [0, "12"]}
secret_filter:
  state: ENABLED
  secrets: [secret-1]
  service_accounts: [sa-1]
  schemas: [one]
  exclude_secrets: []
  exclude_service_accounts: []
  exclude_schemas: []
resource_group: WORKSPACE
workspace_id: workspace-1
tags: {}
`,
  `name: Example Collector of 1.x
provider: aws
plugin_info: {plugin_id: plugin-example}
schedule: {state: DISABLED}
domain_id: domain-1
`,
  `name: Example Costs
data_source_type: EXTERNAL
provider: aws
secret_type: USE_SERVICE_ACCOUNT_SECRET
secret_filter: {state: DISABLED, schemas: [], secrets: [], service_accounts: []}
plugin_info:
  plugin_id: plugin-example
  metadata: {}
  secret_data: {}
  schema_id: one
  secret_id: secret-1
warehouse_info: {type: DATABRICKS}
schedule: {state: ENABLED, hour: 16}
template: {}
resource_group: DOMAIN
workspace_id: workspace-1
tags: {}
`,
  `name: Example Costs of 1.x
data_source_type: LOCAL
template: {}
plugin_info: {plugin_id: plugin-example, schema: one, secret_id: secret-1}
domain_id: domain-1
`,
  'plugin_info: {plugin_id: plugin-example, schema_id: one, secret_data: {}, options: {}}\n',
  `plugin_info:
  plugin_id: plugin-example
  secret_id: secret-1
  metadata: {}
release_auth_plugin: false
domain_id: domain-1
`,
  'provider: aws\nversion: "1.0"\noptions: {}\nupgrade_mode: MANUAL\n',
];

describe('our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(deployManifest, samples);
});
