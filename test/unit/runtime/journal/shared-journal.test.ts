import assert from 'node:assert/strict';
import { appendFile, chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toFailure } from '../../../../src/base/workbench-error';
import { SharedJournal } from '../../../../src/runtime/journal/shared-journal';
import { Processes, type RunningProcess } from '../../../../src/runtime/processes';
import { Words, type WordEntry } from './words';

describe('a shared journal', () => {
  const processes = new Processes();
  let folder: string;
  let file: string;
  const said: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'shared journal '));
    file = path.join(folder, 'words.jsonl');
    said.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function open(version = 1): Promise<{ words: Words; journal: SharedJournal<WordEntry> }> {
    const words = new Words();
    const journal = new SharedJournal<WordEntry>(folder, { name: 'words', version }, words, ({ what, why }) =>
      said.push(`${what} ${why}`),
    );
    await journal.open();
    return { words, journal };
  }

  /** The words of the folder, read from nothing. */
  async function reopened(): Promise<string[]> {
    return [...(await open()).words.all];
  }

  async function write(...added: readonly string[]): Promise<void> {
    const { journal } = await open();
    for (const add of added) {
      await journal.change(() => ({ add }));
    }
  }

  /** A process that adds `NAME1`, `NAME2`, …; `taken` are those that it was told are kept. */
  async function writer(
    name: string,
    count: number,
  ): Promise<{ process: RunningProcess; taken: string[]; first: Promise<void> }> {
    const taken: string[] = [];
    let tell = (): void => undefined;
    const first = new Promise<void>((resolve) => (tell = resolve));
    const running = await processes.start(
      process.execPath,
      ['--import', 'tsx', path.resolve('test/unit/runtime/journal/writer.ts'), folder, name, String(count)],
      {
        onLine: (line, stream) => {
          if (stream === 'stderr') {
            said.push(line);
          } else if (line !== 'open') {
            taken.push(line);
            tell();
          }
        },
      },
    );
    void running.exited.then(tell);
    return { process: running, taken, first };
  }

  async function filesBeside(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name !== 'words.jsonl');
  }

  it('keeps what was changed for the next process', async () => {
    await write('one', 'two');
    assert.deepEqual(await reopened(), ['one', 'two']);
  });

  it('changes nothing when the decision is against it', async () => {
    await write('one');
    const { journal } = await open();
    await assert.rejects(
      journal.change(() => {
        throw new Error('no');
      }),
      /^Error: no$/,
    );
    assert.deepEqual(await reopened(), ['one']);
  });

  it('shows what another process has changed', async () => {
    const [a, b] = [await open(), await open()];
    await a.journal.change(() => ({ add: 'one' }));
    assert.deepEqual(await b.journal.read(() => [...b.words.all]), ['one']);
  });

  it('decides on what is there, however many decide at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => open()));
    const rejected: string[] = [];
    await Promise.all(
      all.flatMap(({ words, journal }) =>
        Array.from({ length: 10 }, (_, index) =>
          journal
            .change(() => {
              if (words.all.has(`word${index}`)) {
                throw new Error('It is taken.');
              }
              return { add: `word${index}` };
            })
            .catch((error: unknown) => rejected.push(String(error))),
        ),
      ),
    );
    assert.deepEqual([(await reopened()).length, rejected.length], [10, 30]);
  });

  it('loses nothing of two processes that write at the same time', async () => {
    const writers = await Promise.all([writer('a', 60), writer('b', 60)]);
    await Promise.all(writers.map((each) => each.process.exited));
    assert.deepEqual(said, []);
    assert.deepEqual(new Set(await reopened()), new Set(writers.flatMap(({ taken }) => taken)));
    assert.equal((await reopened()).length, 120);
  });

  it('keeps all that was taken when the process is killed in the middle of writing', async () => {
    for (let round = 1; round <= 5; round++) {
      const { process: running, taken, first } = await writer(`r${round}-`, 100_000);
      await first;
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
      const kept = (await reopened()).filter((word) => word.startsWith(`r${round}-`));
      // One more may have been written whole without the process living to tell.
      assert.deepEqual(kept.slice(0, taken.length), taken);
      assert.ok(kept.length <= taken.length + 1);
    }
    assert.deepEqual([said, await filesBeside()], [[], []]);
  });

  for (const cut of [2, 10, 60]) {
    it(`passes over a last line that lacks ${cut} bytes, and writes on`, async () => {
      await write('one', 'two');
      const bytes = await readFile(file);
      await writeFile(file, bytes.subarray(0, bytes.length - cut));
      assert.deepEqual(await reopened(), ['one']);
      await write('three');
      await write('four');
      assert.deepEqual([await reopened(), said], [['one', 'three', 'four'], []]);
    });
  }

  it('keeps a damaged file under another name, says so, and goes on with what could be read', async () => {
    await write('one', 'two', 'three');
    const damaged = (await readFile(file, 'utf8')).replace('two', 'tvo');
    await writeFile(file, damaged);
    assert.deepEqual(await reopened(), ['one']);
    const [aside = ''] = await filesBeside();
    assert.match(aside, /^words\.damaged-\d{8}T\d{6}Z-[0-9a-f]{4}\.jsonl$/);
    assert.equal(await readFile(path.join(folder, aside), 'utf8'), damaged);
    assert.deepEqual(said, [
      `${file} is damaged: line 3 cannot be read. It is kept as ${aside}; 1 of its words could be read and go on in a new file.`,
    ]);
    await write('four');
    assert.deepEqual([await reopened(), said.length], [['one', 'four'], 1]);
  });

  it('notices that the last whole line is damaged', async () => {
    await write('one', 'two');
    await writeFile(file, (await readFile(file, 'utf8')).replace('two', 'tvo'));
    assert.deepEqual([await reopened(), said.length], [['one'], 1]);
  });

  it('notices that a line is missing', async () => {
    await write('one', 'two', 'three');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [lines[0], lines[1], ...lines.slice(3)].join('\n'));
    assert.deepEqual([await reopened(), said.length], [['one'], 1]);
  });

  for (const [name, text] of [
    ['an empty file', ''],
    ['a file of another make', 'words: [one]\n'],
    ['zeros', '\0'.repeat(5000)],
  ] as const) {
    it(`keeps ${name} under another name and starts with nothing`, async () => {
      await writeFile(file, text);
      assert.deepEqual([await reopened(), said.length], [[], 1]);
      assert.equal(await readFile(path.join(folder, (await filesBeside())[0]!), 'utf8'), text);
    });
  }

  it('does not touch a file that a newer version has written', async () => {
    await (await open(2)).journal.change(() => ({ add: 'one' }));
    const before = await readFile(file, 'utf8');
    await assert.rejects(open(1), { what: `${file} was written by a newer version of Plugin Workbench.` });
    assert.deepEqual([await readFile(file, 'utf8'), await filesBeside()], [before, []]);
  });

  it('goes on with nothing when a person takes its file away', async () => {
    const { words, journal } = await open();
    await journal.change(() => ({ add: 'one' }));
    await rm(file);
    assert.deepEqual(await journal.read(() => [...words.all]), []);
    await journal.change(() => ({ add: 'two' }));
    assert.deepEqual(await reopened(), ['two']);
  });

  describe('that has grown by changes that say nothing any more', () => {
    it('is written anew, and those who have it open go on in the new file', async () => {
      const [a, b] = [await open(), await open()];
      await a.journal.change(() => ({ add: 'stays' }));
      let largest = 0;
      for (let number = 0; number < 1200; number++) {
        await a.journal.change(() => (number % 2 === 0 ? { add: 'goes' } : { take: 'goes' }));
        largest = Math.max(largest, (await stat(file)).size);
      }
      assert.ok((await stat(file)).size < largest / 2);
      await b.journal.change(() => ({ add: 'last' }));
      assert.deepEqual(await a.journal.read(() => [...a.words.all]), ['stays', 'last']);
      assert.deepEqual([await reopened(), await filesBeside(), said], [['stays', 'last'], [], []]);
    });

    it('loses nothing when the process is killed before the new file is in its place', async () => {
      await write('one', 'two');
      const whole = await readFile(file, 'utf8');
      await rm(file);
      await write('one', 'two');
      const next = 'words-0123456789abcdef.jsonl';
      await writeFile(path.join(folder, next), whole);
      const { lineOf } = await import('../../../../src/runtime/journal/journal-lines');
      await appendFile(file, lineOf(3, 'x', { next }));
      assert.deepEqual([await reopened(), await filesBeside()], [['one', 'two'], []]);
    });

    it('loses nothing when the new file is gone', async () => {
      await write('one', 'two');
      const { lineOf } = await import('../../../../src/runtime/journal/journal-lines');
      await appendFile(file, lineOf(3, 'x', { next: 'words-0123456789abcdef.jsonl' }));
      assert.deepEqual([await reopened(), said.length], [['one', 'two'], 1]);
    });
  });

  describe('whose folder cannot be written to', () => {
    it('says so when it is opened', async () => {
      await write('one');
      await chmod(folder, 0o555);
      await chmod(file, 0o444);
      const failure = await withoutPrivileges(() => open().then(() => assert.fail('It was opened.'), toFailure));
      await chmod(folder, 0o755);
      assert.equal(failure.what, `${folder} cannot be written to.`);
      assert.match(failure.why ?? '', /EACCES: permission denied/);
    });

    it('says so when there is a file in its place', async () => {
      await write('one');
      folder = file;
      await assert.rejects(open(), { what: `${file} cannot be written to.` });
      folder = path.dirname(file);
    });
  });

  /** The superuser may write everywhere, so it stops being one for a moment. */
  async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) {
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
