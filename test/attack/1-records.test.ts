import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RecordFolder } from '../../src/runtime/records/record-folder';
import { recordName } from '../../src/runtime/records/record-name';
import { FORMAT, type Tally } from './storage/tally';

/** Who the superuser is for a moment, as all files may be read by the superuser. */
const NOBODY = 65_534;

describe('attack 1: records that a disk does not give, or does not put aside', () => {
  let folder: string;
  let said: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'records attack '));
    said = [];
    if (process.geteuid?.() === 0) {
      await chown(folder, NOBODY, NOBODY);
      process.seteuid?.(NOBODY);
    }
  });
  afterEach(async () => {
    if (process.getuid?.() === 0) {
      process.seteuid?.(0);
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<RecordFolder<Tally>> {
    const tallies = new RecordFolder<Tally>(folder, FORMAT, ({ what }) => said.push(what));
    await tallies.open();
    return tallies;
  }

  async function count(tallies: RecordFolder<Tally>, text: string): Promise<void> {
    await tallies.change(recordName(text), (now) => ({ text, counts: { n: (now?.counts['n'] ?? 0) + 1 } }));
  }

  async function countOf(tallies: RecordFolder<Tally>, text: string): Promise<number | undefined> {
    return (await tallies.get(recordName(text)))?.counts['n'];
  }

  function partOf(text: string): string {
    return path.join(folder, FORMAT.name, recordName(text).slice(-1));
  }

  function fileOf(text: string, version: number): string {
    return path.join(partOf(text), `${recordName(text)}.${version}`, 'record.json');
  }

  it('1.22 damage that is gone when its record is changed was none: the record counts, and nothing comes over it', async () => {
    await count(await open(), 'one');
    const whole = await readFile(fileOf('one', 1));
    await writeFile(fileOf('one', 1), 'x');
    const tallies = await open();
    assert.equal(await countOf(tallies, 'one'), undefined);
    await writeFile(fileOf('one', 1), whole);
    await count(tallies, 'one');
    assert.deepEqual([await countOf(tallies, 'one'), await countOf(await open(), 'one'), said.length], [2, 2, 1]);
    assert.equal((await readdir(folder)).includes('damaged'), false);
  });

  it('1.23 a record whose place holds no file is damaged, which is told, and the others are there', async () => {
    await count(await open(), 'one');
    await count(await open(), 'two');
    await rm(fileOf('one', 1));
    await mkdir(fileOf('one', 1));
    assert.deepEqual([(await (await open()).all()).map(({ text }) => text), said.length], [['two'], 1]);
  });

  if (process.platform !== 'win32') {
    it('1.21 a record that may not be read is neither damaged nor free for others: all is refused with the reason', async () => {
      const before = await open();
      await count(before, 'one');
      const tallies = await open();
      await count(before, 'one');
      await chmod(fileOf('one', 2), 0);
      const refused = { what: `Cannot read ${fileOf('one', 2)}.`, why: 'You may not read it (EACCES).' };
      await assert.rejects(tallies.all(), refused);
      await assert.rejects(count(tallies, 'one'), refused);
      await assert.rejects(open(), refused);
      await chmod(fileOf('one', 2), 0o600);
      await count(tallies, 'one');
      assert.deepEqual([await countOf(tallies, 'one'), said], [3, []]);
    });

    it('1.24 a change is made when what was damaged cannot be put aside, and says so', async () => {
      await count(await open(), 'one');
      await writeFile(fileOf('one', 1), 'x');
      const tallies = await open();
      // No folder can be made there, as on a disk that this change has filled.
      await chmod(folder, 0o555);
      await count(tallies, 'one');
      await chmod(folder, 0o755);
      assert.equal(await countOf(await open(), 'one'), 1);
      assert.equal(await readFile(fileOf('one', 1), 'utf8'), 'x');
      await count(tallies, 'one');
      assert.equal((await readdir(path.join(folder, 'damaged'))).length, 1);
    });

    it('1.25 a change is made when nobody can look afterwards, or a listener fails', async () => {
      await count(await open(), 'one');
      const tallies = await open();
      tallies.onDidChange(() => {
        throw new Error('A listener fails.');
      });
      await tallies.change(recordName('one'), () => {
        chmodSync(partOf('one'), 0o300);
        return { text: 'one', counts: { n: 2 } };
      });
      await chmod(partOf('one'), 0o755);
      assert.equal(await countOf(await open(), 'one'), 2);
    });
  }
});
