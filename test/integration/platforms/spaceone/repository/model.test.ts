import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { isGrpcFailure } from '../../../../../src/runtime/calls/grpc-api';
import { readErrorText } from '../../../../../src/platforms/spaceone/error-text';
import { Random } from '../../../../unit/random';
import { Repositories, type Client } from '../../../../unit/platforms/spaceone/repository/client';

interface ModelPlugin {
  readonly name: string;
  readonly image: string;
  readonly provider?: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly labels: readonly string[];
}

/** The rules of the service in their plainest form: what a request leads to, and what is then registered. */
class Model {
  readonly plugins = new Map<string, ModelPlugin>();

  /** The error's code, or `done`. */
  expect(method: string, request: JsonObject): string {
    const text = (key: string): string => (request[key] ?? '') as string;
    const id = text('plugin_id') || (method === 'register' ? text('image').split('/').at(-1)! : '');
    const known = this.plugins.get(id);
    if (method === 'register') {
      const name = text('image').split('/').at(-1)!;
      if (!text('name') || !text('resource_type') || !text('image')) {
        return 'ERROR_REQUIRED_PARAMETER';
      }
      if (name.length > 48) {
        return 'ERROR_INVALID_IMAGE_LENGTH';
      }
      if (!/^[a-zA-Z0-9-]*.?$/.test(name)) {
        return 'ERROR_INVALID_IMAGE_NAME_FORMAT';
      }
      if (text('registry_type') === 'HARBOR') {
        return 'ERROR_REGISTRY_SETTINGS';
      }
      if (known) {
        return 'ERROR_SAVE_UNIQUE_VALUES';
      }
      if (text('image').includes('gone')) {
        return 'ERROR_NO_IMAGE_IN_REGISTRY';
      }
      this.plugins.set(id, {
        name: text('name'),
        image: text('image'),
        ...(text('provider') && { provider: text('provider') }),
        state: 'ENABLED',
        labels: (request['labels'] ?? []) as string[],
      });
      return 'done';
    }
    if (!id) {
      return 'ERROR_REQUIRED_PARAMETER';
    }
    if (method === 'get' || method === 'get_versions') {
      return known ? 'done' : 'ERROR_NO_PLUGIN';
    }
    if (!known) {
      return 'ERROR_NOT_FOUND';
    }
    switch (method) {
      case 'update':
        this.plugins.set(id, {
          ...known,
          ...(text('name') && { name: text('name') }),
          ...(request['labels'] !== undefined && { labels: request['labels'] as string[] }),
        });
        break;
      case 'enable':
        this.plugins.set(id, { ...known, state: 'ENABLED' });
        break;
      case 'disable':
        this.plugins.set(id, { ...known, state: 'DISABLED' });
        break;
      case 'deregister':
        this.plugins.delete(id);
        break;
    }
    return 'done';
  }

  /** The ids by name, those of one name in the order in which they came. */
  ids(provider?: string): string[] {
    return [...this.plugins]
      .filter(([, plugin]) => provider === undefined || plugin.provider === provider)
      .sort(([, a], [, b]) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(([id]) => id);
  }
}

describe('the local Repository', function () {
  this.timeout(60_000);
  const repositories = new Repositories();
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'repository model '))));
  afterEach(async () => {
    await repositories.end();
    await rm(folder, { recursive: true });
  });

  for (const seed of [1, 2, 3]) {
    it(`does what its rules say in 400 random requests to two of one folder, with restarts (seed ${seed})`, async () => {
      const random = new Random(seed);
      const model = new Model();
      const clients = [await start(), await start()];
      const outcomes = new Map<string, number>();
      for (let step = 0; step < 400; step++) {
        const { method, request } = anyRequest(random);
        const told = `step ${step}: ${method} ${JSON.stringify(request)}`;
        const client = random.of(clients);
        const outcome = await outcomeOf(client, method, request);
        assert.equal(outcome, model.expect(method, request), told);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        assert.deepEqual(await random.of(clients).ids(), model.ids(), told);
        if (random.chance(0.1)) {
          assert.deepEqual(await client.ids({ provider: 'aws' }), model.ids('aws'), told);
        }
        if (random.chance(0.02)) {
          await repositories.end();
          clients.splice(0, 2, await start(), await start());
        }
      }
      for (const [id, { name, image, state, labels }] of model.plugins) {
        const plugin = await clients[0]!.call('Plugin.get', { plugin_id: id });
        assert.deepEqual(
          [plugin['name'], plugin['image'], plugin['state'], plugin['labels']],
          [name, image, state, labels],
        );
      }
      assert.equal(outcomes.size, 9, `Some outcome never came about: ${[...outcomes.keys()].join(', ')}`);
    });
  }

  async function start(): Promise<Client> {
    const { client } = await repositories.start({
      folder,
      tags: (image) => (image.includes('gone') ? [] : ['1.0']),
    });
    return client;
  }

  async function outcomeOf(client: Client, method: string, request: JsonObject): Promise<string> {
    try {
      await client.call(`Plugin.${method}`, request);
      return 'done';
    } catch (error) {
      return isGrpcFailure(error)
        ? (readErrorText(error.details).errorId ?? error.details)
        : assert.fail(String(error));
    }
  }

  function anyRequest(random: Random): { method: string; request: JsonObject } {
    const name = random.of(['plugin-a', 'plugin-b', 'plugin-c', 'plugin-d', 'plugin-e']);
    const labels = random.some(2, () => random.of(['x', 'y']));
    if (random.chance(0.45)) {
      const image = random.chance(0.7)
        ? name
        : random.of(['plugin_bad', 'plugin:1', 'a'.repeat(49), 'gone', 'plugin_']);
      return {
        method: 'register',
        request: {
          ...(random.chance(0.95) && { name: random.of(['One', 'Two', 'Three']) }),
          ...(random.chance(0.95) && { resource_type: 'inventory.Collector' }),
          ...(random.chance(0.95) && { image: random.chance(0.5) ? image : `cloudforet/${image}` }),
          ...(random.chance(0.3) && { plugin_id: name }),
          ...(random.chance(0.5) && { provider: random.of(['aws', 'google']) }),
          ...(random.chance(0.1) && { registry_type: random.of(['HARBOR', 'GITHUB']) }),
          ...(random.chance(0.5) && { labels }),
        },
      };
    }
    const id = random.chance(0.95) ? { plugin_id: name } : {};
    const method = random.of(['update', 'enable', 'disable', 'deregister', 'get', 'get_versions']);
    const changes = {
      ...(random.chance(0.7) && { name: random.of(['Four', 'Five']) }),
      ...(random.chance(0.5) && { labels }),
    };
    return { method, request: method === 'update' ? { ...id, ...changes } : id };
  }
});
