import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';
import { agreesWithOracles } from '../../unit/manifest/schema-oracles';

/** Good manifests; every key that the schema knows stands in one of them. */
const samples = [
  `name: Example Cloud Collector
resource_type: inventory.Collector
image: plugin-example-inven-collector
plugin_id: plugin-example
provider: example
registry_type: HARBOR
registry_config:
  url: example
capability:
  supported_schema: [one, two]
labels:
  - Example
  - Collector
tags:
  description: What it is
docs:
  en: How it works
template: {}
`,
  `name: Example Webhook
service_type: monitoring.Webhook
image: example/plugin-example-mon-webhook
provider: example
registry_type: DOCKER_HUB
registry_config: {}
capability:
  supported_schema: []
labels: [Webhook]
tags:
  icon: none
template:
  options:
    - key: one
      is_required: true
project_id: project-1
domain_id: domain-1
`,
  'name: Short\nresource_type: notification.Protocol\nimage: plugin-short\n',
  'name: &n Text\nservice_type: notification.Protocol\nimage: a/b\nprovider: *n\ntags: &t {a: b}\ncapability: {<<: *t}\n',
];

describe('our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(registerManifest, samples);
});
