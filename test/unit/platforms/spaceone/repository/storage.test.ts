import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence } from '../../../../../src/base/workbench-error';
import type { JsonObject } from '../../../../../src/runtime/grpc-api';
import { Repositories, sample } from './client';

describe("the local Repository's folder", () => {
  const repositories = new Repositories();
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'local repository '))));
  afterEach(async () => {
    await repositories.end();
    await rm(folder, { recursive: true });
  });

  it('keeps the plugins for the next run, as they were', async () => {
    const first = await repositories.start({ folder });
    const before = await first.client.call('Plugin.register', {
      ...sample,
      provider: 'grün "x"\n',
      labels: ['a'],
      tags: { deep: { list: [1, null, { a: true }] } },
    });
    await repositories.end();
    const { client } = await repositories.start({ folder });
    assert.deepEqual(await client.call('Plugin.get', { plugin_id: 'plugin-sample' }), before);
  });

  it('keeps changes and removals too', async () => {
    const first = await repositories.start({ folder });
    for (const name of ['a', 'b']) {
      await first.client.call('Plugin.register', { ...sample, image: name });
    }
    await first.client.call('Plugin.disable', { plugin_id: 'a' });
    await first.client.call('Plugin.deregister', { plugin_id: 'b' });
    await repositories.end();
    const { client } = await repositories.start({ folder });
    const { results } = await client.call('Plugin.list', { query: { minimal: true } });
    assert.deepEqual(
      (results as JsonObject[]).map(({ plugin_id, state }) => [plugin_id, state]),
      [['a', 'DISABLED']],
    );
  });

  it('may be used by two at a time, each with its own address and token', async () => {
    const [a, b] = [await repositories.start({ folder }), await repositories.start({ folder })];
    assert.notEqual(a.repository.address, b.repository.address);
    assert.notEqual(a.repository.token, b.repository.token);
    await a.client.call('Plugin.register', { ...sample, image: 'of-a' });
    await b.client.call('Plugin.register', { ...sample, image: 'of-b' });
    assert.deepEqual(
      [await a.client.ids(), await b.client.ids()],
      [
        ['of-a', 'of-b'],
        ['of-a', 'of-b'],
      ],
    );
    const [status] = await b.client.refusal('Plugin.register', { ...sample, image: 'of-a' });
    assert.equal(status, 'ALREADY_EXISTS');
  });

  it('gives an id once when two are asked for it at the same time', async () => {
    const both = [await repositories.start({ folder }), await repositories.start({ folder })];
    for (let round = 0; round < 20; round++) {
      const calls = await Promise.allSettled(
        both.map(({ client }) => client.call('Plugin.register', { ...sample, image: `plugin-${round}` })),
      );
      assert.deepEqual(calls.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    }
  });

  it('is told about when its file was damaged, and what could be read goes on', async () => {
    const first = await repositories.start({ folder });
    await first.client.call('Plugin.register', { ...sample, image: 'a' });
    await first.client.call('Plugin.register', { ...sample, image: 'b' });
    await repositories.end();
    const file = path.join(folder, 'plugins.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"b"', '"c"'));
    const said: string[] = [];
    const { client } = await repositories.start({ folder, onDamage: (failure) => said.push(sentence(failure)) });
    assert.deepEqual(await client.ids(), ['a']);
    const [aside] = (await readdir(folder)).filter((name) => name.includes('damaged'));
    assert.deepEqual(said, [
      `${file} is damaged: line 3 cannot be read. It is kept as ${aside}; 1 of its plugins could be read and go on in a new file.`,
    ]);
  });

  it('refuses a change that cannot be written, and goes on with what is there', async () => {
    const { client } = await repositories.start({ folder });
    await client.call('Plugin.register', sample);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const [status, details] = await client.refusal('Plugin.register', { ...sample, image: 'other' });
    assert.equal(status, 'INTERNAL');
    assert.match(details, /^ERROR_DB_QUERY: Database query failed\. \(reason = ENOTDIR/);
    await rm(folder);
    assert.deepEqual(await client.ids(), []);
  });
});
