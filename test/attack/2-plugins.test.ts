import assert from 'node:assert/strict';
import path from 'node:path';
import type { Files } from '../../src/base/files';
import { Catalog } from '../../src/catalog/catalog';
import { FilesInTurns } from '../../src/catalog/files-in-turns';
import type { Plugin, PluginFinder } from '../../src/catalog/plugin';
import { pluginIn } from '../../src/cli/command';
import { toFailure } from '../../src/base/workbench-error';
import { pluginFinders } from '../../src/platforms/platforms';
import { environmentPlan } from '../../src/platforms/spaceone/requirements';
import { readPlugin } from '../../src/platforms/spaceone/plugin-finder';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { Processes } from '../../src/runtime/processes/processes';
import { MemoryFiles } from '../memory-files';
import { collector, TemporaryFolder } from './temporary-folder';
import { nestedVariables, stagesThatCopy, worstDockerfiles, worstModules } from './worst-files';

const TOO_MUCH =
  'takes more work to read than anything real does. It is far too long, or has parts that multiply each other.';

describe('a workspace with a hostile plugin', function () {
  // Each takes some tens of milliseconds; what multiplies would take minutes or the memory of the machine.
  this.timeout(20_000);
  const folder = new TemporaryFolder();

  async function catalogOf(finders: readonly PluginFinder[] = pluginFinders): Promise<Catalog> {
    const catalog = new Catalog(finders, new NodeFiles(() => [folder.path]));
    catalog.setFolders([folder.path]);
    await catalog.ready();
    return catalog;
  }

  const listed = ({ plugins }: Catalog): string[] =>
    plugins.map(({ folder: own, methods }) => `${path.relative(folder.path, own)} ${methods.length}`);
  const unreadable = ({ unreadable: all }: Catalog): string[] =>
    all.map(({ folder: own }) => path.relative(folder.path, own));

  beforeEach(async () => {
    await folder.write('a/src/plugin/main.py', collector);
    await folder.write('z/src/plugin/main.py', collector);
  });

  it('2.01 reads a COPY pattern of many stars at once, in 298 bytes of a Dockerfile', async () => {
    const text =
      `FROM x\n${'COPY *a*a*a*a*a*b /\n'.repeat(12)}CMD spaceone run plugin-server p -s ${'a'.repeat(10)}\n`.padEnd(
        298,
        '#',
      );
    assert.equal(text.length, 298);
    await folder.write('evil/Dockerfile', text);
    const catalog = await catalogOf();
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['a 1', 'z 1'], []]);
  });

  it('2.02 looks through nine stages that copy from each other once for each path', async () => {
    await folder.write('evil/Dockerfile', stagesThatCopy(9));
    const catalog = await catalogOf();
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['a 1', 'z 1'], []]);
  });

  it('2.03 gives up ten nested ENV that multiply, and shows that plugin as unreadable', async () => {
    await folder.write('evil/Dockerfile', nestedVariables(10, 10));
    const catalog = await catalogOf();
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['a 1', 'z 1'], ['evil']]);
  });

  for (const [index, [name, make]] of Object.entries(worstDockerfiles).entries()) {
    it(`2.${String(index + 4).padStart(2, '0')} lists the others beside a Dockerfile with ${name}`, async () => {
      await folder.write('evil/Dockerfile', make(100_000));
      assert.deepEqual(listed(await catalogOf()), ['a 1', 'z 1']);
    });
  }

  for (const [index, [name, make]] of Object.entries(worstModules).entries()) {
    it(`2.${index + 19} lists the others beside a module with ${name}`, async () => {
      await folder.write('evil/src/plugin/main.py', make(100_000));
      const others = listed(await catalogOf()).filter((each) => !each.startsWith('evil'));
      assert.deepEqual(others, ['a 1', 'z 1']);
    });
  }

  it('2.29 says what cannot be read, why, where and what to do', async () => {
    const file = await folder.write('evil/Dockerfile', nestedVariables(10, 10));
    const [found] = (await catalogOf()).unreadable;
    assert.deepEqual(found, {
      platform: 'spaceone',
      folder: path.dirname(file),
      failure: {
        what: 'The plugin in evil cannot be read.',
        why: `Dockerfile ${TOO_MUCH}`,
        where: { file },
        next: { title: 'Make it shorter or simpler' },
      },
    });
  });

  it('2.30 keeps its earlier plugin from being shown as what it no longer is, until the file is mended', async () => {
    const file = await folder.write('a/Dockerfile', 'FROM x\nCOPY . .\nCMD spaceone run plugin-server plugin\n');
    const catalog = await catalogOf();
    await folder.write('a/Dockerfile', nestedVariables(10, 10));
    await catalog.update([file]);
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['z 1'], ['a']]);
    await folder.write('a/Dockerfile', 'FROM x\nCOPY . .\nCMD spaceone run plugin-server plugin\n');
    await catalog.update([file]);
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['a 1', 'z 1'], []]);
  });

  it('2.31 takes whatever a finder throws for the failure of that one folder and that one platform', async () => {
    const [finder] = pluginFinders;
    const broken: PluginFinder = {
      ...finder!,
      platform: 'other',
      read: (at) =>
        at.endsWith('/a') ? Promise.reject(new RangeError('Invalid array length')) : Promise.resolve(undefined),
    };
    const catalog = await catalogOf([finder!, broken]);
    assert.deepEqual(listed(catalog), ['a 1', 'z 1']);
    assert.deepEqual(
      catalog.unreadable.map(({ platform, failure }) => [platform, failure.what, failure.why]),
      [['other', 'The plugin in a cannot be read.', 'Invalid array length']],
    );
  });

  it('2.32 is searched although a search fails, and the folder of that search is named', async () => {
    const disk = new NodeFiles(() => [folder.path]);
    const files: Files = {
      read: (file) => disk.read(file),
      find: (at, globs) => (at.endsWith('/z') ? Promise.reject(new Error('EIO')) : disk.find(at, globs)),
    };
    const catalog = new Catalog(pluginFinders, files);
    catalog.setFolders([`${folder.path}/a`, `${folder.path}/z`]);
    await catalog.ready();
    // Each platform's search has failed there.
    assert.deepEqual([listed(catalog), unreadable(catalog)], [['a 1'], pluginFinders.map(() => 'z')]);
  });

  it('2.33 may itself be a plugin, whatever its neighbours cost', async () => {
    await folder.write('setup.py', "setup(name='whole')");
    await folder.write('src/plugin/main.py', collector);
    for (let index = 0; index < 20; index++) {
      await folder.write(`evil${index}/Dockerfile`, stagesThatCopy(40));
    }
    const catalog = await catalogOf();
    assert.deepEqual([listed(catalog), unreadable(catalog).length], [[' 1', 'a 1', 'z 1'], 20]);
  });

  it('2.34 is told by the command line: the failure, and the others can be called', async () => {
    const files = new NodeFiles(() => [folder.path]);
    const file = await folder.write('evil/Dockerfile', nestedVariables(10, 10));
    await folder.write('evil/deeper/src/inner/main.py', collector);
    const failure = await pluginIn(`${folder.path}/evil`, files).catch(toFailure);
    assert.deepEqual(
      { ...failure },
      {
        ...failure,
        what: `Dockerfile ${TOO_MUCH}`,
        where: { file },
      },
    );
    assert.equal((await pluginIn(`${folder.path}/a`, files)).name, 'a');
  });

  it('2.35 is told by the command line as it is shipped', async () => {
    await folder.write('evil/Dockerfile', nestedVariables(10, 10));
    await using processes = new Processes();
    const lines: string[] = [];
    const started = await processes.start(
      process.execPath,
      [path.resolve('dist/cli.js'), 'env', `${folder.path}/evil`],
      {
        cwd: folder.path,
        env: {},
        onLine: (line) => lines.push(line),
      },
    );
    const { code } = await started.exited;
    assert.deepEqual(
      [code, lines],
      [1, [`Dockerfile ${TOO_MUCH} Make it shorter or simpler.`, '  at evil/Dockerfile']],
    );
  });

  it('2.36 has its files read one a turn, however many are asked for at once', async () => {
    const files = new FilesInTurns(new MemoryFiles({ '/a': '1', '/b': '2', '/c': '3' }));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const seen: number[] = [];
    await Promise.all(
      ['/a', '/b', '/c'].map(async (file) => seen.push((await files.read(file)) === undefined ? -1 : turns)),
    );
    isDone = true;
    assert.equal(new Set(seen).size, 3, 'each in a turn of its own');
  });
});

describe('the environment of a hostile plugin', () => {
  const planOf = async (texts: Record<string, string>): Promise<unknown> => {
    const files = new MemoryFiles({ '/w/src/plugin/main.py': collector, ...texts });
    const plugin = (await readPlugin('/w', files)) as Plugin;
    return environmentPlan(plugin as never, files).then(({ requires }) => requires, toFailure);
  };

  it('2.37 is given up when requirements files refer to more and more of them', async () => {
    const texts = Array.from({ length: 10_000 }, (_, index): [string, string] => [
      `/w/r${index}.txt`,
      `-r r${index + 1}.txt\n-r r${index + 2}.txt\na${index}\n`,
    ]);
    const failure = await planOf({ '/w/requirements.txt': '-r r0.txt\n', ...Object.fromEntries(texts) });
    assert.equal((failure as { what: string }).what, 'The plugin takes more work to read than anything real does.');
  });

  it('2.38 follows requirements files that include each other once each', async () => {
    const requires = await planOf({
      '/w/requirements.txt': '-r b.txt\none\n',
      '/w/b.txt': '-r requirements.txt\n-r b.txt\ntwo\n',
    });
    assert.deepEqual((requires as string[]).slice(-2), ['two', 'one']);
  });
});
