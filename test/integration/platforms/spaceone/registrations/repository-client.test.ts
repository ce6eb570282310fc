import assert from 'node:assert/strict';
import { takeManaged } from '../../../../../src/platforms/spaceone/registrations/managed-registrations';
import { registerRequest } from '../../../../../src/platforms/spaceone/registrations/register-request';
import { manifestState, updateRequest } from '../../../../../src/platforms/spaceone/registrations/registration-state';
import { RepositoryClient } from '../../../../../src/platforms/spaceone/registrations/repository-client';
import type { Generation } from '../../../../../src/platforms/spaceone/registrations/repository-contract';
import { allPlugins, endpointAt, failureOf, manifest } from '../../../../unit/platforms/spaceone/registrations/clients';
import { PythonRepository } from './python-repository';
import { token } from '../../../../unit/platforms/spaceone/registrations/tokens';

const generations: readonly {
  readonly generation: Generation;
  readonly typeKey: string;
  readonly start: () => Promise<PythonRepository>;
}[] = [
  { generation: '2.0', typeKey: 'resource_type', start: () => PythonRepository.ofGeneration2({ plugins: 25 }) },
  { generation: '1.x', typeKey: 'service_type', start: () => PythonRepository.ofGeneration1({ plugins: 25 }) },
];

for (const { generation, typeKey, start } of generations) {
  describe(`a Repository of generation ${generation} that is not ours, on the real spaceone-core`, function () {
    this.timeout(15 * 60_000);

    let repository: PythonRepository;
    let client: RepositoryClient;

    before(async () => {
      repository = await start();
      client = new RepositoryClient(endpointAt(repository.address), { pageSize: 10 });
    });

    after(async () => {
      client.close();
      await repository.stop();
    });

    function written(name: string, more = ''): string {
      return `name: Example\n${typeKey}: inventory.Collector\nimage: spaceone/${name}\n${more}`;
    }

    /** Registers a manifest as the editor does: read, checked against the endpoint, sent. */
    async function register(text: string): Promise<ReturnType<RepositoryClient['register']>> {
      const made = registerRequest(manifest(text), await client.contract(), 'Staging');
      assert.ok(made.is === 'ready', JSON.stringify(made));
      return client.register(made.request);
    }

    it('is known by its own description', async () => {
      const contract = await client.contract();
      assert.equal(contract.generation, generation);
      assert.ok(contract.register.has(typeKey));
      assert.equal(client.isAssumed, false);
    });

    it('lists its repositories in its order', async () => {
      assert.deepEqual(
        (await client.repositories()).map(({ id, name, type }) => [id, name, type]),
        [
          ['repo-local', 'Local Repository', 'LOCAL'],
          ['repo-managed', 'Managed Repository', 'MANAGED'],
        ],
      );
    });

    it('lists its plugins in pages, each plugin once', async () => {
      const sizes: number[] = [];
      const ids = new Set<string>();
      for await (const { plugins, total } of client.plugins({ repositoryId: 'repo-managed' })) {
        assert.equal(total, 25);
        sizes.push(plugins.length);
        plugins.forEach(({ id }) => ids.add(id));
      }
      assert.deepEqual(sizes, [10, 10, 5]);
      assert.equal(ids.size, 25);
    });

    it('gives what a plugin is, in the same words for both generations', async () => {
      const { answer, ...plugin } = (await client.get('plugin-managed-00001'))!;
      assert.deepEqual(plugin, {
        id: 'plugin-managed-00001',
        name: 'Managed 1',
        state: 'enabled',
        type: 'inventory.Collector',
        provider: 'aws',
        image: 'cloudforet/plugin-managed-00001',
        registryType: 'DOCKER_HUB',
        registryUrl: 'registry.example',
        capability: { supported_schema: ['aws_access_key'] },
        labels: ['Sample', 'Label 1'],
        tags: { icon: 'https://example.com/icon.svg', description: 'x'.repeat(200) },
        docs: {},
        repository: { id: 'repo-managed', name: 'Managed Repository', type: 'MANAGED', endpoint: undefined },
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
      });
      assert.equal(answer[typeKey], 'inventory.Collector');
    });

    it('lists those of a type, of a provider, of a name', async () => {
      assert.equal((await allPlugins(client, { type: 'notification.Protocol' })).length, 13);
      assert.equal((await allPlugins(client, { provider: 'azure' })).length, 9);
      assert.equal((await allPlugins(client, { keyword: 'managed 7' })).length, 2);
    });

    it('gives its managed plugins as a managed repository of ours has them, in the same words for both generations', async () => {
      const taken = await takeManaged(client, new AbortController().signal);
      assert.equal(taken.length, 25);
      assert.deepEqual(
        taken.find(({ plugin_id }) => plugin_id === 'plugin-managed-00001'),
        {
          plugin_id: 'plugin-managed-00001',
          name: 'Managed 1',
          image: 'plugin-managed-00001',
          resource_type: 'inventory.Collector',
          provider: 'aws',
          capability: { supported_schema: ['aws_access_key'] },
          labels: ['Sample', 'Label 1'],
          tags: { icon: 'https://example.com/icon.svg', description: 'x'.repeat(200) },
        },
      );
    });

    it('says that it has no plugin of an id, without a failure', async () => {
      assert.equal(await client.get('plugin-unknown'), undefined);
    });

    it('gives the versions of a plugin in its order', async () => {
      assert.deepEqual(await client.versions('plugin-managed-00001'), ['1.0.1', '1.0', 'latest']);
    });

    it('takes a manifest, and has it as it was written', async () => {
      const text = written(
        'plugin-taken',
        'provider: example\ncapability:\n  supported_schema: [a, b]\n  use_resource_secret: true\nlabels: [One]\ntags: {version: 1, icon: "x"}\n',
      );
      const registration = await register(text);
      assert.deepEqual(
        [registration.id, registration.state, registration.repository?.id],
        ['plugin-taken', 'enabled', 'repo-local'],
      );
      const state = manifestState(manifest(text), await allPlugins(client), await client.contract());
      assert.equal(state.is, 'registered');
    });

    it('takes what changed of a manifest, and empties what it no longer says', async () => {
      await register(written('plugin-updated', 'labels: [One]\ntags: {a: 1, b: 2}\n'));
      const changed = manifest(written('plugin-updated', 'tags: {a: 1, c: 3}\n').replace('Example', 'Renamed'));
      const contract = await client.contract();
      const state = manifestState(changed, await allPlugins(client), contract);
      assert.ok(state.is === 'changed');
      assert.deepEqual(state.differences.map(({ path }) => path.join('.')).sort(), [
        'labels',
        'name',
        'tags.b',
        'tags.c',
      ]);
      const updated = await client.update(updateRequest(state, changed, contract)!);
      assert.deepEqual([updated.name, updated.labels, updated.tags], ['Renamed', [], { a: 1, c: 3 }]);
      assert.equal(manifestState(changed, [updated], contract).is, 'registered');
    });

    it('disables, enables and deregisters', async () => {
      await register(written('plugin-switched'));
      assert.equal((await client.disable('plugin-switched')).state, 'disabled');
      assert.equal((await client.enable('plugin-switched')).state, 'enabled');
      await client.deregister('plugin-switched');
      assert.equal(await client.get('plugin-switched'), undefined);
    });

    it('refuses with its own id and text', async () => {
      const { refusal, kind } = await failureOf(register(written('unpushed-plugin')));
      assert.deepEqual(
        [kind, refusal?.errorId, refusal?.message],
        [
          'refused',
          'ERROR_NO_IMAGE_IN_REGISTRY',
          'Image does not found. (registry_type = DOCKER_HUB, image = spaceone/unpushed-plugin)',
        ],
      );
    });

    it('refuses an id that it has', async () => {
      await register(written('plugin-twice'));
      assert.equal((await failureOf(register(written('plugin-twice')))).refusal?.errorId, 'ERROR_SAVE_UNIQUE_VALUES');
    });

    it('refuses to change a plugin that the platform brings', async () => {
      assert.equal((await failureOf(client.disable('plugin-managed-00001'))).refusal?.errorId, 'ERROR_NOT_FOUND');
    });

    describe('asked with another token', () => {
      const clients: RepositoryClient[] = [];

      after(() => clients.forEach((each) => each.close()));

      function asking(sent: string | undefined): RepositoryClient {
        const each = new RepositoryClient(endpointAt(repository.address, { token: () => Promise.resolve(sent) }));
        clients.push(each);
        return each;
      }

      it('tells that there is none', async () => {
        const failure = await failureOf(asking(undefined).repositories());
        assert.deepEqual([failure.kind, failure.what], ['unauthenticated', 'Staging asks for a token.']);
      });

      it('tells when it expired', async () => {
        const failure = await failureOf(asking(token({ exp: Date.UTC(2026, 0, 31) / 1000 })).repositories());
        assert.deepEqual(
          [failure.kind, failure.message],
          ['unauthenticated', 'The token for Staging has expired. It expired on 2026-01-31.'],
        );
      });

      it('tells that it is of another platform', async () => {
        const failure = await failureOf(asking(token({ iss: 'foreign' })).repositories());
        assert.deepEqual(
          [failure.kind, failure.next.title],
          ['unauthenticated', 'Set a token that this endpoint issued'],
        );
      });

      it('tells that it is no token', async () => {
        const failure = await failureOf(asking('not-a-token').repositories());
        assert.match(failure.message, /It is no JSON Web Token\./);
      });

      it('tells that its role may not write', async () => {
        const failure = await failureOf(asking(token({ rol: 'WORKSPACE_OWNER' })).disable('plugin-taken'));
        assert.deepEqual(
          [failure.kind, failure.why],
          ['permission-denied', 'Its role is WORKSPACE_OWNER. Permission denied.'],
        );
      });

      it('takes one with a line break behind it, as files end with one', async () => {
        assert.equal((await asking(`${token()}\n`).repositories()).length, 2);
      });

      it('refuses to send one that is no plain text, and does not repeat it', async () => {
        const failure = await failureOf(asking('비밀-secret\nline').repositories());
        assert.deepEqual([failure.kind, failure.what], ['unauthenticated', 'The token for Staging cannot be sent.']);
        assert.doesNotMatch(everythingOf(failure), /secret/);
      });
    });
  });
}

describe('a Repository that repeats the token it refuses', function () {
  this.timeout(60_000);

  it('does not bring it into the failure', async () => {
    const repository = await PythonRepository.ofGeneration2({ echoes: true });
    const sent = token({ iss: 'foreign' });
    const client = new RepositoryClient(endpointAt(repository.address, { token: () => Promise.resolve(sent) }));
    try {
      const failure = await failureOf(client.repositories());
      assert.match(everythingOf(failure), /Token is invalid or expired\. •••/);
      assert.equal(everythingOf(failure).includes(sent), false);
    } finally {
      client.close();
      await repository.stop();
    }
  });
});

/** All that a log or a person could see of a failure. */
function everythingOf(failure: Error): string {
  const { cause } = failure;
  return [
    failure.stack,
    JSON.stringify(failure),
    cause instanceof Error ? everythingOf(cause) : JSON.stringify(cause),
  ].join('\n');
}
