import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSameBasis, loadBases, type LoadBasis } from '../../../../../src/platforms/bksops/load/load-basis';
import type { LoadedFrom } from '../../../../../src/platforms/bksops/load/source-task';
import { writeTree } from '../../../../source-servers';

const text = `apiVersion: bksops/v1
target: {sops: "3.34"}
sources:
  - name: local
    type: fs
    details: {path: ./plugins}
    packages:
      team: {version: "1", modules: [team.a]}
  - name: remote
    type: git
    details: {repo_address: "https://git.example.com/x.git", repo_raw_address: "https://raw.example.com", branch: main}
    packages:
      other: {version: "1", modules: [other.a]}
cache: {name: all, type: fs, details: {path: ./cache}}
`;

describe('what the load of a source goes by', () => {
  let place: string;
  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'load basis ')));
    await writeTree(place, { 'plugins/team/__init__.py': '', 'plugins/team/a.py': '', 'cache/team/a.py': '' });
  });
  afterEach(() => rm(place, { recursive: true }));

  const basesOf = (written = text, from: LoadedFrom = 'origin'): Promise<LoadBasis[]> =>
    loadBases({ file: path.join(place, 'sources.yaml'), text: written }, from, new AbortController().signal);
  /** For each source whether it would be loaded from the same after the change. */
  async function areSame(change: () => Promise<void> | string, from: LoadedFrom = 'origin'): Promise<boolean[]> {
    const before = await basesOf(text, from);
    const written = await change();
    const after = await basesOf(written ?? text, from);
    return before.map((basis, index) => isSameBasis(basis, after[index]!));
  }
  const write = (file: string, content: string) => (): Promise<void> => writeTree(place, { [file]: content });

  it('is the Python in the folder of a file system source, below its root packages', async () => {
    assert.deepEqual(await areSame(write('plugins/team/a.py', 'x = 1\n')), [false, true]);
    assert.deepEqual(await areSame(write('plugins/team/deep/b.py', '')), [false, true]);
    assert.deepEqual(await areSame(() => rm(path.join(place, 'plugins/team/deep'), { recursive: true })), [
      false,
      true,
    ]);
    assert.deepEqual(await areSame(() => rm(path.join(place, 'plugins'), { recursive: true })), [false, true]);
  });

  it('is no other file', async () => {
    assert.deepEqual(await areSame(write('plugins/team/README.md', 'x')), [true, true]);
    assert.deepEqual(await areSame(write('plugins/another/a.py', 'x')), [true, true]);
  });

  it('is what the manifest says of it and of its target, however it is laid out', async () => {
    assert.deepEqual(await areSame(() => text.replace('[team.a]', '[team.a, team.b]')), [false, true]);
    assert.deepEqual(await areSame(() => text.replace('branch: main', 'branch: next')), [true, false]);
    assert.deepEqual(await areSame(() => text.replace('3.34', '3.30')), [false, false]);
    assert.deepEqual(await areSame(() => `# moved\n${text.replace('[team.a]', '[ team.a ]')}`), [true, true]);
  });

  it('is the cache, for what is loaded from there', async () => {
    assert.deepEqual(await areSame(write('cache/team/a.py', 'x = 1\n'), 'cache'), [false, false]);
    assert.deepEqual(await areSame(() => text.replace('path: ./cache', 'path: ./other'), 'cache'), [false, false]);
    assert.deepEqual(await areSame(write('plugins/team/a.py', 'x = 2\n'), 'cache'), [true, true]);
    assert.deepEqual(await areSame(() => text.replace('path: ./cache', 'path: ./other')), [true, true]);
  });

  it('names the folder in which that may change', async () => {
    const folders = (await basesOf()).map(({ folder }) => folder);
    assert.deepEqual(folders, [path.join(place, 'plugins'), undefined]);
  });
});
