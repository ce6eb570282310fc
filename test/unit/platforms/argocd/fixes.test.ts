import assert from 'node:assert/strict';
import { applyEdits, editsOf } from '../../../../src/manifest/edit/fix-edits';
import { check } from './workspace';

const head = 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a, namespace: argocd}\n';
const set = (spec: string): string => `${head}spec:\n  goTemplateOptions: [missingkey=error]\n${spec}`;
const template = (text: string, goTemplate: boolean): string =>
  set(`  goTemplate: ${String(goTemplate)}
  generators: [{plugin: {configMapRef: {name: a}}}]
  template: {metadata: {name: ${text}}, spec: {project: a, destination: {}}}
`);
const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${data}`;
const secret = (rest: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n${rest}`;

/** A manifest with one mistake and what its fix makes of it. */
/** A connection that sends the token: what nobody sends may be what it likes. */
const sender =
  '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: sends}\ndata: {baseUrl: http://a.example.com, token: $plugin.a}\n';

const mended: readonly [what: string, code: string, before: string, after: string][] = [
  [
    'a token that is not encoded',
    'secret-encoding',
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: strong-password\n'),
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: c3Ryb25nLXBhc3N3b3Jk\n'),
  ],
  [
    'a token in quotes that is not ASCII',
    'secret-encoding',
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: "pässword!"\n'),
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: "cMOkc3N3b3JkIQ=="\n'),
  ],
  [
    'a token that is encoded twice',
    'secret-encoding',
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: YzNSeWIyNW5MWEJoYzNOM2IzSms=\n') + sender,
    secret('  labels: {app.kubernetes.io/part-of: argocd}\ndata:\n  plugin.a: c3Ryb25nLXBhc3N3b3Jk\n') + sender,
  ],
  [
    'a Secret without labels',
    'part-of-label',
    secret('stringData:\n  plugin.a: a\n'),
    secret('  labels: {app.kubernetes.io/part-of: argocd}\nstringData:\n  plugin.a: a\n'),
  ],
  [
    'a Secret with other labels',
    'part-of-label',
    secret('  labels:\n    a: b\nstringData:\n  plugin.a: a\n'),
    secret('  labels:\n    a: b\n    app.kubernetes.io/part-of: argocd\nstringData:\n  plugin.a: a\n'),
  ],
  [
    'an address without a scheme',
    'base-url',
    configMap('  token: $a\n  baseUrl: "my-plugin.plugins.svc:8080"\n'),
    configMap('  token: $a\n  baseUrl: "http://my-plugin.plugins.svc:8080"\n'),
  ],
  [
    'an address with the path that the controller adds',
    'base-url',
    configMap('  token: $a\n  baseUrl: https://a.example.com/x/api/v1/getparams.execute\n'),
    configMap('  token: $a\n  baseUrl: https://a.example.com/x\n'),
  ],
  [
    'a misspelt key of the connection',
    'connection-key',
    configMap('  token: $a\n  baseURL: http://a.example.com\n'),
    configMap('  token: $a\n  baseUrl: http://a.example.com\n'),
  ],
  [
    'a timeout with a unit',
    'request-timeout',
    configMap('  token: $a\n  baseUrl: http://a.example.com\n  requestTimeout: "2m"\n'),
    configMap('  token: $a\n  baseUrl: http://a.example.com\n  requestTimeout: "120"\n'),
  ],
  [
    'a token with a second colon',
    'token-not-a-reference',
    configMap('  token: $a:b:c\n  baseUrl: http://a.example.com\n'),
    configMap('  token: $a:b\n  baseUrl: http://a.example.com\n'),
  ],
  [
    'a timeout of the generator',
    'timeout-of-the-config-map',
    set(`  generators:
    - plugin:
        configMapRef: {name: a}
        requestTimeout: 60
  template: {metadata: {name: '{{a}}'}, spec: {project: a, destination: {}}}
`),
    set(`  generators:
    - plugin:
        configMapRef: {name: a}
  template: {metadata: {name: '{{a}}'}, spec: {project: a, destination: {}}}
`),
  ],
  ['a name without its dot', 'template-style', template('"a-{{name}}"', true), template('"a-{{.name}}"', true)],
  [
    'a name with a dot too many',
    'template-style',
    template("'a-{{ .name }}'", false),
    template("'a-{{ name }}'", false),
  ],
  [
    'a function that is misspelt',
    'template-function',
    template("'{{ .name | uper }}'", true),
    template("'{{ .name | upper }}'", true),
  ],
  [
    'input that is read like a map',
    'input-access',
    template("'{{ .generator.input.parameters.map.key }}'", true),
    template("'{{ (toYaml .generator.input.parameters | fromYaml).map.key }}'", true),
  ],
  [
    'braces without quotes',
    'unquoted-braces',
    set(`  goTemplate: true
  generators: [{plugin: {configMapRef: {name: a}}}]
  template:
    metadata:
      name: {{ .name }}
    spec: {project: a, destination: {}}
`),
    set(`  goTemplate: true
  generators: [{plugin: {configMapRef: {name: a}}}]
  template:
    metadata:
      name: '{{ .name }}'
    spec: {project: a, destination: {}}
`),
  ],
  [
    'quotes inside quotes',
    'unquoted-braces',
    template('"{{ index .map "key" }}"', true),
    template(`'{{ index .map "key" }}'`, true),
  ],
  [
    'no option for missing parameters',
    'missing-key-option',
    `${head}spec:
  goTemplate: true
  generators: [{plugin: {configMapRef: {name: a}}}]
  template: {metadata: {name: '{{ .a }}'}, spec: {project: a, destination: {}}}
`,
    `${head}spec:
  goTemplate: true
  generators: [{plugin: {configMapRef: {name: a}}}]
  template: {metadata: {name: '{{ .a }}'}, spec: {project: a, destination: {}}}
  goTemplateOptions: ['missingkey=error']
`,
  ],
];

describe('the one answer to a mistake in a manifest of Argo CD', () => {
  for (const [what, code, before, after] of mended) {
    it(`mends ${what}`, async () => {
      const { findings } = await check(before);
      const [finding, ...others] = findings.filter((each) => each.code === `argocd/${code}`);
      assert.ok(finding?.fix);
      assert.equal(others.length, 0);
      assert.equal(applyEdits(before, editsOf(finding, finding.fix)), after);

      const left = (await check(after)).findings.filter((each) => each.code === `argocd/${code}`);
      assert.deepEqual(left, []);
    });
  }
});
