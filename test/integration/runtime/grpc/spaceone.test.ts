import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../src/runtime/calls/grpc-api';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { PythonCollector } from './python-collector';

describe('a collector on the real spaceone-core, called over gRPC', function () {
  this.timeout(60_000);

  let collector: PythonCollector;
  let connection: GrpcConnection;
  const ending: (() => void | Promise<void>)[] = [];

  before(async () => {
    collector = await PythonCollector.start();
    ending.push(() => collector.stop());
    connection = new GrpcConnection(collector.address);
    ending.unshift(() => connection.close());
  });

  after(async () => {
    for (const end of ending) {
      await end();
    }
  });

  async function call(method: string, request: object, take?: (message: Json) => void): Promise<Json[]> {
    const messages: Json[] = [];
    await connection.call(await connection.resolve(method), request, {
      onMessage: (message) => {
        messages.push(message);
        take?.(message);
      },
    });
    return messages;
  }

  it('describes its services, with the imports that its reflection leaves out', async () => {
    const services = await connection.services();
    assert.deepEqual(
      services.map(({ name }) => name).filter((name) => name.startsWith('spaceone.api.inventory')),
      ['spaceone.api.inventory.plugin.Collector', 'spaceone.api.inventory.plugin.Job'],
    );
    assert.deepEqual(
      services
        .find(({ name }) => name.endsWith('.Collector'))
        ?.methods.map(({ name, serverStreaming }) => `${name}${serverStreaming ? '*' : ''}`),
      ['init', 'verify', 'collect*'],
    );
    assert.ok(connection.descriptorFiles().has('google/protobuf/struct.proto'));
  });

  it('tells of every service that it lists what its methods are', async () => {
    const failed = (await connection.services()).filter(({ failure }) => failure !== undefined);
    assert.deepEqual(failed, []);
  });

  it('is healthy', async () => {
    assert.equal(await connection.health(), true);
  });

  it('answers init, verify and collect, in the order in which the platform calls them', async () => {
    assert.deepEqual(await call('Collector.init', { options: { depth: 2, on: true } }), [
      {
        metadata: {
          supported_resource_type: ['inventory.CloudService'],
          supported_schedules: ['hours'],
          supported_features: ['garbage_collection'],
          filter_format: [],
          options_schema: { depth: 2, on: true },
        },
      },
    ]);
    assert.deepEqual(await call('Collector.verify', { options: {}, secret_data: { token: 'right' } }), [{}]);
    const items = await call('Collector.collect', { options: { count: 3 }, secret_data: {} });
    assert.deepEqual(
      items.map((item) => ((item as JsonObject)['resource'] as JsonObject)['name']),
      ['story-0', 'story-1', 'story-2'],
    );
    assert.deepEqual(await call('get_tasks', { options: {}, secret_data: {} }), [
      { tasks: [{ task_options: { shelf: 'a' } }, { task_options: { shelf: 'b' } }] },
    ]);
  });

  it('gives resources as plain JSON: whole numbers whole, null as null, enums by name', async () => {
    const [item] = (await call('Collector.collect', { options: { count: 1 }, secret_data: {} })) as JsonObject[];
    assert.equal(item?.['state'], 'SUCCESS');
    assert.deepEqual(item['match_rules'], { '1': ['reference.resource_id'] });
    assert.equal(
      JSON.stringify((item['resource'] as JsonObject)['data']),
      '{"pages":0,"price":1.5,"none":null,"language":"한국어","text":""}',
    );
  });

  it('streams item by item: the first is there long before the last is made', async () => {
    let first = true;
    const made: boolean[] = [];
    await assert.rejects(
      call('Collector.collect', { options: { count: 1_000_000 }, secret_data: {} }, () => {
        if (first) {
          first = false;
          throw new RangeError('seen');
        }
        made.push(true);
      }),
      RangeError,
    );
    assert.deepEqual(made, []);
  });

  it('streams 1 000 items to a reader that takes its time, in their order', async () => {
    const names: string[] = [];
    const result = await connection.call(
      await connection.resolve('Collector.collect'),
      { options: { count: 1_000 }, secret_data: {} },
      {
        onMessage: async (item) => {
          await Promise.resolve();
          names.push(((item as JsonObject)['resource'] as JsonObject)['name'] as string);
        },
      },
    );
    assert.equal(result.count, 1_000);
    assert.deepEqual(
      names,
      Array.from({ length: 1_000 }, (_, index) => `story-${index}`),
    );
  });

  it('can be cancelled in the middle of a stream, and answers the next call', async () => {
    const controller = new AbortController();
    let count = 0;
    await assert.rejects(
      connection.call(
        await connection.resolve('Collector.collect'),
        { options: { count: 1_000_000 }, secret_data: {} },
        {
          signal: controller.signal,
          onMessage: () => {
            count += 1;
            if (count === 5) {
              controller.abort();
            }
          },
        },
      ),
      { name: 'AbortError' },
    );
    assert.equal(count, 5);
    assert.equal((await call('Collector.init', { options: {} })).length, 1);
  });

  it('tells a missing parameter by the error id of the framework', async () => {
    await assert.rejects(call('Collector.verify', { options: {} }), {
      name: 'GrpcFailure',
      kind: 'answered',
      codeName: 'INVALID_ARGUMENT',
      why: 'ERROR_REQUIRED_PARAMETER: Required parameter. (key = secret_data)',
    });
  });

  it('tells an exception of the plugin', async () => {
    await assert.rejects(call('Collector.verify', { options: {}, secret_data: { token: 'wrong' } }), {
      codeName: 'INTERNAL',
      why: 'ERROR_UNKNOWN: wrong token',
    });
  });

  it("tells an error class of the plugin's own, after the items that came before it", async () => {
    const items: Json[] = [];
    await assert.rejects(
      call('Collector.collect', { options: { count: 50, fail_after: 40 }, secret_data: {} }, (item) => {
        items.push(item);
      }),
      { codeName: 'INVALID_ARGUMENT', why: 'ERROR_OUT_OF_STORIES: No story after 40.', count: 40 },
    );
    assert.equal(items.length, 40);
  });

  it('refuses an unknown key before it is sent', async () => {
    await assert.rejects(call('Collector.init', { option: {} }), {
      kind: 'unknown-key',
      path: 'option',
      candidates: ['options'],
    });
  });

  it('prefills a request from the descriptor', async () => {
    assert.deepEqual(await connection.prefill('Collector', 'collect'), {
      options: {},
      secret_data: {},
      filter: {},
      task_options: {},
    });
  });

  it('does not hang when the text of an error is too long for HTTP/2', async () => {
    const quick = new GrpcConnection(collector.address, { silenceMs: 200 });
    try {
      await assert.rejects(
        quick.call(await quick.resolve('Collector.collect'), {
          options: { count: 3, long_error_after: 1 },
          secret_data: {},
        }),
        { kind: 'wedged', count: 1 },
      );
      assert.equal(await quick.health(), true);
    } finally {
      quick.close();
    }
  });

  it('tells that the plugin went away in the middle of a stream', async () => {
    await assert.rejects(call('Collector.collect', { options: { count: 1000, die_after: 500 }, secret_data: {} }), {
      kind: 'gone',
      codeName: 'UNAVAILABLE',
    });
  });
});
