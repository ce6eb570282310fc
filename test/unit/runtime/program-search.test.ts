import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programsOnPath } from '../../../src/runtime/processes/program-search';

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

  it('leaves out relative parts of the PATH, folders, and files that nobody may run', async () => {
    await mkdir(at('system', 'node'));
    await program(at('system', 'uv'), 0o644);
    assert.deepEqual(await found(['node', 'uv', 'sh'], '.', 'bin', at('system')), []);
  });
});
