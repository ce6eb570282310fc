import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../src/base/json';
import type { Plugin } from '../../../../src/catalog/plugin';
import { prefilledRequest } from '../../../../src/platforms/spaceone/prefilled-requests';

describe('a new request', () => {
  const empty = { options: {}, secret_data: '${profile}' };

  async function begun(call: string, sample: JsonObject, answers: Record<string, Json>): Promise<JsonObject> {
    const methods = Object.keys(answers).map((name) => ({ name }));
    const plugin = { methods } as unknown as Pick<Plugin, 'methods'>;
    return prefilledRequest(sample, call, plugin, (name) => Promise.resolve(answers[name]));
  }

  it('has the options that init asks for, each with its default or the first value that it may have', async () => {
    const options_schema = {
      type: 'object',
      required: ['region', 'size', 'deep', 'list', 'on'],
      properties: {
        region: { type: 'string', enum: ['eu', 'us'] },
        size: { type: 'integer', minimum: 2 },
        deep: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        list: { type: 'array' },
        on: { type: 'boolean' },
        pages: { type: 'integer', default: 10 },
        left_out: { type: 'string' },
      },
    };
    assert.deepEqual(await begun('Collector.verify', empty, { 'Collector.init': { metadata: { options_schema } } }), {
      options: { region: 'eu', size: 2, deep: { name: '' }, list: [], on: false, pages: 10 },
      secret_data: '${profile}',
    });
  });

  it('of an account collector has those of its own schema', async () => {
    const additional_options_schema = { properties: { depth: { default: 3 } } };
    const answers = { 'AccountCollector.init': { metadata: { additional_options_schema } } };
    const { options } = await begun('AccountCollector.sync', empty, answers);
    assert.deepEqual(options, { depth: 3 });
  });

  it('of init itself has none of it', async () => {
    const answers = { 'Collector.init': { metadata: { options_schema: { properties: { a: { default: 1 } } } } } };
    assert.deepEqual(await begun('Collector.init', { options: {} }, answers), { options: {} });
  });

  it('names the first schema that the plugin supports, where the method takes one', async () => {
    const answers = { 'DataSource.init': { metadata: { supported_schema: ['aws_access_key', 'other'] } } };
    assert.equal((await begun('DataSource.verify', empty, answers))['schema'], 'aws_access_key');
    const collector = { 'Collector.init': { metadata: { supported_schema: ['aws_access_key'] } } };
    assert.equal('schema' in (await begun('Collector.collect', empty, collector)), false);
  });

  it('has the data of a channel by the schema that the protocol answers', async () => {
    const schema = { required: ['token'], properties: { token: { type: 'string' } } };
    const answers = { 'Protocol.init': { metadata: { data_type: 'SECRET', data: { schema } } } };
    const sample = { ...empty, channel_data: {} };
    assert.deepEqual((await begun('Notification.dispatch', sample, answers))['channel_data'], { token: '' });
  });

  it('refers to the metadata that the core hands back to an authentication', async () => {
    const answers = { 'ExternalAuth.init': { metadata: { protocol: 'saml' } } };
    const sample = { ...empty, metadata: {} };
    assert.equal(
      (await begun('ExternalAuth.authorize', sample, answers))['metadata'],
      '${answer:ExternalAuth.init:metadata}',
    );
  });

  it('refers to a task, once there has been one', async () => {
    const sample = { ...empty, task_options: {} };
    const tasks = (options: Json): Record<string, Json> => ({
      'Job.get_tasks': { tasks: [{ task_options: options }] },
    });
    const taskOf = async (options: Json): Promise<Json | undefined> =>
      (await begun('Collector.collect', sample, tasks(options)))['task_options'];
    assert.equal(await taskOf({ region: 'eu' }), '${answer:Job.get_tasks:tasks.0.task_options}');
    assert.deepEqual(await taskOf({}), {});
    assert.deepEqual((await begun('Collector.collect', sample, {}))['task_options'], {});
  });

  it('is the sample where nothing was answered, or nothing that can be used', async () => {
    for (const answer of [null, 'text', { metadata: { options_schema: 7 } }, { metadata: [] }]) {
      assert.deepEqual(await begun('Collector.verify', empty, { 'Collector.init': answer }), empty);
    }
  });
});
