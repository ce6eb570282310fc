import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FolderOrigin } from '../../../../src/runtime/fetching/folder-origin';
import { LocalCopy, type SyncedCopy } from '../../../../src/runtime/fetching/local-copy';
import type { FetchRun, Origin } from '../../../../src/runtime/fetching/origin';
import { readTree, writeTree } from '../../../source-servers';

const run: FetchRun = { signal: new AbortController().signal, tell: () => undefined };

describe('the copy of a folder', () => {
  let place: string;
  let source: string;
  let copy: LocalCopy;

  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'copy of a source ü '));
    source = path.join(place, 'source');
    copy = new LocalCopy(path.join(place, 'copy'));
    await writeTree(source, { 'team/__init__.py': '', 'team/a.py': 'a', 'team/b/__init__.py': 'b', 'other/c.py': 'c' });
  });
  afterEach(() => rm(place, { recursive: true }));

  function sync(origin: Origin = new FolderOrigin(source, (name) => name === 'team')): Promise<SyncedCopy> {
    return copy.sync(origin, { type: 'fs' }, run);
  }

  it('holds what was picked, and tells it as added', async () => {
    const { added, changed, removed, files } = await sync();
    assert.deepEqual(
      [added, changed, removed, files],
      [['team/__init__.py', 'team/a.py', 'team/b/__init__.py'], [], [], 3],
    );
    assert.deepEqual(await readTree(copy.current), {
      'team/__init__.py': '',
      'team/a.py': 'a',
      'team/b/__init__.py': 'b',
    });
  });

  it('tells what the next sync has changed, and has it', async () => {
    await sync();
    await writeTree(source, { 'team/a.py': 'A', 'team/new.py': 'n' });
    await rm(path.join(source, 'team/b'), { recursive: true });
    const { added, changed, removed } = await sync();
    assert.deepEqual([added, changed, removed], [['team/new.py'], ['team/a.py'], ['team/b/__init__.py']]);
    assert.deepEqual(await readTree(copy.current), { 'team/__init__.py': '', 'team/a.py': 'A', 'team/new.py': 'n' });
  });

  it('is unchanged, its revision too, when a file was only touched', async () => {
    const { revision } = await sync();
    await utimes(path.join(source, 'team/a.py'), 1, 1);
    const again = await sync();
    assert.deepEqual([again.added, again.changed, again.removed, again.revision], [[], [], [], revision]);
  });

  it('asks for no file that is the same', async () => {
    await sync();
    await writeTree(source, { 'team/a.py': 'A' });
    const folder = new FolderOrigin(source, (name) => name === 'team');
    const asked: string[] = [];
    await sync({
      look: (known, each) => folder.look(known, each),
      fetch: (files, into, each) => {
        asked.push(...files.map((file) => file.path));
        return folder.fetch(files, into, each);
      },
    });
    assert.deepEqual(asked, ['team/a.py']);
  });

  it('is mended where somebody has changed it, which is no change of the source', async () => {
    await sync();
    await writeFile(path.join(copy.current, 'team/a.py'), 'x');
    const { changed } = await sync();
    assert.deepEqual([changed, (await readTree(copy.current))['team/a.py']], [[], 'a']);
  });

  it('tells when and from where it was made', async () => {
    const { revision } = await sync();
    const { synced, ...state } = (await copy.state())!;
    assert.deepEqual(state, { from: { type: 'fs' }, revision, files: 3 });
    assert.match(synced, /^\d{4}-\d\d-\d\dT/);
  });

  it('stays the last good one when the source fails in the middle', async () => {
    await sync();
    await writeTree(source, { 'team/a.py': 'A', 'team/b/__init__.py': 'B' });
    const folder = new FolderOrigin(source, (name) => name === 'team');
    const vanishing: Origin = {
      look: (known, each) => folder.look(known, each),
      fetch: async (files, into, each) => {
        await unlink(path.join(source, 'team/b/__init__.py'));
        return folder.fetch(files, into, each);
      },
    };
    await assert.rejects(sync(vanishing), {
      what: `${source}/team/b/__init__.py is not there, or not any more.`,
    });
    assert.deepEqual(await readTree(path.join(place, 'copy/current')), {
      'team/__init__.py': '',
      'team/a.py': 'a',
      'team/b/__init__.py': 'b',
    });
  });

  it('is left alone by a sync that is cancelled', async () => {
    await sync();
    await writeTree(source, { 'team/a.py': 'A' });
    const cancel = new AbortController();
    const folder = new FolderOrigin(source, (name) => name === 'team');
    const cancelling: Origin = {
      look: (known, each) => folder.look(known, each),
      fetch: (files, into, each) => {
        cancel.abort();
        return folder.fetch(files, into, each);
      },
    };
    await assert.rejects(copy.sync(cancelling, {}, { ...run, signal: cancel.signal }), { name: 'AbortError' });
    assert.deepEqual(Object.keys(await readTree(path.join(place, 'copy'))), [
      'current/team/__init__.py',
      'current/team/a.py',
      'current/team/b/__init__.py',
      'index.json',
      'state.json',
    ]);
    assert.equal((await readTree(copy.current))['team/a.py'], 'a');
  });

  it('has the text of a link that stays in the source, and neither one that leads out nor a circle', async () => {
    await symlink('a.py', path.join(source, 'team/inside.py'));
    await symlink('../../copy/state.json', path.join(source, 'team/outside.py'));
    await symlink('..', path.join(source, 'team/b/circle'));
    const { oddities } = await sync();
    assert.deepEqual(oddities, [
      { path: 'team/b/circle', is: 'leads out' },
      { path: 'team/outside.py', is: 'leads out' },
    ]);
    assert.equal((await readTree(copy.current))['team/inside.py'], 'a');
  });

  it('refuses more files than it may hold, and keeps what it has', async () => {
    copy = new LocalCopy(path.join(place, 'copy'), { files: 2, bytes: 1000, largest: 100 });
    await assert.rejects(sync(), { what: 'The source holds 3 files, and a sync fetches 2 at most.' });
  });

  it('leaves out a file that is larger than a file may be', async () => {
    copy = new LocalCopy(path.join(place, 'copy'), { files: 10, bytes: 1000, largest: 3 });
    await writeTree(source, { 'team/large.bin': 'four' });
    const { oddities, files } = await sync();
    assert.deepEqual([oddities, files], [[{ path: 'team/large.bin', is: 'too large' }], 3]);
  });

  it('says that its folder is not there', async () => {
    await rename(source, `${source}.away`);
    await assert.rejects(sync(), { what: `${source} is not there, or not any more.` });
  });
});
