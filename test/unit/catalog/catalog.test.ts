import assert from 'node:assert/strict';
import { dirname } from '../../../src/base/paths';
import { Catalog } from '../../../src/catalog/catalog';
import type { Plugin, PluginFinder } from '../../../src/catalog/plugin';
import { MemoryFiles } from '../../memory-files';

/** Takes each file `plugin` for a plugin whose name is the file's text. */
function finder(platform: string, marker: string): PluginFinder {
  return {
    platform,
    markers: [`**/${marker}`],
    folderOf: (path) => (path.endsWith(`/${marker}`) ? dirname(path) : undefined),
    read: async (folder, files): Promise<Plugin | undefined> => {
      const name = await files.read(`${folder}/${marker}`);
      return name === undefined
        ? undefined
        : {
            platform,
            folder,
            name,
            type: 'demo',
            facts: [],
            entry: { file: `${folder}/${marker}` },
            methods: [],
            parts: [],
          };
    },
  };
}

function catalogOf(texts: Record<string, string>, ...folders: string[]): { catalog: Catalog; files: MemoryFiles } {
  const files = new MemoryFiles(texts);
  const catalog = new Catalog([finder('one', 'plugin'), finder('two', 'other')], files);
  catalog.setFolders(folders);
  return { catalog, files };
}

const names = (catalog: Catalog): string[] => catalog.plugins.map(({ name }) => name);

describe('the catalog', () => {
  it('searches only when it is first asked, and once', async () => {
    const { catalog, files } = catalogOf({ '/w/a/plugin': 'A' }, '/w');
    assert.equal(files.searches, 0);
    await Promise.all([catalog.ready(), catalog.ready()]);
    await catalog.ready();
    assert.deepEqual([names(catalog), files.searches], [['A'], 2]);
  });

  it('reads a file once, however many finders ask for it, and anew for the next search', async () => {
    const { files } = catalogOf({ '/w/a/plugin': 'A' });
    const reads: string[] = [];
    const counted = { find: files.find.bind(files), read: (file: string) => (reads.push(file), files.read(file)) };
    const catalog = new Catalog([finder('one', 'plugin'), finder('two', 'plugin')], counted);
    catalog.setFolders(['/w']);
    await catalog.ready();
    assert.deepEqual([names(catalog), reads], [['A', 'A'], ['/w/a/plugin']]);
    files.texts.set('/w/a/plugin', 'B');
    await catalog.search();
    assert.deepEqual(names(catalog), ['B', 'B']);
  });

  it('reads what changes while it searches when the search is over', async () => {
    const { files } = catalogOf({ '/w/a/plugin': 'A' });
    let update: Promise<void> | undefined;
    const slow = {
      find: files.find.bind(files),
      read: async (file: string) => {
        const text = await files.read(file);
        files.texts.set('/w/a/plugin', 'B');
        update ??= catalog.update(['/w/a/plugin']);
        return text;
      },
    };
    const catalog = new Catalog([finder('one', 'plugin')], slow);
    catalog.setFolders(['/w']);
    await catalog.ready();
    await update;
    assert.deepEqual(names(catalog), ['B']);
  });

  it('follows what is made, changed and deleted', async () => {
    const { catalog, files } = catalogOf({ '/w/a/plugin': 'A' }, '/w');
    await catalog.ready();
    let changes = 0;
    catalog.onDidChange(() => (changes += 1));
    files.texts.set('/w/b/plugin', 'B');
    await catalog.update(['/w/b/plugin']);
    files.texts.set('/w/a/plugin', 'A2');
    await catalog.update(['/w/a/plugin']);
    files.texts.delete('/w/b/plugin');
    await catalog.update(['/w/b']);
    assert.deepEqual([names(catalog), changes], [['A2'], 3]);
  });

  it('stays quiet about changes that change no plugin', async () => {
    const { catalog } = catalogOf({ '/w/a/plugin': 'A' }, '/w');
    await catalog.ready();
    catalog.onDidChange(() => assert.fail('nothing changed'));
    await catalog.update(['/w/a/src/main.py', '/elsewhere/plugin']);
  });

  it('keeps the plugins of one platform when a file of another changes', async () => {
    const { catalog, files } = catalogOf({ '/w/a/plugin': 'A', '/w/b/other': 'B' }, '/w');
    await catalog.ready();
    files.texts.set('/w/b/other', 'B2');
    await catalog.update(['/w/b/other']);
    assert.deepEqual(names(catalog), ['A', 'B2']);
  });

  it('knows the plugins of two platforms in one folder, whichever is read first, and neither takes the other away', async () => {
    const { catalog, files } = catalogOf({ '/w/a/plugin': 'A1', '/w/a/other': 'A2', '/w/plugin': 'W' }, '/w');
    await catalog.ready();
    const of = (): unknown[] =>
      catalog
        .pluginsOf('/w/a/x')
        .map((found) => (found.is === 'plugin' ? [found.plugin.platform, found.plugin.name] : []));
    const both = [
      ['one', 'A1'],
      ['two', 'A2'],
      ['one', 'W'],
    ];
    assert.deepEqual([of(), catalog.pluginOf('/w/a/x')?.name], [both, 'A1']);
    await catalog.update(['/w/a/other', '/w/a/plugin']);
    assert.deepEqual(of(), both);
    files.texts.delete('/w/a/plugin');
    await catalog.update(['/w/a/plugin']);
    assert.deepEqual(of(), both.slice(1));
  });

  it('takes a file for the innermost plugin around it', async () => {
    const { catalog } = catalogOf({ '/w/a/plugin': 'outer', '/w/a/in/plugin': 'inner' }, '/w');
    await catalog.ready();
    assert.deepEqual(
      [catalog.pluginOf('/w/a/in/src/x.py')?.name, catalog.pluginOf('/w/a/x.py')?.name, catalog.pluginOf('/w/ab/x.py')],
      ['inner', 'outer', undefined],
    );
  });

  it('forgets what lies outside when the folders change', async () => {
    const { catalog } = catalogOf({ '/w/a/plugin': 'A', '/v/b/plugin': 'B' }, '/w');
    await catalog.ready();
    catalog.setFolders(['/v']);
    assert.deepEqual(names(catalog), []);
    await catalog.ready();
    assert.deepEqual(names(catalog), ['B']);
  });

  it('tells two plugins of one name apart by their folders', async () => {
    const { catalog } = catalogOf({ '/w/a/plugin': 'same', '/w/b/plugin': 'same', '/w/c/plugin': 'own' }, '/w');
    await catalog.ready();
    assert.deepEqual(
      ['/w/a', '/w/b', '/w/c'].map((folder) => catalog.nameOf({ platform: 'one', folder })),
      ['same (a)', 'same (b)', 'own'],
    );
  });

  it('tells plugins of one name apart that lie at the same place of two workspace folders', async () => {
    const { catalog } = catalogOf({ '/one/app/plugin': 'same', '/two/app/plugin': 'same' }, '/one', '/two');
    await catalog.ready();
    assert.deepEqual(
      ['/one/app', '/two/app'].map((folder) => catalog.nameOf({ platform: 'one', folder })),
      ['same (one/app)', 'same (two/app)'],
    );
  });

  it('tells plugins of one name in one folder apart by their platforms', async () => {
    const { catalog } = catalogOf({ '/w/a/plugin': 'same', '/w/a/other': 'same', '/w/b/plugin': 'same' }, '/w');
    await catalog.ready();
    assert.deepEqual(
      catalog.plugins.map((plugin) => catalog.nameOf(plugin)),
      ['same (a, one)', 'same (a, two)', 'same (b)'],
    );
  });
});
