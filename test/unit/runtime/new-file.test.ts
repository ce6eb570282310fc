import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeNewFile } from '../../../src/runtime/files/new-file';

describe('a new file in a plugin', () => {
  let root: string;
  let plugin: string;
  let file: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'new file ü ')));
    plugin = path.join(root, 'plugin');
    file = path.join(plugin, 'requests/a.yaml');
    await mkdir(plugin);
    await mkdir(path.join(root, 'elsewhere'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is written whole, with the folders that lead to it and nothing beside it', async () => {
    await writeNewFile(plugin, file, 'call: A.b\n');
    assert.equal(await readFile(file, 'utf8'), 'call: A.b\n');
    assert.deepEqual(await readdir(plugin, { recursive: true }), ['requests', 'requests/a.yaml']);
  });

  it('never takes the place of one that is there', async () => {
    await mkdir(path.dirname(file));
    await writeFile(file, 'mine\n');
    await assert.rejects(writeNewFile(plugin, file, 'call: A.b\n'), { what: `Cannot write ${file}.` });
    assert.equal(await readFile(file, 'utf8'), 'mine\n');
    assert.deepEqual(await readdir(path.dirname(file)), ['a.yaml']);
  });

  it('is not written through a link that leads nowhere', async () => {
    await mkdir(path.dirname(file));
    await symlink(path.join(root, 'elsewhere/a.yaml'), file);
    await assert.rejects(writeNewFile(plugin, file, 'call: A.b\n'), { what: `Cannot write ${file}.` });
    assert.deepEqual(await readdir(path.join(root, 'elsewhere')), []);
  });

  it('may lie in a folder that a link within the plugin leads to', async () => {
    await mkdir(path.join(plugin, 'calls'));
    await symlink('calls', path.join(plugin, 'requests'));
    await writeNewFile(plugin, file, 'call: A.b\n');
    assert.deepEqual(await readdir(path.join(plugin, 'calls')), ['a.yaml']);
  });

  it('may lie in a plugin that is itself reached by a link', async () => {
    const linked = path.join(root, 'linked');
    await symlink(plugin, linked);
    await writeNewFile(linked, path.join(linked, 'requests/a.yaml'), 'call: A.b\n');
    assert.equal(await readFile(file, 'utf8'), 'call: A.b\n');
  });
});
