import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence } from '../../../../../src/base/workbench-error';
import { LOCAL_DOMAIN } from '../../../../../src/platforms/spaceone/repository/access';
import { newRecord } from '../../../../../src/platforms/spaceone/repository/plugin-record';
import type { JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { Repositories, sample } from './client';

describe("the local Repository's folder", () => {
  const repositories = new Repositories();
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'local repository '))));
  afterEach(async () => {
    await repositories.end();
    await rm(folder, { recursive: true, force: true });
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

  it('may be used by two at a time, each with its own address, with the token of the folder', async () => {
    const [a, b] = [await repositories.start({ folder }), await repositories.start({ folder })];
    assert.notEqual(a.repository.address, b.repository.address);
    assert.equal(a.repository.token, b.repository.token);
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

  it('loses no more than a plugin whose file was damaged, and is told about', async () => {
    const first = await repositories.start({ folder });
    await first.client.call('Plugin.register', { ...sample, image: 'a' });
    await first.client.call('Plugin.register', { ...sample, image: 'b' });
    await repositories.end();
    const file = await fileOf('b');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"b"', '"c"'));
    const said: string[] = [];
    const { client } = await repositories.start({ folder, onDamage: (failure) => said.push(sentence(failure)) });
    assert.deepEqual(await client.ids(), ['a']);
    assert.deepEqual(said, [
      `${file} is damaged. It is not as it was written. b cannot be used, and its text is kept: here, and in the folder "damaged" once you register it again; all other plugins are as they were. To end this message, register it again, or move the folder ${path.dirname(file)} away.`,
    ]);
  });

  describe('of version 0.1', () => {
    const register = (n: number, image: string): string =>
      line(n, { put: newRecord({ ...sample, plugin_id: image, image }, { domainId: LOCAL_DOMAIN, now: new Date(n) }) });

    it('is taken over whole, in the order of its plugins, and kept', async () => {
      const removed = line(3, { remove: { plugin_id: 'a', domain_id: LOCAL_DOMAIN } });
      await writeFile(journal(), HEADER + register(1, 'a') + register(2, 'c') + removed + register(4, 'b'));
      const { client } = await repositories.start({ folder });
      const query = { sort: [{ key: 'registry_type' }] };
      const { results } = await client.call('Plugin.list', { repository_id: 'repo-local', query });
      assert.deepEqual(
        (results as JsonObject[]).map(({ plugin_id }) => plugin_id),
        ['c', 'b'],
      );
      assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('plugins.')).length, 1);
    });

    it('is taken over once when two open it at the same time, and never again', async () => {
      await writeFile(journal(), HEADER + register(1, 'a') + register(2, 'b'));
      const [one, two] = await Promise.all([repositories.start({ folder }), repositories.start({ folder })]);
      assert.deepEqual(
        [await one.client.ids(), await two.client.ids()],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      );
      await one.client.call('Plugin.deregister', { plugin_id: 'a' });
      await repositories.end();
      const { client } = await repositories.start({ folder });
      assert.deepEqual(await client.ids(), ['b']);
    });

    function journal(): string {
      return path.join(folder, 'plugins.jsonl');
    }
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

  async function fileOf(pluginId: string): Promise<string> {
    const files = await readdir(path.join(folder, 'plugins'), { recursive: true });
    const [found = ''] = files.filter((name) => name.includes(`/${pluginId}-`) && name.endsWith('record.json'));
    return path.join(folder, 'plugins', found);
  }
});

const HEADER = '{"format":"plugin-workbench plugins","version":1,"file":"0123456789abcdef"}\n';

/** A line as version 0.1 wrote it. */
function line(n: number, e: object): string {
  const text = JSON.stringify({ n, w: `writer${n}`, e });
  return `${text.slice(0, -1)},"c":"${createHash('sha256').update(text).digest('hex').slice(0, 8)}"}\n`;
}
