import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { readBeginning, readBytes, readStream, readText, requireFile } from '../../../src/runtime/files/read-file';
import { pathByIdentity } from '../../../src/runtime/files/real-path';
import { Turns } from '../../../src/runtime/turns';

describe('a file', () => {
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'read file ')));
  });
  after(() => rm(folder, { recursive: true }));

  async function write(name: string, content: string | Buffer): Promise<string> {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  }

  const own = (): { kind: 'own'; within: readonly string[] } => ({ kind: 'own', within: [folder] });

  for (const [name, text] of Object.entries({
    'with a byte order mark': '\uFEFFname: x\n',
    'with characters of every length': 'a é € 😀\n',
    'that is empty': '',
    'as long as it may be': 'x'.repeat(1_000_000),
  })) {
    it(`${name} is read as it is`, async () => {
      assert.equal(await readText(await write('text', text), own()), text);
    });
  }

  it('that is not UTF-8 has a mark where a character should be', async () => {
    assert.equal(await readText(await write('text', Buffer.from([0x61, 0xff, 0x62])), own()), 'a\uFFFDb');
  });

  it('is bytes where those are asked for', async () => {
    const file = await write('bytes', Buffer.from([0, 0xff, 1]));
    assert.deepEqual([...((await readBytes(file, own())) ?? [])], [0, 0xff, 1]);
  });

  it('of a byte more than it may have is refused, and of such a one the beginning can be had', async () => {
    const file = await write('long', 'x'.repeat(1_000_001));
    const told = { message: `Cannot read ${file}. It is larger than 1 MB.`, where: { file } };
    await assert.rejects(readText(file, own()), told);
    await assert.rejects(requireFile(file, own()), told);
    const beginning = await readBeginning(file, own());
    assert.deepEqual([beginning?.text.length, beginning?.isWhole], [100_000, false]);
  });

  for (const name of ['nothing', 'text/below', 'x'.repeat(5000), 'with\0nul']) {
    it(`of the name "${name.slice(0, 20).replace('\0', '\\0')}" that is not there is none, and no failure`, async () => {
      await write('text', 'x');
      assert.equal(await readText(path.join(folder, name), own()), undefined);
    });
  }

  it('may lie behind a link that leads nowhere, which is none', async () => {
    await symlink('nowhere', path.join(folder, 'dangling'));
    assert.equal(await readText(path.join(folder, 'dangling'), own()), undefined);
  });

  it('may be read in a folder that is itself a link', async () => {
    await mkdir(path.join(folder, 'real'));
    await writeFile(path.join(folder, 'real/a'), 'x');
    const linked = path.join(folder, 'linked');
    await symlink('real', linked);
    assert.equal(await readText(path.join(linked, 'a'), { kind: 'own', within: [linked] }), 'x');
  });

  it('in a folder beside, whose name begins alike, is elsewhere', async () => {
    await mkdir(path.join(folder, 'work'));
    await mkdir(path.join(folder, 'work-2'));
    await writeFile(path.join(folder, 'work-2/a'), 'x');
    await symlink('../work-2/a', path.join(folder, 'work/a'));
    const within = [path.join(folder, 'work')];
    await assert.rejects(readText(path.join(folder, 'work/a'), { kind: 'own', within }), /leads out of the workspace/);
    within.push(path.join(folder, 'work-2'));
    assert.equal(await readText(path.join(folder, 'work/a'), { kind: 'own', within }), 'x');
  });

  it('is known by its identity where the system does not tell the path of what is open', async () => {
    const file = await write('one', 'x');
    await symlink('one', path.join(folder, 'link-to-one'));
    const handle = openSync(file, 'r');
    assert.equal(await pathByIdentity(handle, path.join(folder, 'link-to-one')), file);
    await rename(await write('other', 'y'), file);
    assert.equal(await pathByIdentity(handle, file), undefined, 'another file has its name by now');
    closeSync(handle);
  });

  it('is read with few others at once, however many are asked for', async () => {
    const turns = new Turns(2);
    let atOnce = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        await turns.next();
        most = Math.max(most, (atOnce += 1));
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        turns.done();
      }),
    );
    assert.equal(most, 2);
  });
});

describe('a stream', () => {
  it('is read to its end', async () => {
    const read = await readStream(Readable.from([Buffer.from('a: €'.slice(0, 3)), Buffer.from('€\n')]), 'own', live());
    assert.deepEqual(read, { text: 'a: €\n', isWhole: true });
  });

  it('is read no further than its kind may be long', async () => {
    let asked = 0;
    const endless = (function* () {
      for (;;) {
        asked += 1;
        yield Buffer.alloc(100_000, 'x');
      }
    })();
    const { text, isWhole } = await readStream(Readable.from(endless), 'own', live());
    assert.deepEqual([text.length, isWhole], [1_000_000, false]);
    assert.ok(asked < 50, `${asked} times`);
  });
});

const live = (): AbortSignal => new AbortController().signal;
