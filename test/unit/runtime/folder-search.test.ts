import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { FolderSearch, type SearchLimits } from '../../../src/runtime/files/folder-search';
import { NodeFiles } from '../../../src/runtime/files/node-files';

describe('a search below a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'search ')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), '');
    }
  }

  async function find(globs: readonly string[], top = folder, roots = [folder]): Promise<string[]> {
    const found = await new NodeFiles(() => roots).find(top, globs);
    return found.map((file) => path.relative(top, file));
  }

  async function findWithin(
    most: SearchLimits,
    globs: readonly string[] = ['**/*'],
  ): Promise<{ found: string[]; notes: string[] }> {
    const notes: string[] = [];
    const options = {
      readIgnoreFile: () => Promise.resolve(undefined),
      tell: (note: string) => notes.push(note),
      most,
    };
    const found = await new FolderSearch(folder, globs, options).run();
    return { found: found.map((file) => path.relative(folder, file)), notes };
  }

  it('goes as deep as its globs, with their folders in braces or after two stars', async () => {
    await write('a', 'b/a', 'b/c/a', 'b/c/d/a', '.hidden/a');
    assert.deepEqual(await find(['*']), ['a']);
    assert.deepEqual(await find(['*/a']), ['.hidden/a', 'b/a']);
    assert.deepEqual(await find(['{b/c,b}/a']), ['b/a', 'b/c/a']);
    assert.deepEqual(await find(['b/**/a']), ['b/a', 'b/c/a', 'b/c/d/a']);
    assert.deepEqual(await find(['*', 'b/c/*']), ['a', 'b/c/a']);
  });

  it('enters no folder that leads to nothing its globs fit', async () => {
    await write(
      '.idea/a',
      'components/collections/b/a',
      ...Array.from({ length: 20 }, (_, index) => `other/${index}/a`),
    );
    const globs = ['components/collections/**/a', '.idea/*'];
    const { found, notes } = await findWithin({ entries: 10, foldersDeep: 100 }, globs);
    assert.deepEqual([found, notes], [['.idea/a', 'components/collections/b/a'], []]);
  });

  it('enters every folder for a glob that begins with a pattern, whatever that is written with', async () => {
    await write('a/b/c', 'd/c');
    assert.deepEqual(await find(['[a]/b/c']), ['a/b/c']);
    assert.deepEqual(await find(['@(d|a/b)/c']), ['a/b/c', 'd/c']);
    assert.deepEqual(await find(['./a/b/c']), ['a/b/c']);
    assert.deepEqual(await find(['\\a/b/c']), ['a/b/c']);
    assert.deepEqual(await find(['!a/b/c']), ['d/c']);
  });

  it('enters no caches, environments and repositories', async () => {
    await write('a', '.git/a', 'node_modules/a', '.venv/a', 'b/__pycache__/a', '.test-env/a');
    assert.deepEqual(await find(['**/*']), ['a']);
  });

  it('finds links to files, pipes too, and neither links to folders nor those that lead nowhere', async () => {
    await write('real/a');
    await symlink('real/a', path.join(folder, 'to-file'));
    await symlink('real', path.join(folder, 'to-folder'));
    await symlink('user@host.4711', path.join(folder, '.#a'));
    await promisify(execFile)('mkfifo', [path.join(folder, 'pipe')]);
    assert.deepEqual(await find(['**/*']), ['pipe', 'real/a', 'to-file']);
  });

  it('begins in a linked folder of the workspace, and in none that leads out of it', async () => {
    await write('work/real/a', 'elsewhere/b');
    await symlink('real', path.join(folder, 'work/inside'));
    await symlink('../elsewhere', path.join(folder, 'work/outside'));
    const work = path.join(folder, 'work');
    assert.deepEqual(await find(['*'], path.join(work, 'inside'), [work]), ['a']);
    assert.deepEqual(await find(['*'], path.join(work, 'outside'), [work]), []);
    assert.deepEqual(await find(['*'], path.join(work, 'outside'), [path.join(work, 'outside')]), ['b']);
    assert.deepEqual(await find(['*'], path.join(work, 'nowhere'), [work]), []);
  });

  it('ends where more is than it looks at, and says so', async () => {
    await write(...Array.from({ length: 20 }, (_, index) => `${index % 4}/${index}`));
    const { found, notes } = await findWithin({ entries: 3, foldersDeep: 100 });
    assert.deepEqual([found, notes], [[], [`${folder} holds more than 3 files and folders; the rest is left out.`]]);
    assert.deepEqual((await findWithin({ entries: 100, foldersDeep: 100 })).notes, []);
  });

  it('goes no deeper than anyone nests folders, and says so once', async () => {
    await write('a/b/x', 'a/c/x', 'a/x');
    const { found, notes } = await findWithin({ entries: 100, foldersDeep: 2 });
    assert.deepEqual(found, ['a/x']);
    assert.match(notes.join('\n'), /\/a\/[bc] lies 2 folders deep: what is in such folders is left out\.$/);
    assert.equal(notes.length, 1);
  });
});
