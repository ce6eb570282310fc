import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { LocalRepository } from '../../../../../src/platforms/spaceone/repository/local-repository';
import { NOON, Repositories, type Client } from '../../../../unit/platforms/spaceone/repository/client';
import { Spacectl } from './spacectl';

const manifest = `
name: Sample collector
image: cloudforet/plugin-sample-inven-collector
resource_type: inventory.Collector
provider: aws
registry_type: DOCKER_HUB
capability:
  supported_schema: [aws_access_key]
labels: [Server, Cost]
tags:
  icon: https://example.org/icon.svg
  'spaceone:plugin_name': sample
`;

describe('spacectl 2.0.10 against the local Repository', function () {
  this.timeout(60_000);
  const repositories = new Repositories();
  const spacectl = new Spacectl();
  let repository: LocalRepository;
  let client: Client;

  before(async () => {
    ({ repository, client } = await repositories.start({
      tags: (image) => (image.includes('gone') ? [] : ['1.1', '1.0']),
    }));
    await spacectl.setUp(repository.spacectlEnvironment);
  });
  after(async () => {
    await repositories.end();
    await spacectl.tearDown();
  });

  it('registers a plugin from its manifest and prints it', async () => {
    const { code, out } = await spacectl.run('exec register repository.Plugin', manifest);
    assert.equal(code, 0, out);
    assert.deepEqual(parse(out), {
      ...(parse(manifest) as object),
      plugin_id: 'plugin-sample-inven-collector',
      state: 'ENABLED',
      registry_url: 'registry.hub.docker.com',
      registry_config: { url: 'registry.hub.docker.com' },
      docs: {},
      domain_id: 'domain-local',
      repository_info: { repository_id: 'repo-local', name: 'Private', repository_type: 'LOCAL' },
      created_at: NOON.toISOString(),
      updated_at: NOON.toISOString(),
    });
  });

  for (const [what, change, message] of [
    ['an id that is taken', {}, "Tried to save duplicate unique values. (keys = ['plugin_id', 'domain_id'])"],
    ['a manifest without a name', { 'name: Sample collector': '' }, 'Required parameter. (key = name)'],
    [
      'a manifest without an image',
      { 'image: cloudforet/plugin-sample-inven-collector': '' },
      'Required parameter. (key = image)',
    ],
    [
      'a manifest of version 1',
      { resource_type: 'service_type' },
      'Message type "spaceone.api.repository.v1.RegisterPluginRequest" has no field named "service_type"',
    ],
    [
      'an image with a tag',
      { 'inven-collector': 'inven-collector:1.0' },
      'Image name format is [a-zA-Z0-9\\-]+ in plugin-sample-inven-collector:1.0',
    ],
    [
      'an image name of 49 characters',
      { 'plugin-sample-inven-collector': 'p'.repeat(49) },
      `The length of image should be less than equal 48 in ${'p'.repeat(49)}`,
    ],
    [
      'a registry without an address',
      { DOCKER_HUB: 'HARBOR' },
      'Registry settings are not ready. (registry_type = HARBOR)',
    ],
    [
      'an image without tags',
      { 'cloudforet/plugin-sample': 'cloudforet/gone' },
      'Image does not found. (registry_type = DOCKER_HUB, image = cloudforet/gone-inven-collector)',
    ],
  ] as const) {
    it(`prints why ${what} is refused`, async () => {
      const changed = Object.entries(change).reduce((text, [from, to]) => text.replace(from, to), manifest);
      const { out } = await spacectl.run('exec register repository.Plugin', changed);
      assert.ok(out.startsWith('ERROR: ') && out.includes(message), out);
      assert.deepEqual(await client.ids(), ['plugin-sample-inven-collector']);
    });
  }

  it('lists the columns that are asked for', async () => {
    const { out } = await spacectl.run('list repository.Plugin -c plugin_id,name,provider');
    assert.deepEqual(cells(out), [
      ['plugin_id', 'name', 'provider'],
      ['plugin-sample-inven-collector', 'Sample collector', 'aws'],
    ]);
    assert.match(out, /Count: 1 \/ 1$/);
  });

  it('lists the minimal columns, those that a parameter filters', async () => {
    const { out } = await spacectl.run('list repository.Plugin --minimal -p repository_id=repo-local -p provider=aws');
    assert.deepEqual(cells(out), [
      ['plugin_id', 'name', 'state', 'resource_type', 'image', 'provider', 'registry_type'],
      [
        ...['plugin-sample-inven-collector', 'Sample collector', 'ENABLED', 'inventory.Collector'],
        ...['cloudforet/plugin-sample-inven-collector', 'aws', 'DOCKER_HUB'],
      ],
    ]);
    assert.equal((await spacectl.run('list repository.Plugin --minimal -p provider=google')).out, 'NO DATA');
  });

  it('lists in an order and up to a limit', async () => {
    await client.call('Plugin.register', { name: 'A first', image: 'plugin-first', resource_type: 'x.Y' });
    const { out } = await spacectl.run('list repository.Plugin -c plugin_id -s -name -l 1');
    assert.deepEqual(cells(out)[1], ['plugin-sample-inven-collector']);
    assert.match(out, /Count: 1 \/ 2$/);
    await client.call('Plugin.deregister', { plugin_id: 'plugin-first' });
  });

  it('gets a plugin and its versions', async () => {
    const plugin = await spacectl.run('get repository.Plugin -p plugin_id=plugin-sample-inven-collector');
    assert.deepEqual((parse(plugin.out) as { labels: string[] }).labels, ['Server', 'Cost']);
    const versions = await spacectl.run(
      'exec get_versions repository.Plugin -p plugin_id=plugin-sample-inven-collector',
    );
    assert.deepEqual(parse(versions.out), { results: ['1.1', '1.0'], total_count: 2 });
    const none = await spacectl.run('get repository.Plugin -p plugin_id=none');
    assert.equal(none.out, 'ERROR: Plugin does not exists. (plugin_id = none)');
  });

  it('disables and enables a plugin', async () => {
    const states: unknown[] = [];
    for (const verb of ['disable', 'enable']) {
      const { out } = await spacectl.run(`exec ${verb} repository.Plugin -p plugin_id=plugin-sample-inven-collector`);
      states.push((parse(out) as { state: string }).state);
    }
    assert.deepEqual(states, ['DISABLED', 'ENABLED']);
  });

  it('lists the repositories', async () => {
    const { out } = await spacectl.run('exec list repository.Repository');
    assert.deepEqual(
      (parse(out) as { results: { repository_id: string }[] }).results.map((each) => each.repository_id),
      ['repo-local', 'repo-managed'],
    );
  });

  it('deregisters a plugin, once', async () => {
    const words = 'exec deregister repository.Plugin -p plugin_id=plugin-sample-inven-collector';
    assert.deepEqual([(await spacectl.run(words)).code, await client.ids()], [0, []]);
    const { out } = await spacectl.run(words);
    assert.match(out, /^ERROR: Resource cannot be found or access is denied\./);
  });

  it('says that its key is wrong when its token is of another run', async () => {
    const other = await repositories.start();
    await spacectl.choose(repository.spacectlEnvironment.replace(repository.token, other.repository.token));
    assert.equal(
      (await spacectl.run('list repository.Plugin')).out,
      'ERROR: The api_key is not set or incorrect. (Use "spacectl config init")',
    );
  });

  /** The rows of a printed table. */
  function cells(table: string): string[][] {
    return table
      .split('\n')
      .filter((line) => !/^([-+]*|Count: .*)$/.test(line.trim()))
      .map((line) => line.split('|').map((cell) => cell.trim()));
  }
});

describe('spacectl as "pip install spacectl==2.0.10 spaceone-api" installs it', function () {
  this.timeout(60_000);
  const repositories = new Repositories();
  const spacectl = new Spacectl('spacectl-by-pip');

  before(async () => spacectl.setUp((await repositories.start()).repository.spacectlEnvironment));
  after(async () => {
    await repositories.end();
    await spacectl.tearDown();
  });

  for (const [what, words, told] of [
    ['registers a plugin', 'exec register repository.Plugin', 'plugin_id: plugin-sample-inven-collector'],
    ['lists it', 'list repository.Plugin -c plugin_id', 'plugin-sample-inven-collector'],
    ['gets it', 'get repository.Plugin -p plugin_id=plugin-sample-inven-collector', 'name: Sample collector'],
    ['lists the repositories', 'exec list repository.Repository', 'repository_id: repo-local'],
  ] as const) {
    it(what, async () => {
      const { out } = await spacectl.run(words, words.includes('register') ? manifest : undefined);
      assert.ok(out.includes(told), out);
    });
  }
});
