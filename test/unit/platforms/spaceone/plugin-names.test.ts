import assert from 'node:assert/strict';
import { checkText } from '../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../src/manifest/edit/completion';
import type { Finding } from '../../../../src/manifest/finding';
import { applyEdits, editsOf } from '../../../../src/manifest/edit/fix-edits';
import { noNames, readNamesInSteps } from '../../../../src/manifest/names/names';
import { ParseCache } from '../../../../src/manifest/parse/parse-cache';
import { finish } from '../../../../src/base/steps';
import { manifestKinds, manifestRules } from '../../../../src/platforms/spaceone/manifest-kinds';
import { pluginNames } from '../../../../src/platforms/spaceone/plugin-names';
import { namesIn } from '../../../memory-files';

const register = `name: Example
resource_type: notification.Protocol
image: plugins/plugin-example-noti-protocol
capability: {supported_schema: [slack_webhook, telegram_auth_token]}
`;
const deploy = (id: string, more = ''): string => `name: Example\nplugin_info: {plugin_id: ${id}${more}}\n`;

async function findings(texts: Record<string, string>, file: string): Promise<readonly Finding[]> {
  return checkText(texts[file] ?? '', manifestKinds, manifestRules, { names: await namesIn(texts) }).findings;
}

describe('the names of plugins', () => {
  it('lead from a deploy manifest to the last part of the image, or to the id where there is one', async () => {
    const names = await namesIn({
      '/w/register.yaml': register,
      '/w/other.yaml': register.replace('image:', 'plugin_id: "plugin-other"\nimage:'),
      '/w/deploy.yaml': deploy('plugin-other'),
    });
    const places = names
      .definitions('spaceone.plugin')
      .map(({ name, file, at: { start, end } }) => `${name} ${file} ${start.line}:${start.character}-${end.character}`);
    assert.deepEqual(places.sort(), [
      'plugin-example-noti-protocol /w/register.yaml 2:15-43',
      'plugin-other /w/other.yaml 2:12-24',
    ]);
    assert.equal(names.references('spaceone.plugin', 'plugin-other').length, 1);
  });

  it('are those of requests in task files, too', async () => {
    const task = (type: string, verb: string, data: string): string =>
      `  - uses: "@modules/resource"\n    spec: {resource_type: ${type}, mode: EXEC, verb: {exec: ${verb}}, data: ${data}}\n`;
    const names = await namesIn({
      '/w/apply.yaml': `tasks:\n${[
        task('repository.Plugin', 'register', '{name: A, resource_type: inventory.Collector, image: a/plugin-a}'),
        task('inventory.Collector', 'create', '{name: A, plugin_info: {plugin_id: plugin-b}}'),
        task('inventory.Server', 'create', '{name: A, plugin_info: {plugin_id: plugin-c}}'),
      ].join('')}`,
    });
    assert.deepEqual(
      names.definitions('spaceone.plugin').map(({ name, at }) => `${name} ${at.start.line}:${at.start.character}`),
      ['plugin-a 2:142'],
    );
    assert.deepEqual(
      names.references('spaceone.plugin').map(({ name }) => name),
      ['plugin-b'],
    );
  });

  it('cost no parsing in files of others, an image or a type at their root or not', () => {
    const cache = new ParseCache();
    const foreign = [
      'image: ruby:3\nstages: [test]\n',
      'image: {repository: example/app}\nreplicas: 2\n',
      'metric_id: metric-1\nresource_type: inventory.CloudService:aws.EC2\n',
      'kind: Pod\nspec: {containers: [{image: example}]}\n',
      'plugins: [{plugin_id: plugin-example}]\n',
    ];
    for (const text of foreign) {
      assert.deepEqual(finish(readNamesInSteps(text, [pluginNames], () => true, cache)).found, []);
    }
    assert.equal(cache.parses, 0);
  });

  it('are those of manifests only, whatever else has such keys', () => {
    const text = 'kind: Deployment\nimage: example/plugin-example\ncapability: {}\n';
    assert.deepEqual(finish(readNamesInSteps(text, [pluginNames], () => true, new ParseCache())).found, []);
  });

  it('cannot be what no image can be called', () => {
    assert.equal(pluginNames.refuses?.('spaceone.plugin', 'plugin-example'), undefined);
    assert.match(pluginNames.refuses?.('spaceone.plugin', 'plugin_example') ?? '', /letters, digits and hyphens/);
  });
});

