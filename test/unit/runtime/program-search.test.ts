import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programsOnPath } from '../../../src/runtime/processes/program-search';
import { PythonInterpreters } from '../../../src/runtime/python/interpreters';

describe('the search for programs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'program-search-'));
    for (const name of ['system', 'workspace/bin']) {
      await mkdir(path.join(folder, name), { recursive: true });
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  const at = (...names: string[]): string => path.join(folder, ...names);

  async function program(file: string, mode = 0o755): Promise<string> {
    await writeFile(file, '');
    await chmod(file, mode);
    return file;
  }

  function found(names: string[], ...folders: string[]): Promise<string[]> {
    return programsOnPath(names, { keptOut: [at('workspace')], searchPath: folders.join(path.delimiter) });
  }

  it('goes name by name, and through the PATH for each', async () => {
    await mkdir(at('other'));
    const files = [await program(at('other', 'one')), await program(at('system', 'one'))];
    const two = await program(at('other', 'two'));
    assert.deepEqual(await found(['two', 'one'], at('system'), at('other')), [two, files[1], files[0]]);
  });

  it('leaves out what lies in the workspace, also where the PATH leads there by a link', async () => {
    await program(at('workspace/bin', 'node'));
    await symlink(at('workspace/bin'), at('tools'));
    const own = await program(at('system', 'node'));
    assert.deepEqual(await found(['node'], at('workspace/bin'), at('tools'), at('system')), [own]);
  });

  it('gives a test server no program of the workspace or of the plugin', async () => {
    await mkdir(at('plugin'));
    await program(at('workspace/bin', 'node'));
    await program(at('plugin', 'node'));
    const own = await program(at('system', 'node'));
    const searchPath = (...names: string[]): string => names.map((name) => at(name)).join(path.delimiter);
    const search = (...names: string[]): Promise<string | undefined> => {
      const run = (): never => assert.fail('Nothing is run to find a program.');
      const interpreters = new PythonInterpreters(
        run,
        () => [at('workspace')],
        () => searchPath(...names),
      );
      return interpreters.program('node', at('plugin'));
    };
    assert.equal(await search('workspace/bin', 'plugin', 'system'), own);
    assert.equal(await search('workspace/bin', 'plugin'), undefined);
  });

  it('leaves out relative parts of the PATH, folders, and files that nobody may run', async () => {
    await mkdir(at('system', 'node'));
    await program(at('system', 'uv'), 0o644);
    assert.deepEqual(await found(['node', 'uv', 'sh'], '.', 'bin', at('system')), []);
  });
});
