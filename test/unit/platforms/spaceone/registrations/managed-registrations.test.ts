import assert from 'node:assert/strict';
import { managedAmong, takeManaged } from '../../../../../src/platforms/spaceone/registrations/managed-registrations';
import { readRegistration } from '../../../../../src/platforms/spaceone/registrations/registration';
import { RepositoryClient } from '../../../../../src/platforms/spaceone/registrations/repository-client';
import { eachOnce, type ManagedPlugin } from '../../../../../src/platforms/spaceone/repository/managed-plugins';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { endpointAt } from './clients';
import { OddRepository, Refuse, pluginInfo } from './odd-repository';

const managed = { repository_id: 'repo-managed', name: 'Official', repository_type: 'MANAGED' };

/** What is taken over of the plugins that an endpoint answers. */
function taken(...answers: readonly JsonObject[]): ManagedPlugin[] {
  return managedAmong(answers.flatMap((answer) => readRegistration(answer) ?? []));
}

describe('the managed plugins of an endpoint', () => {
  it('are those of its managed repository, as generation 2.0 answers them', () => {
    const answer = {
      plugin_id: 'plugin-a',
      name: 'A',
      state: 'ENABLED',
      image: 'cloudforet/plugin-image-a',
      registry_type: 'DOCKER_HUB',
      registry_url: 'registry.example.org',
      registry_config: { url: 'registry.example.org' },
      resource_type: 'inventory.Collector',
      provider: 'aws',
      capability: { supported_schema: ['aws_access_key'] },
      labels: ['Compute', 'EC2'],
      tags: { icon: 'https://example.org/a.svg' },
      docs: { en: { link: 'https://example.org/a' } },
      domain_id: 'domain-theirs',
      repository_info: managed,
      created_at: '2026-01-01T00:00:00.000Z',
    };
    assert.deepEqual(taken(answer), [
      {
        plugin_id: 'plugin-a',
        name: 'A',
        image: 'plugin-image-a',
        resource_type: 'inventory.Collector',
        provider: 'aws',
        capability: { supported_schema: ['aws_access_key'] },
        labels: ['Compute', 'EC2'],
        tags: { icon: 'https://example.org/a.svg' },
        docs: { en: { link: 'https://example.org/a' } },
      },
    ]);
  });

  it('have a resource_type also where generation 1.x answers a service_type', () => {
    const answer = {
      plugin_id: 'plugin-b',
      name: 'B',
      state: 'ENABLED',
      image: 'spaceone/plugin-b',
      registry_type: 'DOCKER_HUB',
      service_type: 'monitoring.DataSource',
      provider: '',
      capability: { monitoring_type: 'METRIC' },
      template: { options: { schema: {} } },
      labels: [],
      tags: {},
      project_id: 'project-a',
      domain_id: 'domain-theirs',
      repository_info: managed,
    };
    assert.deepEqual(taken(answer), [
      {
        plugin_id: 'plugin-b',
        name: 'B',
        image: 'plugin-b',
        resource_type: 'monitoring.DataSource',
        capability: { monitoring_type: 'METRIC' },
        labels: [],
        tags: {},
      },
    ]);
  });

  it('leave out what an answer leaves out, and what has another shape', () => {
    const answer = {
      plugin_id: 'plugin-c',
      name: 'C',
      image: 'plugin-c',
      resource_type: 'x.Y',
      repository_info: managed,
    };
    const plain = [{ plugin_id: 'plugin-c', name: 'C', image: 'plugin-c', resource_type: 'x.Y' }];
    assert.deepEqual(taken(answer), plain);
    assert.deepEqual(taken({ ...answer, capability: ['a'], tags: 'b', docs: null, labels: { a: 1 } }), plain);
    assert.deepEqual(taken({ ...answer, labels: ['a', 1, null] }), [{ ...plain[0], labels: ['a'] }]);
  });

  it('are none of another repository, nor of one that nobody names', () => {
    const of = (type: string): JsonObject => ({ repository_info: { ...managed, repository_type: type } });
    assert.deepEqual(
      taken(pluginInfo('own'), pluginInfo('far', of('REMOTE')), pluginInfo('nowhere', { repository_info: null })),
      [],
    );
  });

  it('are read page by page, also of an endpoint that lists no repositories', async () => {
    const all = Array.from({ length: 7 }, (_, index) =>
      pluginInfo(`plugin-${index}`, index % 2 === 0 ? { repository_info: managed } : {}),
    );
    const odd = await OddRepository.start({
      methods: {
        'Repository.list': () => new Refuse('ERROR_PERMISSION_DENIED: Permission denied.'),
        'Plugin.list': ({ query }) => {
          const { start, limit } = (query as { page: { start: number; limit: number } }).page;
          return { results: all.slice(start - 1, start - 1 + limit), total_count: all.length };
        },
      },
    });
    const client = new RepositoryClient(endpointAt(odd.address), { pageSize: 3 });
    try {
      const plugins = await takeManaged(client, new AbortController().signal);
      assert.deepEqual(
        plugins.map(({ plugin_id }) => plugin_id),
        ['plugin-0', 'plugin-2', 'plugin-4', 'plugin-6'],
      );
      assert.deepEqual(odd.asked, ['Plugin.list', 'Plugin.list', 'Plugin.list']);
    } finally {
      client.close();
      odd.stop();
    }
  });

  it('are no more of a list without end than anything real has', async () => {
    let page = 0;
    const odd = await OddRepository.start({
      methods: {
        'Plugin.list': () => {
          page += 1;
          return {
            results: [pluginInfo(`plugin-${page}`, { tags: { text: 'x'.repeat(3_000_000) } })],
            total_count: 1e9,
          };
        },
      },
    });
    const client = new RepositoryClient(endpointAt(odd.address));
    try {
      await assert.rejects(takeManaged(client, new AbortController().signal), {
        message:
          'The list of plugins of Staging takes more work to read than anything real does. It is far too long, or has parts that multiply each other.',
      });
      assert.equal(page, 17);
    } finally {
      client.close();
      odd.stop();
    }
  });
});

describe('managed plugins from several places', () => {
  const named = (plugin_id: string, name: string): ManagedPlugin => ({
    plugin_id,
    name,
    image: plugin_id,
    resource_type: 'x.Y',
  });

  it('are the first of each id, and of each other one is told once', () => {
    const told: string[] = [];
    const given = [named('a', 'First'), named('b', 'B'), named('a', 'Second'), named('a', 'Third')];
    assert.deepEqual(
      eachOnce(given, (note) => told.push(note)).map(({ name }) => name),
      ['First', 'B'],
    );
    assert.deepEqual(told, ['"a" is among the managed plugins more than once, and the first counts.']);
  });
});
