import assert from 'node:assert/strict';
import { Catalog } from '../../../../../src/catalog/catalog';
import { packageFinder } from '../../../../../src/platforms/bksops/package-finder';
import { MemoryFiles } from '../../../../memory-files';
import { component, manifest, packageOf } from './packages';

describe('the packages of a workspace', () => {
  async function found(files: MemoryFiles): Promise<Catalog> {
    const catalog = new Catalog([packageFinder], files);
    catalog.setFolders(['/w']);
    await catalog.ready();
    return catalog;
  }

  it('are plugins with their components as parts and the sources that load them as facts', async () => {
    const collections = '/w/pk/components/collections';
    const files = packageOf({
      [`${collections}/again.py`]: component({ more: '    version = "1.0"\n' }),
      '/w/sources.yaml': manifest(['pk.components.collections.hello']),
    });
    const { plugins } = await found(new MemoryFiles(files));
    assert.deepEqual(plugins, [
      {
        platform: 'bksops',
        folder: '/w/pk',
        name: 'pk',
        type: 'package',
        facts: ['2 components', 'loaded by source team'],
        entry: { file: `${collections}/again.py` },
        methods: [],
        parts: plugins[0]?.parts,
        rootPackage: 'pk',
        rootFolder: '/w/pk',
        manifests: ['/w/sources.yaml'],
        components: plugins[0]?.parts,
      },
    ]);
    assert.deepEqual(plugins[0]?.parts, [
      {
        sort: 'component',
        name: 'Team / Hello (hello 1.0)',
        file: `${collections}/again.py`,
        line: 18,
        code: 'hello',
        version: '1.0',
        group: 'Team',
      },
      {
        sort: 'component',
        name: 'Team / Hello (hello)',
        file: `${collections}/hello.py`,
        line: 18,
        code: 'hello',
        version: 'legacy',
        group: 'Team',
      },
    ]);
  });

  it('are named by all packages around them', async () => {
    const files = Object.entries(packageOf()).map(([path, text]) => [path.replace('/w/', '/w/outer/'), text] as const);
    const { plugins } = await found(
      new MemoryFiles({ ...(Object.fromEntries(files) as Record<string, string>), '/w/outer/__init__.py': '' }),
    );
    assert.deepEqual(
      plugins.map(({ name, folder }) => [name, folder]),
      [['outer.pk', '/w/outer/pk']],
    );
  });

  it('are none where no module defines a component', async () => {
    const { all } = await found(new MemoryFiles({ '/w/pk/components/collections/tools.py': 'x = 1\n' }));
    assert.deepEqual(all, []);
  });

  it('keep their other components beside a module that cannot be read', async () => {
    class Broken extends MemoryFiles {
      override read(path: string): Promise<string | undefined> {
        return path.endsWith('bad.py') ? Promise.reject(new Error('No permission.')) : super.read(path);
      }
    }
    const files = new Broken(packageOf({ '/w/pk/components/collections/bad.py': '' }));
    assert.deepEqual((await found(files)).plugins[0]?.facts, ['1 component', '1 module unreadable']);
  });

  it('tell of a source once its manifest is there', async () => {
    const files = new MemoryFiles(packageOf());
    const catalog = await found(files);
    files.texts.set('/w/sources.yaml', manifest(['pk.components.collections.hello']));
    await catalog.update(['/w/sources.yaml']);
    assert.deepEqual(catalog.plugins[0]?.facts, ['1 component', 'loaded by source team']);
  });
});
