import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { tokenKeyIn } from '../../../../../src/runtime/secrets/token-key-file';
import { NOON, Repositories, sample } from './client';

describe('the local Repository', () => {
  const repositories = new Repositories();
  afterEach(() => repositories.end());

  describe('asked to register a plugin', () => {
    it('gives the id from the image, and the defaults of the service', async () => {
      const { client } = await repositories.start();
      assert.deepEqual(await client.call('Plugin.register', sample), {
        plugin_id: 'plugin-sample',
        name: 'Sample',
        state: 'ENABLED',
        resource_type: 'inventory.Collector',
        image: 'cloudforet/plugin-sample',
        registry_type: 'DOCKER_HUB',
        registry_url: 'registry.hub.docker.com',
        registry_config: { url: 'registry.hub.docker.com' },
        capability: {},
        labels: [],
        tags: {},
        docs: {},
        domain_id: 'domain-local',
        repository_info: { repository_id: 'repo-local', name: 'Private', repository_type: 'LOCAL' },
        created_at: NOON.toISOString(),
        updated_at: NOON.toISOString(),
      });
    });

    it('keeps all that the request says', async () => {
      const { client } = await repositories.start();
      const said = {
        plugin_id: 'my-plugin',
        provider: 'aws',
        capability: { supported_schema: ['aws_access_key'] },
        labels: ['One', 'Two'],
        tags: { icon: 'https://example.org/icon.svg', 'spaceone:plugin_name': 'x', order: 1.5 },
        docs: { en: { title: 'Sample' } },
      };
      await client.call('Plugin.register', { ...sample, ...said });
      const kept = await client.call('Plugin.get', { plugin_id: 'my-plugin' });
      assert.deepEqual(Object.fromEntries(Object.keys(said).map((key) => [key, kept[key]])), said);
    });

    it('answers with its own settings of the registry, whatever the request says', async () => {
      const { client } = await repositories.start();
      const answer = await client.call('Plugin.register', {
        ...sample,
        registry_type: 'GITHUB',
        registry_config: { account_id: '1' },
      });
      assert.deepEqual([answer['registry_config'], answer['registry_url']], [{ url: 'ghcr.io' }, 'ghcr.io']);
    });

    it('takes white space from around texts, in objects too', async () => {
      const { client } = await repositories.start();
      const { name, tags } = await client.call('Plugin.register', { ...sample, name: ' A b ', tags: { ' k ': ' v ' } });
      assert.deepEqual([name, tags], ['A b', { k: 'v' }]);
    });

    it('takes an image name of 48 characters', async () => {
      const { client } = await repositories.start();
      assert.equal((await client.call('Plugin.register', { ...sample, image: 'a'.repeat(48) }))['state'], 'ENABLED');
    });

    for (const [what, change, status, details] of [
      ...['name', 'resource_type', 'image'].map(
        (key) =>
          [
            `a request without ${key}`,
            { [key]: '' },
            'INVALID_ARGUMENT',
            `ERROR_REQUIRED_PARAMETER: Required parameter. (key = ${key})`,
          ] as const,
      ),
      [
        'an image name of 49 characters',
        { image: `cloudforet/${'a'.repeat(49)}` },
        'INVALID_ARGUMENT',
        `ERROR_INVALID_IMAGE_LENGTH: The length of image should be less than equal 48 in ${'a'.repeat(49)}`,
      ],
      [
        'an image with a tag',
        { image: 'cloudforet/plugin-sample:1.0' },
        'INVALID_ARGUMENT',
        'ERROR_INVALID_IMAGE_NAME_FORMAT: Image name format is [a-zA-Z0-9\\-]+ in plugin-sample:1.0',
      ],
      [
        'an image name with an underscore',
        { image: 'plugin_sample' },
        'INVALID_ARGUMENT',
        'ERROR_INVALID_IMAGE_NAME_FORMAT: Image name format is [a-zA-Z0-9\\-]+ in plugin_sample',
      ],
      ...['AWS_PRIVATE_ECR', 'HARBOR', 'GCP_PRIVATE_GCR'].map(
        (type) =>
          [
            `the registry ${type}, which has no address`,
            { registry_type: type },
            'INTERNAL',
            `ERROR_REGISTRY_SETTINGS: Registry settings are not ready. (registry_type = ${type})`,
          ] as const,
      ),
      [
        'a name of 256 characters',
        { name: 'n'.repeat(256) },
        'INTERNAL',
        "ERROR_DB_QUERY: Database query failed. (reason = ValidationError (Plugin:None) (String value is too long: ['name']))",
      ],
      [
        'a label that is no text',
        { labels: ['a', 1] },
        'INTERNAL',
        "ERROR_DB_QUERY: Database query failed. (reason = ValidationError (Plugin:None) (1.StringField only accepts string values: ['labels']))",
      ],
      [
        'a key that starts with "$"',
        { tags: { a: { $b: 1 } } },
        'INTERNAL',
        'ERROR_DB_QUERY: Database query failed. (reason = ValidationError (Plugin:None) (Invalid dictionary key name - keys may not startswith "$" characters: [\'tags\']))',
      ],
    ] as readonly (readonly [string, JsonObject, string, string])[]) {
      it(`refuses ${what}, and registers nothing`, async () => {
        const { client } = await repositories.start();
        assert.deepEqual(await client.refusal('Plugin.register', { ...sample, ...change }), [status, details]);
        assert.deepEqual(await client.ids(), []);
      });
    }

    it('minds a strange character only with another behind it, as the service does', async () => {
      const { client } = await repositories.start();
      assert.equal((await client.call('Plugin.register', { ...sample, image: 'plugin_' }))['plugin_id'], 'plugin_');
    });

    it('refuses an id that is taken, and leaves the plugin as it is', async () => {
      const { client } = await repositories.start();
      await client.call('Plugin.register', sample);
      assert.deepEqual(await client.refusal('Plugin.register', { ...sample, name: 'Other' }), [
        'ALREADY_EXISTS',
        "ERROR_SAVE_UNIQUE_VALUES: Tried to save duplicate unique values. (keys = ['plugin_id', 'domain_id'])",
      ]);
      assert.equal((await client.call('Plugin.get', { plugin_id: 'plugin-sample' }))['name'], 'Sample');
    });

    it('complains of an id that is taken before it looks at the fields, and of the image last', async () => {
      const { client } = await repositories.start({ tags: (image) => (image.includes('gone') ? [] : ['1.0']) });
      const codeOf = async (request: JsonObject): Promise<string | undefined> =>
        (await client.refusal('Plugin.register', request))[1].split(':')[0];
      await client.call('Plugin.register', sample);
      const unfit = { ...sample, name: 'n'.repeat(256) };
      assert.equal(await codeOf(unfit), 'ERROR_SAVE_UNIQUE_VALUES');
      assert.equal(await codeOf({ ...unfit, image: 'gone' }), 'ERROR_DB_QUERY');
      assert.equal(await codeOf({ ...unfit, image: 'not_a_name' }), 'ERROR_INVALID_IMAGE_NAME_FORMAT');
      assert.equal(await codeOf({ ...sample, plugin_id: 'plugin-sample', image: 'gone' }), 'ERROR_SAVE_UNIQUE_VALUES');
    });

    it('complains of what is missing in the order of the service, and then of the image before its registry', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'repository order '));
      const { repository } = await repositories.start({ folder });
      const key = await tokenKeyIn(folder, () => undefined);
      const client = repositories.connect(repository, key.sign({ typ: 'SYSTEM_TOKEN', did: 'domain-1' }));
      const complaint = async (request: JsonObject, metadata: Record<string, string> = {}): Promise<string> =>
        (await client.refusal('Plugin.register', request, metadata))[1];
      const typed: JsonObject = { name: 'Sample', resource_type: 'inventory.Collector' };
      const wrong: JsonObject = { ...typed, image: 'not_a_name', registry_type: 'HARBOR' };
      const complaints = [
        ...[await complaint({}), await complaint({ name: 'Sample' }), await complaint(typed)],
        ...[await complaint(wrong), await complaint(wrong, { x_domain_id: 'domain-1' })],
      ];
      assert.deepEqual(
        complaints.map((each) => /key = \w+|IMAGE_NAME/.exec(each)?.[0] ?? each),
        ['key = name', 'key = resource_type', 'key = image', 'key = domain_id', 'IMAGE_NAME'],
      );
      await repositories.end();
      await rm(folder, { recursive: true });
    });

    it('registers an id once, however many ask at the same time', async () => {
      const { client } = await repositories.start();
      const calls = await Promise.allSettled(Array.from({ length: 8 }, () => client.call('Plugin.register', sample)));
      assert.equal(calls.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('refuses an image without tags, and registers nothing', async () => {
      const { client } = await repositories.start({ tags: () => [] });
      assert.deepEqual(await client.refusal('Plugin.register', sample), [
        'INTERNAL',
        'ERROR_NO_IMAGE_IN_REGISTRY: Image does not found. (registry_type = DOCKER_HUB, image = cloudforet/plugin-sample)',
      ]);
      assert.deepEqual(await client.ids(), []);
    });
  });

  describe('asked to update a plugin', () => {
    it('changes what the request says and nothing else', async () => {
      const { client } = await repositories.start();
      const before = await client.call('Plugin.register', { ...sample, labels: ['a'], tags: { a: '1', b: '2' } });
      const changes = { name: 'New', labels: ['b'], tags: { a: '3' }, capability: { x: 1 }, docs: { en: {} } };
      const after = await client.call('Plugin.update', { plugin_id: 'plugin-sample', ...changes });
      assert.deepEqual(after, { ...before, ...changes });
      assert.deepEqual(await client.call('Plugin.get', { plugin_id: 'plugin-sample' }), after);
    });

    it('leaves updated_at where it was, as the service does', async () => {
      let now = NOON;
      const { client } = await repositories.start({ now: () => now });
      await client.call('Plugin.register', sample);
      now = new Date(NOON.getTime() + 60_000);
      const { updated_at } = await client.call('Plugin.update', { plugin_id: 'plugin-sample', name: 'New' });
      assert.equal(updated_at, NOON.toISOString());
    });

    it('refuses a name that is too long, and changes nothing', async () => {
      const { client } = await repositories.start();
      await client.call('Plugin.register', sample);
      assert.deepEqual(await client.refusal('Plugin.update', { plugin_id: 'plugin-sample', name: 'n'.repeat(256) }), [
        'INTERNAL',
        'ERROR_DB_QUERY: Database query failed. (reason = String value is too long)',
      ]);
      assert.equal((await client.call('Plugin.get', { plugin_id: 'plugin-sample' }))['name'], 'Sample');
    });
  });

  it('disables and enables a plugin', async () => {
    const { client } = await repositories.start();
    await client.call('Plugin.register', sample);
    const id = { plugin_id: 'plugin-sample' };
    const states = [await client.call('Plugin.disable', id), await client.call('Plugin.get', id)];
    states.push(await client.call('Plugin.enable', id));
    assert.deepEqual(
      states.map(({ state }) => state),
      ['DISABLED', 'DISABLED', 'ENABLED'],
    );
  });

  it('deregisters a plugin, whose id is free again', async () => {
    const { client } = await repositories.start();
    await client.call('Plugin.register', sample);
    assert.deepEqual(await client.call('Plugin.deregister', { plugin_id: 'plugin-sample' }), {});
    assert.deepEqual(await client.ids(), []);
    await client.call('Plugin.register', sample);
  });

  for (const method of ['update', 'enable', 'disable', 'deregister']) {
    it(`refuses to ${method} a plugin that is not there`, async () => {
      const { client } = await repositories.start();
      assert.deepEqual(await client.refusal(`Plugin.${method}`, { plugin_id: 'none' }), [
        'NOT_FOUND',
        "ERROR_NOT_FOUND: Resource cannot be found or access is denied. (('plugin_id', 'domain_id') = ('none', 'domain-local'))",
      ]);
    });

    it(`refuses to ${method} without an id`, async () => {
      const { client } = await repositories.start();
      assert.deepEqual(await client.refusal(`Plugin.${method}`), [
        'INVALID_ARGUMENT',
        'ERROR_REQUIRED_PARAMETER: Required parameter. (key = plugin_id)',
      ]);
    });
  }

  it('tells when plugins have changed', async () => {
    const { client, repository } = await repositories.start();
    let times = 0;
    repository.onDidChange(() => times++);
    await client.call('Plugin.register', sample);
    await client.call('Plugin.disable', { plugin_id: 'plugin-sample' });
    await client.ids();
    assert.equal(times, 2);
  });
});
