import assert from 'node:assert/strict';
import type { ManagedPlugin } from '../../../../../src/platforms/spaceone/repository/managed-plugins';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { Repositories, sample, type Client } from './client';

const official: readonly ManagedPlugin[] = [
  {
    plugin_id: 'plugin-official-b',
    name: 'Official B',
    image: 'plugin-official-b',
    resource_type: 'inventory.Collector',
    provider: 'aws',
    tags: { icon: 'x' },
  },
  {
    plugin_id: 'plugin-official-a',
    name: 'Official A',
    image: 'plugin-official-a',
    resource_type: 'monitoring.Webhook',
  },
];

describe('the local Repository', () => {
  const repositories = new Repositories();
  afterEach(() => repositories.end());

  /** With the plugins `plugin-a`, `plugin-b`, … of those names, registered in that order. */
  async function withPlugins(names: readonly string[], managed: readonly ManagedPlugin[] = []): Promise<Client> {
    const { client } = await repositories.start({ managed, tags: (image) => [`of ${image}`, '1.0'] });
    for (const name of names) {
      await client.call('Plugin.register', { ...sample, name: `Name ${name}`, image: `cloudforet/plugin-${name}` });
    }
    return client;
  }

  it('lists its repositories from the last that it searches to the first, and does not count them', async () => {
    const client = await withPlugins([]);
    assert.deepEqual(await client.call('Repository.list'), {
      results: [
        { repository_id: 'repo-local', name: 'Private', repository_type: 'LOCAL' },
        { repository_id: 'repo-managed', name: 'Cloudforet Official', repository_type: 'MANAGED' },
      ],
    });
    const { results } = await client.call('Repository.list', { repository_type: 'LOCAL' });
    assert.deepEqual(
      (results as JsonObject[]).map((each) => each['repository_id']),
      ['repo-local'],
    );
  });

  it('is told to spacectl as an environment with its address and its token', async () => {
    const { repository } = await repositories.start();
    assert.equal(
      repository.spacectlEnvironment,
      `api_key: ${repository.token}\nendpoints:\n  repository: grpc://${repository.address}\n`,
    );
  });

  describe('asked for a plugin', () => {
    it('looks into the managed repository first', async () => {
      const client = await withPlugins(['a'], [{ ...official[0]!, plugin_id: 'plugin-a' }]);
      const { name, image } = await client.call('Plugin.get', { plugin_id: 'plugin-a' });
      assert.deepEqual([name, image], ['Official B', 'cloudforet/plugin-official-b']);
    });

    it('looks only into the repository that is named', async () => {
      const client = await withPlugins(['a'], [{ ...official[0]!, plugin_id: 'plugin-a' }]);
      const id = { plugin_id: 'plugin-a', repository_id: 'repo-local' };
      assert.equal((await client.call('Plugin.get', id))['name'], 'Name a');
    });

    for (const repository of ['', 'repo-managed', 'repo-elsewhere']) {
      it(`has none ${repository === '' ? '' : `in ${repository} `}when it is not there`, async () => {
        const client = await withPlugins(['a']);
        const id = repository === '' ? 'plugin-none' : 'plugin-a';
        for (const method of ['get', 'get_versions']) {
          assert.deepEqual(
            await client.refusal(`Plugin.${method}`, {
              plugin_id: id,
              ...(repository && { repository_id: repository }),
            }),
            ['INVALID_ARGUMENT', `ERROR_NO_PLUGIN: Plugin does not exists. (plugin_id = ${id})`],
          );
        }
      });
    }

    it('needs an id', async () => {
      const client = await withPlugins([]);
      for (const method of ['get', 'get_versions']) {
        assert.deepEqual(await client.refusal(`Plugin.${method}`), [
          'INVALID_ARGUMENT',
          'ERROR_REQUIRED_PARAMETER: Required parameter. (key = plugin_id)',
        ]);
      }
    });
  });

  describe('asked for the versions of a plugin', () => {
    it('gives the tags of its image in their order', async () => {
      const client = await withPlugins(['a'], official);
      assert.deepEqual(await client.call('Plugin.get_versions', { plugin_id: 'plugin-a' }), {
        results: ['of cloudforet/plugin-a', '1.0'],
        total_count: 2,
      });
      const { results } = await client.call('Plugin.get_versions', { plugin_id: 'plugin-official-a' });
      assert.deepEqual(results, ['of cloudforet/plugin-official-a', '1.0']);
    });

    it('has no such plugin when the image has gone', async () => {
      let tags = ['1.0'];
      const { client } = await repositories.start({ tags: () => tags });
      await client.call('Plugin.register', sample);
      tags = [];
      const [, details] = await client.refusal('Plugin.get_versions', { plugin_id: 'plugin-sample' });
      assert.equal(details, 'ERROR_NO_PLUGIN: Plugin does not exists. (plugin_id = plugin-sample)');
    });
  });

  describe('asked for a list', () => {
    it('gives the managed plugins as they come, and then the local ones by name', async () => {
      const client = await withPlugins(['c', 'a', 'b'], official);
      assert.deepEqual(await client.ids(), [
        ...['plugin-official-b', 'plugin-official-a'],
        ...['plugin-a', 'plugin-b', 'plugin-c'],
      ]);
      assert.equal((await client.call('Plugin.list'))['total_count'], 5);
    });

    it('cuts pages from all repositories together', async () => {
      const client = await withPlugins(['a', 'b', 'c'], official);
      const page = { query: { page: { start: 2, limit: 2 } } };
      assert.deepEqual(await client.ids(page), ['plugin-official-a', 'plugin-a']);
      assert.equal((await client.call('Plugin.list', page))['total_count'], 5);
    });

    it('gives one repository when it is named, with pages of its own', async () => {
      const client = await withPlugins(['a', 'b', 'c'], official);
      const query = { page: { start: 3, limit: 2 } };
      assert.deepEqual(await client.ids({ repository_id: 'repo-local', query }), ['plugin-c']);
      assert.deepEqual(await client.ids({ repository_id: 'repo-managed' }), ['plugin-official-b', 'plugin-official-a']);
    });

    it('gives the keys alone that are asked for, and beside them what is made with the answer', async () => {
      const client = await withPlugins(['a']);
      for (const only of [['plugin_id'], ['plugin_id', 'repository', 'repository_info.name', 'registry_url']]) {
        const { results } = await client.call('Plugin.list', { repository_id: 'repo-local', query: { only } });
        const given = (results as JsonObject[]).map((plugin) => [plugin['plugin_id'], plugin['image']]);
        assert.deepEqual(given, [['plugin-a', undefined]], only.join(', '));
      }
    });

    it('refuses a repository that there is not', async () => {
      const client = await withPlugins([]);
      assert.deepEqual(await client.refusal('Plugin.list', { repository_id: 'repo-x' }), [
        'INVALID_ARGUMENT',
        'ERROR_NOT_FOUND_REPOSITORY: Repository does not exist. (repository_id = repo-x)',
      ]);
    });

    it('filters by the fields of the request', async () => {
      const client = await withPlugins(['a', 'b'], official);
      await client.call('Plugin.disable', { plugin_id: 'plugin-a' });
      assert.deepEqual(await client.ids({ repository_id: 'repo-local', state: 'DISABLED' }), ['plugin-a']);
      assert.deepEqual(await client.ids({ name: 'Name b' }), ['plugin-b']);
      assert.deepEqual(await client.ids({ provider: 'aws' }), ['plugin-official-b']);
      assert.deepEqual(await client.ids({ resource_type: 'monitoring.Webhook' }), ['plugin-official-a']);
      assert.deepEqual(await client.ids({ registry_type: 'GITHUB', repository_id: 'repo-local' }), []);
    });

    it('filters the local plugins by the conditions of the query, and the managed ones by none', async () => {
      const client = await withPlugins(['a', 'b'], official);
      const query = { filter: [{ k: 'name', v: ['Name b', 'x'], o: 'in' }] };
      assert.deepEqual(await client.ids({ query }), ['plugin-official-b', 'plugin-official-a', 'plugin-b']);
    });

    it('takes any of the conditions of which one is enough, and with a keyword the names that have it', async () => {
      const client = await withPlugins(['a', 'b', 'c']);
      const conditions = [{ k: 'name', v: 'Name b', o: 'eq' }];
      assert.deepEqual(await client.ids({ query: { filter_or: conditions } }), ['plugin-b']);
      assert.deepEqual(await client.ids({ query: { filter_or: conditions, keyword: '' } }), ['plugin-b']);
      assert.deepEqual(await client.ids({ query: { filter_or: conditions, keyword: 'e c' } }), [
        'plugin-b',
        'plugin-c',
      ]);
    });

    it('looks for a keyword in names, whatever their case', async () => {
      const client = await withPlugins(['a', 'b'], official);
      assert.deepEqual(await client.ids({ query: { keyword: 'AME B' } }), ['plugin-b']);
      assert.deepEqual(await client.ids({ query: { keyword: 'official b' } }), ['plugin-official-b']);
    });

    it('sorts each repository, the managed one by the first key only', async () => {
      const client = await withPlugins(['a', 'b'], official);
      assert.deepEqual(await client.ids({ query: { sort: [{ key: 'name', desc: true }] } }), [
        ...['plugin-official-b', 'plugin-official-a'],
        ...['plugin-b', 'plugin-a'],
      ]);
    });

    for (const [what, managed] of [
      ['', official],
      [', also when there are none', []],
    ] as const) {
      it(`refuses to sort by what managed plugins do not have${what}`, async () => {
        const client = await withPlugins(['a'], managed);
        for (const key of ['color', 'state', 'created_at', 'tags.icon']) {
          assert.deepEqual(await client.refusal('Plugin.list', { query: { sort: [{ key }] } }), [
            'INVALID_ARGUMENT',
            `ERROR_SORT_KEY: Sort key is invalid. (sort_key = ${key})`,
          ]);
        }
        const local = { repository_id: 'repo-local', query: { sort: [{ key: 'created_at' }] } };
        assert.deepEqual(await client.ids(local), ['plugin-a']);
        assert.deepEqual((await client.ids({ query: { sort: [{ key: 'image' }] } })).at(-1), 'plugin-a');
      });
    }

    it('refuses to sort managed plugins by objects, of which none comes before another', async () => {
      const client = await withPlugins([], official);
      const query = { sort: [{ key: 'tags' }] };
      assert.match((await client.refusal('Plugin.list', { query }))[1], /^ERROR_SORT_KEY: .* \(sort_key = tags\)$/);
      assert.deepEqual(await client.ids({ provider: 'aws', query }), ['plugin-official-b']);
    });

    it('reads patterns as MongoDB does, and refuses those that it cannot', async () => {
      const client = await withPlugins(['a', 'b']);
      const byName = (v: string): JsonObject => ({ query: { filter: [{ k: 'name', v, o: 'regex' }] } });
      assert.deepEqual(await client.ids(byName('\\Aname\\h[[:alpha:]]\\z')), ['plugin-a', 'plugin-b']);
      assert.deepEqual(await client.refusal('Plugin.list', byName('(?>name)')), [
        'INTERNAL',
        'ERROR_DB_QUERY: Database query failed. (reason = Regular expression is invalid: (?> is not supported by the local Repository)',
      ]);
    });

    it('gives the short form when the query is minimal', async () => {
      const client = await withPlugins(['a'], official.slice(1));
      const { results } = await client.call('Plugin.list', { query: { minimal: true } });
      assert.deepEqual(results, [
        {
          plugin_id: 'plugin-official-a',
          name: 'Official A',
          state: 'ENABLED',
          image: 'cloudforet/plugin-official-a',
          registry_type: 'DOCKER_HUB',
          resource_type: 'monitoring.Webhook',
        },
        {
          plugin_id: 'plugin-a',
          name: 'Name a',
          state: 'ENABLED',
          image: 'cloudforet/plugin-a',
          registry_type: 'DOCKER_HUB',
          resource_type: 'inventory.Collector',
        },
      ]);
    });

    it('gives what is asked for, its name, and what needs no reading', async () => {
      const client = await withPlugins(['a']);
      const query = { only: ['plugin_id', 'registry_url', 'repository_info.name'] };
      const { results } = await client.call('Plugin.list', { query });
      assert.deepEqual(results, [
        {
          plugin_id: 'plugin-a',
          name: 'Name a',
          state: 'ENABLED',
          registry_type: 'DOCKER_HUB',
          registry_url: 'registry.hub.docker.com',
          registry_config: { url: 'registry.hub.docker.com' },
          capability: {},
          labels: [],
          tags: {},
          docs: {},
          repository_info: { repository_id: 'repo-local', name: 'Private', repository_type: 'LOCAL' },
        },
      ]);
    });

    it('counts without giving any when only the count is asked for', async () => {
      const client = await withPlugins(['a', 'b']);
      const { results = [], total_count } = await client.call('Plugin.list', { query: { count_only: true } });
      assert.deepEqual([results, total_count], [[], 2]);
    });

    for (const key of ['unwind', 'lookup', 'add_fields']) {
      it(`refuses ${key}, which it does not offer`, async () => {
        const client = await withPlugins(['a']);
        const value = { unwind: { path: 'labels' }, lookup: [{}], add_fields: { a: 1 } }[key] ?? {};
        assert.deepEqual(await client.refusal('Plugin.list', { query: { [key]: value } }), [
          'INTERNAL',
          `ERROR_DB_QUERY: Database query failed. (reason = ${key} is not supported by the local Repository.)`,
        ]);
      });
    }
  });
});
