import { pluginUpdate, providerManifest, schemaManifest } from '../../../src/platforms/spaceone/resource-manifests';
import { taskFile } from '../../../src/platforms/spaceone/task-file';
import { agreesWithOracles } from '../../unit/manifest/schema-oracles';

/** Good manifests; every key that the schemas know stands in one of them. */
const updates = [
  'plugin_id: plugin-a\nname: A\ncapability: {supported_schema: [a]}\nlabels: [a]\ntags: {description: a}\ndocs: {en: a}\n',
  'plugin_id: plugin-a\ncapability: {monitoring_type: LOG, use_resource_secret: true}\ntemplate: {}\ndomain_id: domain-1\n',
  'plugin_id: plugin-a\nname: A\ncapability: {supported_providers: [a], data_type: SECRET}\nlabels: [a, b]\ntags: {icon: a, link: b}\n',
];

const schemas = [
  `name: a
service_type: secret.credentials
schema_id: a
schema: {type: object, properties: {a: {type: string}}, required: [a], order: [a]}
labels: [a]
tags: {}
project_id: project-1
domain_id: domain-1
`,
  `schema_id: a
name: A
schema_type: SECRET
schema: {type: object}
provider: aws
related_schemas: [b]
options: {}
tags: {}
`,
];

const providers = [
  `provider: a
name: A
order: 1
template: {service_account: {schema: {type: object}}}
metadata: {}
capability: {supported_schema: [a]}
tags: {}
domain_id: domain-1
`,
  'provider: a\nname: A\nalias: a\ncolor: "#123456"\nicon: https://example.com/a.svg\norder: 1\noptions: {}\ntags: {}\n',
];

const tasks = [
  `import: [a.yml]
var: {a: 1}
env: {a: b}
tasks:
  - name: A
    id: a
    uses: "@modules/resource"
    spec:
      resource_type: identity.Project
      mode: DEFAULT
      verb: {read: list, create: create, update: update}
      matches: [name]
      data: {name: a}
    var: {b: 1}
    if: true
    loop: [a]
    debug: true
`,
  `tasks:
  - sub_tasks:
      - uses: "@modules/resource"
        spec: {resource_type: identity.Project, mode: EXEC, verb: {exec: list}}
    name: B
    id: b
    uses: none
    spec: {}
    var: {}
    if: true
    loop: [a]
    debug: false
`,
];

describe('our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(pluginUpdate, updates);
  agreesWithOracles(schemaManifest, schemas);
  agreesWithOracles(providerManifest, providers);
  agreesWithOracles(taskFile, tasks);
});
