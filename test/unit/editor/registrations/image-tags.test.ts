import assert from 'node:assert/strict';
import { Manifests } from '../../../../src/catalog/manifests';
import { imageTags } from '../../../../src/editor/platforms/spaceone/registrations/view/image-tags';
import { manifestReader } from '../../../../src/platforms/platforms';
import { MemoryFiles } from '../../../memory-files';

const deploy = (version: string): string =>
  `name: Example\nschedule: { hours: [1] }\nplugin_info:\n  plugin_id: plugin-example\n  version: ${version}\n`;

describe('the tags that an image has for the local Repository', () => {
  const manifests = new Manifests(
    manifestReader(),
    new MemoryFiles({
      '/work/a.yaml': deploy('"1.2"'),
      '/work/b.yaml': deploy('"1.10"'),
      '/work/c.yaml': deploy('"1.2"'),
      '/work/d.yaml': deploy('1.3'),
    }),
  );
  manifests.setFolders(['/work']);
  const tags = (setting: unknown, image = 'example/plugin-example'): Promise<readonly string[]> =>
    Promise.resolve(imageTags(manifests, () => setting)(image, 'plugin-example'));

  it('are those of the setting, none of which means that it is in no registry', async () => {
    assert.deepEqual(await tags({ 'example/plugin-example': ['3.0', '2.0'] }), ['3.0', '2.0']);
    assert.deepEqual(await tags({ 'example/plugin-example': [] }), []);
  });

  it('are else the versions that deploy manifests run, each once, and latest', async () => {
    assert.deepEqual(await tags({ 'example/another': ['3.0'] }), ['1.2', '1.10', 'latest']);
  });

  it('are latest alone for an image of which nothing is known', async () => {
    const known = imageTags(manifests, () => undefined);
    assert.deepEqual(await known('example/plugin-other', 'plugin-other'), ['latest']);
  });

  it('are read from a setting that holds anything else as if it were not there', async () => {
    for (const setting of [null, [], 'x', { 'example/plugin-example': 'latest' }, { constructor: 1 }]) {
      assert.deepEqual((await tags(setting)).at(-1), 'latest');
    }
    assert.deepEqual(await tags({ 'example/plugin-example': [1, 'a'] }), ['a']);
    assert.deepEqual((await tags({}, 'constructor')).at(-1), 'latest');
  });
});
