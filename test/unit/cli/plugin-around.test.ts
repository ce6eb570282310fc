import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pluginAround } from '../../../src/cli/plugin-around';
import { pluginFinder } from '../../../src/platforms/spaceone/plugin-finder';

const collector = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
`;

describe('the plugin around a folder', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'plugin-around-'));
    await mkdir(path.join(root, 'plugin/src/plugin/deep/er/still'), { recursive: true });
    await writeFile(path.join(root, 'plugin/src/plugin/main.py'), collector);
    await writeFile(path.join(root, 'plugin/Dockerfile'), 'FROM python\n');
  });
  afterEach(() => rm(root, { recursive: true }));

  const around = (folder: string): Promise<string | undefined> =>
    pluginAround(path.join(root, folder), [pluginFinder], new AbortController().signal);

  it('is found from any folder inside it, however its source is laid out', async () => {
    for (const inner of ['plugin/src', 'plugin/src/plugin', 'plugin/src/plugin/deep/er']) {
      assert.equal(await around(inner), path.join(root, 'plugin'), inner);
    }
  });

  it('is none of a folder beside it, nor of its own', async () => {
    await mkdir(path.join(root, 'beside'));
    assert.deepEqual([await around('beside'), await around('plugin')], [undefined, undefined]);
  });

  it('is not sought above the repository in which the folder lies', async () => {
    await mkdir(path.join(root, 'plugin/src/plugin/deep/.git'));
    assert.equal(await around('plugin/src/plugin/deep/er'), undefined);
  });

  it('is not sought further above a folder than a project is deep, where no repository says where it begins', async () => {
    await mkdir(path.join(root, 'plugin/src/plugin/deep/er/still/more'));
    assert.equal(await around('plugin/src/plugin/deep/er/still/more'), undefined);
    await mkdir(path.join(root, '.git'));
    assert.equal(await around('plugin/src/plugin/deep/er/still/more'), path.join(root, 'plugin'));
  });
});
