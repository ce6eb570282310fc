import assert from 'node:assert/strict';
import { dirname } from '../../../src/base/paths';
import { Catalog } from '../../../src/catalog/catalog';
import { meantPlugin } from '../../../src/catalog/meant-plugin';
import type { Plugin, PluginFinder } from '../../../src/catalog/plugin';
import { MemoryFiles } from '../../memory-files';

/** Each file `plugin` is one; an empty one cannot be read. */
const finder: PluginFinder = finderOf('demo');

function finderOf(platform: string): PluginFinder {
  return {
    platform,
    markers: ['**/plugin'],
    folderOf: (path) => (path.endsWith('/plugin') ? dirname(path) : undefined),
    read: async (folder, files): Promise<Plugin | undefined> => {
      const name = await files.read(`${folder}/plugin`);
      if (name === '') {
        throw new Error('It is empty.');
      }
      return name === undefined
        ? undefined
        : {
            platform,
            folder,
            name,
            type: 'demo',
            facts: [],
            entry: { file: `${folder}/plugin` },
            methods: [],
            parts: [],
          };
    },
  };
}

/** What is meant where plugins lie in some folders: a plugin's folder, or those to ask among. */
async function meant(
  plugins: Record<string, string>,
  roots: readonly string[],
  openFile?: string,
  within?: string,
): Promise<string | string[]> {
  const texts = Object.fromEntries(Object.entries(plugins).map(([folder, name]) => [`${folder}/plugin`, name]));
  const catalog = new Catalog([finder], new MemoryFiles(texts));
  catalog.setFolders(roots);
  await catalog.ready();
  const found = meantPlugin(catalog, openFile, within);
  return found.is === 'open' ? found.among.map(({ folder }) => folder) : found.plugin.folder;
}

const two = { '/w/a': 'A', '/w/b': 'B' };
const apart = { '/one': 'A', '/two': 'B' };

describe('the plugin that is meant', () => {
  it('is that of the open file, in a workspace with several', async () => {
    assert.equal(await meant(two, ['/w'], '/w/b/main.py'), '/w/b');
  });

  it('is that of the open file in a window with several folders, whichever folder the configuration is of', async () => {
    assert.equal(await meant(apart, ['/one', '/two'], '/two/main.py', '/one'), '/two');
  });

  it('is the inner one of the open file where one lies in another', async () => {
    assert.equal(await meant({ '/w': 'outer', '/w/inner': 'inner' }, ['/w'], '/w/inner/main.py', '/w'), '/w/inner');
  });

  it('is never another than that of the open file, also where that one cannot be read', async () => {
    assert.equal(await meant({ '/w/a': 'A', '/w/broken': '' }, ['/w'], '/w/broken/main.py'), '/w/broken');
  });

  it('is the only one where no open file tells', async () => {
    assert.equal(await meant({ '/w/a': 'A' }, ['/w']), '/w/a');
    assert.equal(await meant({ '/w/a': 'A' }, ['/w'], '/w/README.md'), '/w/a');
    assert.equal(await meant({ '/w/a': 'A' }, ['/w'], '/home/settings.json'), '/w/a');
    assert.equal(await meant(apart, ['/one', '/two'], undefined, '/one'), '/one');
  });

  it('is asked for where several are left', async () => {
    assert.deepEqual(await meant(two, ['/w']), ['/w/a', '/w/b']);
    assert.deepEqual(await meant(two, ['/w'], '/w/README.md', '/w'), ['/w/a', '/w/b']);
  });

  it('is asked for where the only one lies in another folder of the workspace than the open file', async () => {
    assert.deepEqual(await meant({ '/one': 'A' }, ['/one', '/two'], '/two/app.py'), ['/one']);
    assert.deepEqual(await meant({ '/one': 'A' }, ['/one', '/two'], undefined, '/two'), ['/one']);
  });

  it('is open between the platforms that share the folder of the open file', async () => {
    const files = new MemoryFiles({ '/w/a/plugin': 'A', '/w/b/plugin': 'B' });
    const catalog = new Catalog([finderOf('one'), finderOf('two')], files);
    catalog.setFolders(['/w']);
    await catalog.ready();
    const found = meantPlugin(catalog, '/w/a/src/main.py');
    assert.deepEqual(found.is === 'open' && found.among.map(({ platform, folder }) => [platform, folder]), [
      ['one', '/w/a'],
      ['two', '/w/a'],
    ]);
  });
});
