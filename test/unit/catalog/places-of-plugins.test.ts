import assert from 'node:assert/strict';
import { dirname } from '../../../src/base/paths';
import { Catalog } from '../../../src/catalog/catalog';
import { placesOfPlugins } from '../../../src/catalog/places-of-plugins';
import { MemoryFiles } from '../../memory-files';

/** What is suggested where the folders of the workspace are these, and plugins lie in those. */
async function places(roots: readonly string[], ...plugins: string[]): Promise<readonly string[]> {
  const finder = {
    platform: 'demo',
    markers: ['**/plugin'],
    folderOf: dirname,
    read: (folder: string) =>
      Promise.resolve({
        platform: 'demo',
        folder,
        name: 'A',
        type: 'demo',
        facts: [],
        entry: { file: folder },
        methods: [],
        parts: [],
      }),
  };
  const files = new MemoryFiles(Object.fromEntries(plugins.map((folder) => [`${folder}/plugin`, ''])));
  const catalog = new Catalog([finder], files);
  catalog.setFolders(roots);
  return placesOfPlugins(catalog);
}

describe('the folders that are suggested for a new plugin', () => {
  it('are those of the workspace', async () => {
    assert.deepEqual(await places(['/w', '/v'], '/w/plugin-a'), ['/w', '/v']);
  });

  it("are no plugin's own: the folder around it stands there instead, once", async () => {
    assert.deepEqual(await places(['/w/plugin-a', '/w/plugin-b'], '/w/plugin-a', '/w/plugin-b'), ['/w']);
  });
});
