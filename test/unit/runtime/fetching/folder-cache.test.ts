import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toFailure } from '../../../../src/base/workbench-error';
import type { FilledCache } from '../../../../src/runtime/fetching/cache-content';
import { FolderCache } from '../../../../src/runtime/fetching/folder-cache';
import { readTree, writeTree } from '../../../source-servers';

const { signal } = new AbortController();

describe('a folder that packages are loaded from', () => {
  let place: string;
  let folder: string;
  let told: string[];

  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'cache of a folder ü '));
    folder = path.join(place, 'cache');
    told = [];
  });
  afterEach(() => rm(place, { recursive: true }));

  /** Fills it with these files as they are now, each under the root that its path begins with. */
  async function fill(files: Readonly<Record<string, string>>): Promise<FilledCache> {
    const from = path.join(place, 'from');
    await writeTree(from, files);
    const roots = [...new Set(Object.keys(files).map((name) => name.split('/')[0]!))].map((name) => ({
      name,
      files: Object.entries(files)
        .filter(([file]) => file === name || file.startsWith(`${name}/`))
        .map(([file, text]) => ({
          path: file,
          digest: createHash('sha256').update(text).digest('hex'),
          from: path.join(from, file),
          within: from,
        })),
    }));
    return new FolderCache(folder).fill(roots, { signal, tell: (line) => told.push(line.replace(place, '')) });
  }

  /** What is in it beside its mark. */
  async function held(): Promise<Record<string, string>> {
    const files = Object.entries(await readTree(folder));
    return Object.fromEntries(files.filter(([name]) => name !== '.plugin-workbench-cache.json'));
  }

  it('holds the roots, and tells what was added', async () => {
    assert.deepEqual(await fill({ 'team/a.py': 'a', 'one.py': '1' }), {
      files: 2,
      added: ['one.py', 'team/a.py'],
      changed: [],
      removed: [],
    });
    assert.deepEqual(await held(), { 'one.py': '1', 'team/a.py': 'a' });
    assert.deepEqual(told, ['writing team into /cache', 'writing one.py into /cache']);
  });

  it('writes only the roots in which something has changed', async () => {
    await fill({ 'team/a.py': 'a', 'team/b.py': 'b', 'one.py': '1' });
    told = [];
    assert.deepEqual(await fill({ 'team/a.py': 'A', 'team/c.py': 'c', 'one.py': '1' }), {
      files: 3,
      added: ['team/c.py'],
      changed: ['team/a.py'],
      removed: ['team/b.py'],
    });
    assert.deepEqual(await held(), { 'one.py': '1', 'team/a.py': 'A', 'team/c.py': 'c' });
    assert.deepEqual(told, ['writing team into /cache']);
  });

  it('knows what it has written also when as many files were added as changed', async () => {
    await fill({ 'team/a.py': 'a' });
    await fill({ 'team/a.py': 'A', 'team/b.py': 'b' });
    assert.deepEqual(await fill({ 'team/a.py': 'A', 'team/b.py': 'b' }), {
      files: 2,
      added: [],
      changed: [],
      removed: [],
    });
  });

  it('loses a root of an earlier sync that is not among them, also when nothing else has changed', async () => {
    await fill({ 'team/a.py': 'a', 'other/b.py': 'b' });
    const { removed, files } = await fill({ 'team/a.py': 'a' });
    assert.deepEqual([removed, files], [['other/b.py'], 1]);
    assert.deepEqual(await held(), { 'team/a.py': 'a' });
    assert.deepEqual(await fill({ 'team/a.py': 'a' }), { files: 1, added: [], changed: [], removed: [] });
  });

  it('leaves its own mark as it is when nothing has changed', async () => {
    await fill({ 'team/a.py': 'a' });
    const mark = path.join(folder, '.plugin-workbench-cache.json');
    const spaced = `${await readFile(mark, 'utf8')}\n`;
    await writeFile(mark, spaced);
    await fill({ 'team/a.py': 'a' });
    assert.equal(await readFile(mark, 'utf8'), spaced);
  });

  it('keeps what no sync has written, and everything else with it', async () => {
    await writeTree(folder, { 'team/mine.py': 'mine', 'mine.py': 'mine' });
    const failure = toFailure(await fill({ 'team/a.py': 'a' }).catch((error: unknown) => error));
    assert.deepEqual(
      [failure.what.replace(place, ''), failure.why, failure.next?.title],
      [
        '/cache/team/mine.py stays, and the cache as it is with it.',
        'No sync has written it.',
        'Move it away, or name another path for the cache',
      ],
    );
    assert.deepEqual(await held(), { 'mine.py': 'mine', 'team/mine.py': 'mine' });
  });

  it('keeps what somebody has changed since a sync has written it, also when its root is gone', async () => {
    await fill({ 'team/a.py': 'a', 'other/b.py': 'b' });
    await writeFile(path.join(folder, 'other/b.py'), 'by hand');
    const failure = toFailure(await fill({ 'team/a.py': 'A' }).catch((error: unknown) => error));
    assert.equal(failure.why, 'It was changed since a sync has written it.');
    assert.deepEqual(await held(), { 'other/b.py': 'by hand', 'team/a.py': 'a' });
  });

  it("takes what Python has written beside it for nobody's work", async () => {
    await fill({ 'team/a.py': 'a' });
    await writeTree(folder, { 'team/__pycache__/a.cpython-311.pyc': 'x' });
    assert.deepEqual((await fill({ 'team/a.py': 'A' })).changed, ['team/a.py']);
  });
});