describe('a deploy manifest beside register manifests', () => {
  it('has a misspelt id mended, and shows where it is registered', async () => {
    const texts = { '/w/r.yaml': register, '/w/d.yaml': deploy('plugin-exmaple-noti-protocol') };
    const [finding] = await findings(texts, '/w/d.yaml');
    assert.equal(finding?.code, 'spaceone/unknown-plugin');
    assert.deepEqual(
      finding.related?.map(({ file, at }) => `${file}:${at.start.line + 1}`),
      ['/w/r.yaml:3'],
    );
    assert.ok(finding.fix);
    assert.equal(applyEdits(texts['/w/d.yaml'], editsOf(finding, finding.fix)), deploy('plugin-example-noti-protocol'));
  });

  it('is believed where plugins differ in a short word only', async () => {
    const texts = {
      '/w/r.yaml': register.replaceAll('example-noti-protocol', 'aws-ec2-collector'),
      '/w/d.yaml': deploy('plugin-aws-ecs-collector'),
    };
    assert.deepEqual(
      (await findings(texts, '/w/d.yaml')).map(({ severity }) => severity),
      ['info'],
    );
  });

  it('is not doubted while the workspace has not been read, or has no register manifest', async () => {
    const text = deploy('plugin-unknown');
    assert.deepEqual(checkText(text, manifestKinds, manifestRules, { names: noNames }).findings, []);
    assert.deepEqual(await findings({ '/w/d.yaml': text }, '/w/d.yaml'), []);
  });

  it('is offered the schemas that its plugin supports', async () => {
    const texts = {
      '/w/r.yaml': register,
      '/w/d.yaml': deploy('plugin-example-noti-protocol', ', secret_data: {}, schema: aws_access_key'),
    };
    const [finding] = await findings(texts, '/w/d.yaml');
    assert.equal(finding?.code, 'spaceone/schema-not-supported');
    assert.deepEqual(
      finding.choices?.map(({ title }) => title),
      ['Change to slack_webhook', 'Change to telegram_auth_token'],
    );
  });

  it('may use what any manifest of its plugin has, of either generation', async () => {
    const old = register.replace('resource_type', 'service_type').replace('telegram_auth_token', 'aws_access_key');
    const texts = {
      '/w/r1.yaml': old,
      '/w/r2.yaml': register,
      '/w/d.yaml': deploy('plugin-example-noti-protocol', ', secret_data: {}, schema: aws_access_key'),
    };
    assert.deepEqual(await findings(texts, '/w/d.yaml'), []);
    assert.deepEqual(await findings(texts, '/w/r1.yaml'), []);
  });

  it('takes a schema by the name that the identity service has for it', async () => {
    const texts = {
      '/w/r.yaml':
        'name: A\nresource_type: identity.ExternalAuth\nimage: plugin-a\ncapability: {supported_schema: [aws_access_key]}\n',
      '/w/d.yaml':
        'plugin_info: {plugin_id: plugin-a, schema_id: aws-secret-access-key, options: {protocol: a, identity_provider: b}}\n',
    };
    assert.deepEqual(await findings(texts, '/w/d.yaml'), []);
  });

  it('has ids, schemas and providers completed', async () => {
    const names = await namesIn({
      '/w/r.yaml': register,
      '/w/c.yaml': 'name: C\nresource_type: inventory.Collector\nimage: plugin-c\nprovider: aws\n',
    });
    const offered = (text: string): string[] =>
      completeAt({ text, before: [], cache: new ParseCache(), names }, text.length, manifestKinds).map(
        ({ label, detail }) => `${label} (${detail ?? ''})`,
      );
    assert.deepEqual(offered('name: A\nplugin_info:\n  plugin_id: ').sort(), [
      'plugin-c (inventory.Collector)',
      'plugin-example-noti-protocol (notification.Protocol)',
    ]);
    assert.deepEqual(offered('name: A\nplugin_info:\n  plugin_id: plugin-example-noti-protocol\n  schema: '), [
      'slack_webhook (plugin-example-noti-protocol)',
      'telegram_auth_token (plugin-example-noti-protocol)',
    ]);
    assert.deepEqual(offered('name: A\nplugin_info: {plugin_id: plugin-c}\nresource_group: DOMAIN\nprovider: '), [
      'aws (plugin-c)',
    ]);
  });
});

describe('a capability that its service would refuse', () => {
  const mended = (text: string, title: string): string => {
    const { findings: found } = checkText(text, manifestKinds, manifestRules);
    const finding = found.find(({ code }) => code.startsWith('spaceone/capability'));
    const fix = [finding?.fix ?? [], finding?.choices ?? []].flat().find((each) => each.title === title);
    assert.ok(finding && fix, JSON.stringify(found));
    return applyEdits(text, editsOf(finding, fix));
  };
  const head = 'name: A\nresource_type: monitoring.DataSource\nimage: plugin-a\n';

  it('gets what is missing, in the form that it has', () => {
    const both = 'Add monitoring_type: LOG and supported_schema: []';
    assert.equal(mended(head, both), `${head}capability: {monitoring_type: LOG, supported_schema: []}\n`);
    assert.equal(
      mended(`${head}capability: {}\n`, both),
      `${head}capability: {monitoring_type: LOG, supported_schema: []}\n`,
    );
    assert.equal(
      mended(`${head}capability:\n  monitoring_type: LOG\n`, 'Add supported_schema: []'),
      `${head}capability:\n  monitoring_type: LOG\n  supported_schema: []\n`,
    );
  });

  it('has a single schema made a list', () => {
    const text = `${head}capability: {monitoring_type: LOG, supported_schema: a}\n`;
    assert.equal(mended(text, 'Make it a list'), text.replace('schema: a', 'schema: ["a"]'));
  });
});
