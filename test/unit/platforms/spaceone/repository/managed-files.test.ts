import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { managedPluginsAt } from '../../../../../src/platforms/spaceone/repository/managed-files';

describe('a folder of managed plugins', () => {
  const manifest = 'plugin_id: plugin-a\nname: A\nimage: a/b\nresource_type: inventory.Collector\n';
  const more = `- "${'x'.repeat(98)}"\n`.repeat(50_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'managed-'));
    await writeFile(path.join(folder, 'a.yaml'), manifest);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const told: string[] = [];
  async function idsIn(): Promise<string[] | undefined> {
    told.length = 0;
    const plugins = await managedPluginsAt(folder, 'managed', (note) => told.push(note), { within: 'anywhere' });
    return plugins?.map(({ plugin_id: id }) => id);
  }

  it('passes over a huge file that is no register manifest, as any other', async () => {
    await writeFile(path.join(folder, 'dump.yaml'), `rows:\n${more}`);
    assert.deepEqual(await idsIn(), ['plugin-a']);
    assert.deepEqual(told, ['In "managed", 1 file holds manifests of other kinds, which are passed over: dump.yaml.']);
  });

  it('is refused for a register manifest that is too large to be read', async () => {
    await writeFile(path.join(folder, 'huge.yaml'), `${manifest}labels:\n${more}`);
    await assert.rejects(idsIn(), /huge\.yaml/);
  });
});
