import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence, toFailure } from '../../../../src/base/workbench-error';
import { RecordFolder } from '../../../../src/runtime/records/record-folder';
import { recordName } from '../../../../src/runtime/records/record-name';

interface Word {
  readonly text: string;
  readonly count: number;
}

describe('a folder of records', () => {
  let folder: string;
  const said: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'records '));
    said.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function open(version = 1): Promise<RecordFolder<Word>> {
    const words = new RecordFolder<Word>(folder, { name: 'words', version }, (failure) => said.push(sentence(failure)));
    await words.open();
    return words;
  }

  async function write(...texts: readonly string[]): Promise<void> {
    const words = await open();
    for (const text of texts) {
      await count(words, text);
    }
  }

  async function count(words: RecordFolder<Word>, text: string): Promise<void> {
    await words.change(recordName(text), (now) => ({ text, count: (now?.count ?? 0) + 1 }));
  }

  async function texts(words: RecordFolder<Word>): Promise<string[]> {
    return (await words.all()).map(({ text }) => text);
  }

  /** The words of the folder, read from nothing. */
  async function reopened(): Promise<string[]> {
    return texts(await open());
  }

  /** The folders of a word's versions, by their numbers. */
  async function versionsOf(text: string): Promise<string[]> {
    const part = path.join(folder, 'words', recordName(text).slice(-1));
    const names = (await readdir(part)).filter((name) => name.startsWith(`${recordName(text)}.`));
    return names.sort().map((name) => path.join(part, name));
  }

  async function fileOf(text: string): Promise<string> {
    return path.join((await versionsOf(text)).at(-1) ?? '', 'record.json');
  }

  it('keeps what was changed for the next process, in the order in which it was made', async () => {
    await write('one', 'two', 'three', 'one');
    assert.deepEqual(await (await open()).all(), [
      { text: 'one', count: 2 },
      { text: 'two', count: 1 },
      { text: 'three', count: 1 },
    ]);
  });

  it('changes nothing when the decision is against it', async () => {
    await write('one');
    const refused = (await open()).change(recordName('one'), () => {
      throw new Error('no');
    });
    await assert.rejects(refused, /^Error: no$/);
    assert.deepEqual(await reopened(), ['one']);
  });

  it('shows what another process has changed', async () => {
    const [a, b] = [await open(), await open()];
    await count(a, 'one');
    assert.deepEqual(await texts(b), ['one']);
    await count(a, 'one');
    assert.deepEqual(await b.get(recordName('one')), { text: 'one', count: 2 });
  });

  it('looks again when a folder has changed that had long been at rest', async () => {
    await write('one');
    const part = path.dirname((await versionsOf('one'))[0]!);
    await utimes(part, 1_000_000, 1_000_000);
    const words = await open();
    await words.all();
    await write('one');
    assert.deepEqual(await words.all(), [{ text: 'one', count: 2 }]);
  });

  it('tells when records have changed, in another process too', async () => {
    const [a, b] = [await open(), await open()];
    const heard: string[] = [];
    a.onDidChange(() => heard.push('a'));
    b.onDidChange(() => heard.push('b'));
    await count(a, 'one');
    await b.all();
    await b.all();
    assert.deepEqual(heard, ['a', 'b']);
  });

  it('knows a record that was taken away as one that is not there, and takes it again as a new one', async () => {
    await write('one', 'two');
    const [a, b] = [await open(), await open()];
    await a.change(recordName('one'), () => undefined);
    assert.deepEqual([await b.get(recordName('one')), await texts(b)], [undefined, ['two']]);
    await count(b, 'one');
    assert.deepEqual(await (await open()).all(), [
      { text: 'two', count: 1 },
      { text: 'one', count: 1 },
    ]);
  });

  it('makes each change on what is there, however many change a record at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => open()));
    await Promise.all(all.flatMap((words) => Array.from({ length: 25 }, () => count(words, 'one'))));
    assert.deepEqual(await (await open()).all(), [{ text: 'one', count: 100 }]);
  });

  it('does not take a change for made that came under a number which newer ones have left', async () => {
    await write('one');
    const words = await open();
    const [first = ''] = await versionsOf('one');
    const [before, after] = [path.join(folder, 'before'), path.join(folder, 'after')];
    await cp(first, before, { recursive: true });
    await write('one', 'one');
    await cp((await versionsOf('one')).at(-1)!, after, { recursive: true });
    await rm(path.dirname(first), { recursive: true });
    await cp(before, first, { recursive: true });
    const counts: (number | undefined)[] = [];
    await words.change(recordName('one'), (now) => {
      if (counts.push(now?.count) === 1) {
        // Meanwhile another process has made the versions 2 and 3, and the first two are gone.
        rmSync(first, { recursive: true });
        cpSync(after, first.replace(/1$/, '3'), { recursive: true });
      }
      return { text: 'one', count: (now?.count ?? 0) + 10 };
    });
    assert.deepEqual([counts, await (await open()).all()], [[1, 3], [{ text: 'one', count: 13 }]]);
  });

  it('leaves nothing behind but the newest versions and those that somebody may be about to read', async () => {
    const words = await open();
    for (let number = 0; number < 5; number++) {
      await count(words, 'one');
    }
    assert.deepEqual([(await versionsOf('one')).length, await readdir(path.join(folder, 'new'))], [5, []]);
  });

  for (const [name, damage] of [
    ['a flipped bit', (bytes: Buffer) => bytes.fill(bytes[20]! ^ 1, 20, 21)],
    ['an end that is cut off', (bytes: Buffer) => bytes.subarray(0, -2)],
    ['zeros in place of all', (bytes: Buffer) => bytes.fill(0)],
    ['nothing in it', (bytes: Buffer) => bytes.subarray(0, 0)],
    ['more behind it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
  ] as const) {
    it(`loses no more than the record whose file has ${name}, and says so`, async () => {
      await write('one', 'two', 'three');
      const file = await fileOf('two');
      await writeFile(file, damage(await readFile(file)));
      const words = await open();
      assert.deepEqual(
        [await texts(words), await texts(words)],
        [
          ['one', 'three'],
          ['one', 'three'],
        ],
      );
      assert.deepEqual(said, [
        `${file} is damaged. It is not as it was written. two cannot be used, and its text is kept: here, and in the folder "damaged" once you make it again; all other words are as they were. To end this message, make it again, or move the folder ${path.dirname(file)} away.`,
      ]);
    });
  }

  it('goes back to the version before when the newest one is damaged and that is still there', async () => {
    await write('one', 'one');
    const [, newest] = await versionsOf('one');
    await writeFile(path.join(newest!, 'record.json'), 'x');
    assert.deepEqual([await (await open()).all(), said.length], [[{ text: 'one', count: 1 }], 1]);
    assert.match(
      said[0] ?? '',
      / one is as it was at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; all other words are as they were\. /,
    );
    assert.ok(said[0]?.endsWith(` To end this message, move the folder ${newest} away.`), said[0]);
    await rename(newest!, path.join(folder, 'moved away'));
    assert.deepEqual([await (await open()).all(), said.length], [[{ text: 'one', count: 1 }], 1]);
  });

  it('keeps a damaged file when its record is made anew', async () => {
    await write('one');
    const file = await fileOf('one');
    await writeFile(file, 'damaged');
    await write('one');
    assert.deepEqual(await (await open()).all(), [{ text: 'one', count: 1 }]);
    const [kept = ''] = await readdir(path.join(folder, 'damaged'));
    assert.equal(await readFile(path.join(folder, 'damaged', kept, 'record.json'), 'utf8'), 'damaged');
    assert.equal(said.length, 1);
  });

  it('says that a version without its file is damaged, instead of looking for it for ever', async () => {
    await write('one', 'two');
    await rm(await fileOf('one'));
    assert.deepEqual([await reopened(), said.length], [['two'], 1]);
  });

  it('says it of all versions of a record, and keeps the others', async () => {
    await write('one', 'two');
    const version = path.dirname(await fileOf('one'));
    await rm(path.join(version, 'record.json'));
    await mkdir(version.replace(/\d+$/, '2'));
    await mkdir(version.replace(/\d+$/, '3'));
    assert.deepEqual([await reopened(), said.length], [['two'], 3]);
  });

  it('takes nothing for a version that is none by its name', async () => {
    await write('one');
    const version = path.dirname(await fileOf('one'));
    for (const name of ['9007199254740992', 'Infinity', '1e400', '0x10', '02', '1.2', ' 2']) {
      await cp(version, version.replace(/\d+$/, name), { recursive: true });
    }
    const words = await open();
    await count(words, 'one');
    assert.deepEqual([await texts(words), said], [['one'], []]);
  });

  it('does not touch a record that a newer version has written', async () => {
    await count(await open(2), 'one');
    const file = await fileOf('one');
    const before = await readFile(file, 'utf8');
    await assert.rejects(open(1), { what: `${file} was written by a newer version of Plugin Workbench.` });
    assert.equal(await readFile(file, 'utf8'), before);
  });

  it('goes on with nothing when a person takes its files away', async () => {
    const words = await open();
    await count(words, 'one');
    await rm(folder, { recursive: true });
    assert.deepEqual(await texts(words), []);
    await count(words, 'two');
    assert.deepEqual(await reopened(), ['two']);
  });

  it('is the same when it is copied to another place', async () => {
    await write('one', 'two');
    const copy = `${folder} copy`;
    await cp(folder, copy, { recursive: true });
    await rm(folder, { recursive: true });
    folder = copy;
    assert.deepEqual(await reopened(), ['one', 'two']);
  });

  it('removes what killed processes left, but not what one may be writing', async () => {
    await write('one');
    for (const [name, age] of [
      ['old', 4000],
      ['young', 60],
    ] as const) {
      const left = path.join(folder, 'new', name);
      await writeFile(left, '');
      const time = Date.now() / 1000 - age;
      await utimes(left, time, time);
    }
    assert.deepEqual([await reopened(), await readdir(path.join(folder, 'new'))], [['one'], ['young']]);
  });

  it('forgets in time that a record was taken away', async () => {
    await write('one');
    await (await open()).change(recordName('one'), () => undefined);
    const [, takenAway] = await versionsOf('one');
    await rm((await versionsOf('one'))[0]!, { recursive: true });
    await open();
    assert.deepEqual(await versionsOf('one'), [takenAway]);
    const time = Date.now() / 1000 - 4000;
    await utimes(takenAway!, time, time);
    await open();
    assert.deepEqual(await versionsOf('one'), []);
  });

  it('keeps records under names that no file system minds and no two share', () => {
    const names = ['a/b', 'A/B', '..', 'con', 'ü', 'x'.repeat(300), ''].map((text) => recordName(text, 'domain'));
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.every((name) => /^[a-z0-9-]{24,90}$/.test(name)));
    assert.notEqual(recordName('a', 'b'), recordName('a', 'c'));
  });

  describe('that cannot be written to', () => {
    it('says so when it is opened', async () => {
      await write('one');
      await chmod(path.join(folder, 'new'), 0o555);
      const failure = await withoutPrivileges(() => open().then(() => assert.fail('It was opened.'), toFailure));
      await chmod(path.join(folder, 'new'), 0o755);
      assert.equal(failure.what, `${folder} cannot be written to.`);
      assert.match(failure.why ?? '', /^You may not write there\.$/);
      assert.deepEqual(failure.next, { title: 'Choose a folder that you may write to' });
    });

    it('says so when there is a file in its place', async () => {
      await writeFile(path.join(folder, 'file'), '');
      folder = path.join(folder, 'file');
      await assert.rejects(open(), { what: `${folder} cannot be written to.` });
      folder = path.dirname(folder);
    });
  });

  /** The superuser may write everywhere, so it stops being one for a moment. */
  async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) {
      await chmod(folder, 0o755);
      process.seteuid?.(65_534);
    }
    try {
      return await work();
    } finally {
      if (isSuperuser) {
        process.seteuid?.(0);
      }
    }
  }
});
