import assert from 'node:assert/strict';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Addition } from '../../../src/base/scaffold';
import { editOf } from '../../../src/base/scaffold-edit';
import { sentence, toFailure } from '../../../src/base/workbench-error';
import { ScaffoldWriter } from '../../../src/runtime/scaffold/scaffold-writer';
import { disturbed } from './failing-disk';

const never = new AbortController().signal;

describe('an addition to a plugin', () => {
  const writer = new ScaffoldWriter();
  let into: string;
  let folder: string;

  beforeEach(async () => {
    into = await mkdtemp(path.join(tmpdir(), 'addition '));
    folder = path.join(into, 'bundle');
    await put('list.txt', 'first\n');
    await put('deep/other.txt', 'a\r\nb\r\n');
  });
  afterEach(() => rm(into, { recursive: true }));

  async function put(file: string, text: string): Promise<string> {
    const whole = path.join(folder, file);
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, text);
    return whole;
  }

  /** The texts of all files below the place, stages included. */
  async function texts(): Promise<Record<string, string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const read = await Promise.all(
      files.sort().map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')]),
    );
    return Object.fromEntries(read) as Record<string, string>;
  }

  /** A new file, and a line more in each of the files that are there. */
  async function planned(name = 'second'): Promise<Addition> {
    const read = await writer.texts(folder);
    const edits = ['list.txt', 'deep/other.txt'].map(async (file) => {
      const text = (await read(file)) ?? assert.fail(file);
      return editOf(file, text, (plain) => [{ start: plain.length, end: plain.length, text: `${name}\n` }]);
    });
    return {
      files: [{ path: `parts/${name}.txt`, text: `${name}\n` }],
      edits: await Promise.all(edits),
      open: `parts/${name}.txt`,
    };
  }

  async function refused(addition: Addition, by = writer): Promise<string> {
    const before = await texts();
    const failure = await by.add(addition, folder, never).then(() => assert.fail('It was written.'), toFailure);
    assert.deepEqual(await texts(), before);
    return sentence(failure).replaceAll(`${into}/`, '');
  }

  it('writes the new files and the edits, and tells which', async () => {
    assert.deepEqual(await writer.add(await planned(), folder, never), {
      folder,
      open: path.join(folder, 'parts/second.txt'),
      files: ['parts/second.txt', 'list.txt', 'deep/other.txt'],
      kept: [],
    });
    assert.deepEqual(await texts(), {
      'deep/other.txt': 'a\r\nb\r\nsecond\r\n',
      'list.txt': 'first\nsecond\n',
      'parts/second.txt': 'second\n',
    });
  });

  it('keeps byte-order mark, line ends and permissions of a file that is edited', async () => {
    const file = await put('list.txt', '\ufefffirst\r\n');
    await chmod(file, 0o755);
    await writer.add(await planned(), folder, never);
    assert.deepEqual(await readFile(file), Buffer.from('\ufefffirst\r\nsecond\r\n'));
    assert.equal((await stat(file)).mode & 0o777, 0o755);
  });

  it('leaves a file alone whose edit changes nothing', async () => {
    const addition = await planned();
    const [first, ...more] = addition.edits;
    const { mtimeMs } = await stat(path.join(folder, 'list.txt'));
    const edits = [{ ...first!, after: first!.before }, ...more];
    const { files } = await writer.add({ ...addition, edits }, folder, never);
    assert.deepEqual(files, ['parts/second.txt', 'deep/other.txt']);
    assert.equal((await stat(path.join(folder, 'list.txt'))).mtimeMs, mtimeMs);
  });

  it('is written into the folder itself where the plugin is opened by a link', async () => {
    const link = path.join(into, 'link');
    await symlink(folder, link);
    const written = await writer.add(await planned(), link, never);
    assert.equal(written.open, path.join(link, 'parts/second.txt'));
    assert.equal((await texts())['list.txt'], 'first\nsecond\n');
  });

  it('is refused when a file has been edited since it was planned', async () => {
    const addition = await planned();
    await put('deep/other.txt', 'a\r\nb\r\nmine\r\n');
    assert.equal(
      await refused(addition),
      'bundle/deep/other.txt has changed since its edit was made. Nothing was changed. Run it again.',
    );
  });

  it('is refused when a file has got other bytes for the same text', async () => {
    const addition = await planned();
    await put('list.txt', 'first\r\n');
    assert.match(await refused(addition), /^bundle\/list\.txt has changed/);
  });

  it('is refused when a file has vanished', async () => {
    const addition = await planned();
    await rm(path.join(folder, 'list.txt'));
    assert.equal(
      await refused(addition),
      'bundle/list.txt is not there any more. Nothing was changed. Put it back, and run it again.',
    );
  });

  it('is refused when a file has become a link out of the plugin, whatever lies there', async () => {
    const addition = await planned();
    await rename(path.join(folder, 'list.txt'), path.join(into, 'away.txt'));
    await symlink(path.join(into, 'away.txt'), path.join(folder, 'list.txt'));
    assert.equal(
      await refused(addition),
      'Cannot edit bundle/list.txt. Nothing was changed. bundle/list.txt is a link to away.txt. Put the file itself there, and run it again.',
    );
    assert.equal(await readFile(path.join(into, 'away.txt'), 'utf8'), 'first\n');
  });

  it('is refused when a folder on the way has become a link out of the plugin', async () => {
    const addition = await planned();
    await rename(path.join(folder, 'deep'), path.join(into, 'away'));
    await symlink(path.join(into, 'away'), path.join(folder, 'deep'));
    assert.match(await refused(addition), /bundle\/deep is a link to away\. Put the folder itself there/);
    assert.equal(await readFile(path.join(into, 'away/other.txt'), 'utf8'), 'a\r\nb\r\n');
  });

  it('is refused when a file is read-only', async () => {
    const addition = await planned();
    await chmod(path.join(folder, 'list.txt'), 0o444);
    assert.equal(
      await refused(addition),
      'bundle/list.txt is read-only. Nothing was changed. Make it writable, and run it again.',
    );
  });

  it('is refused when its new file is there already', async () => {
    const addition = await planned();
    await put('parts/second.txt', 'mine\n');
    assert.equal(await refused(addition), 'bundle has parts/second.txt already. Choose another name.');
  });

  it('is refused when it leads out of the plugin, as an edit too', async () => {
    const edit = { path: '../away.txt', before: 'a', after: 'b' };
    await writeFile(path.join(into, 'away.txt'), 'a');
    assert.equal(
      await refused({ files: [], edits: [edit], open: edit.path }),
      'Cannot write into bundle. "..": The name must not lead into another folder.'.replace(
        'bundle',
        folder.replace(`${into}/`, ''),
      ),
    );
    assert.equal(await readFile(path.join(into, 'away.txt'), 'utf8'), 'a');
  });

  it('is refused when a file is new and edited at once', async () => {
    const { edits } = await planned();
    assert.match(
      await refused({ files: [{ path: 'list.txt', text: '' }], edits, open: 'list.txt' }),
      /one and the same/,
    );
  });

  it('reads for its plan what lies in the plugin, and neither through a link nor what is no UTF-8', async () => {
    await writeFile(path.join(into, 'away.txt'), 'secret\n');
    await symlink('../away.txt', path.join(folder, 'link.txt'));
    await writeFile(path.join(folder, 'latin.txt'), Buffer.from([0x63, 0xe9]));
    const read = await writer.texts(folder);
    assert.equal(await read('deep/other.txt'), 'a\r\nb\r\n');
    assert.equal(await read('deep/none.txt'), undefined);
    await assert.rejects(read('link.txt'), /link\.txt is a link to \.\.\/away\.txt/);
    await assert.rejects(read('../away.txt'), /must not lead into another folder/);
    await assert.rejects(read('latin.txt'), /UTF-8/);
    await assert.rejects(read('deep'), /deep is no file/);
  });

  it('of two at once is one written whole and the other refused', async () => {
    const additions = [await planned('second'), await planned('third')];
    const ends = await Promise.allSettled(
      additions.map((addition) => new ScaffoldWriter().add(addition, folder, never)),
    );
    const [won = ''] = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value.files : []));
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [toFailure(end.reason).what] : []));
    assert.equal(lost.length, 1);
    assert.match(lost[0] ?? '', /list\.txt has changed since its edit was made/);
    const name = path.basename(won, '.txt');
    assert.deepEqual(await texts(), {
      'deep/other.txt': `a\r\nb\r\n${name}\r\n`,
      'list.txt': `first\n${name}\n`,
      [won]: `${name}\n`,
    });
  });

  it('is refused when its new file appears while it waits for its turn', async () => {
    const addition = await planned();
    const disk = disturbed(async ({ name, path: file, does }) => {
      if (name === 'write' && file.endsWith('stage.json')) {
        await put('parts/second.txt', 'mine\n');
      }
      await does();
    });
    await assert.rejects(new ScaffoldWriter(disk).add(addition, folder, never), /parts\/second\.txt already/);
    assert.deepEqual(await texts(), {
      'deep/other.txt': 'a\r\nb\r\n',
      'list.txt': 'first\n',
      'parts/second.txt': 'mine\n',
    });
  });

  it('is refused when a file is saved with the same size at the same moment, where there are no hard links', async () => {
    const addition = await planned();
    const disk = disturbed(async ({ name, path: file, does }) => {
      if (name === 'move' && file.endsWith('journal.json.part')) {
        const { atime, mtime } = await stat(path.join(folder, 'list.txt'));
        await utimes(await put('list.txt', 'saved\n'), atime, mtime);
      }
      await does();
    });
    const copying = { ...disk, keep: (from: string, to: string): Promise<void> => copyFile(from, to) };
    await assert.rejects(new ScaffoldWriter(copying).add(addition, folder, never), /list\.txt has changed/);
    assert.deepEqual(await texts(), { 'deep/other.txt': 'a\r\nb\r\n', 'list.txt': 'saved\n' });
  });

  for (const [when, step] of [
    ['while the files are prepared', 'keep'],
    ['between the last look at it and the writing', 'move'],
  ] as const) {
    it(`takes everything back when a file is saved ${when}, and keeps what was saved`, async () => {
      const addition = await planned();
      const disk = disturbed(async ({ name, path: from, does }) => {
        if (name === step && from.endsWith('list.txt')) {
          await put('list.txt', 'saved\n');
        }
        await does();
      });
      const failure = await new ScaffoldWriter(disk).add(addition, folder, never).then(() => assert.fail(), toFailure);
      assert.match(failure.what, /list\.txt has changed since its edit was made\. Nothing was changed\.$/);
      assert.deepEqual(await texts(), { 'deep/other.txt': 'a\r\nb\r\n', 'list.txt': 'saved\n' });
    });
  }
});
