import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScaffoldPlan } from '../../src/base/scaffold';
import { toFailure } from '../../src/base/workbench-error';
import { writeNewFile } from '../../src/runtime/files/new-file';
import { realDisk, type Disk } from '../../src/runtime/scaffold/disk';
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';
import { thisProcess, type Owner } from '../../src/runtime/scaffold/stage-owner';
import { disturbed, dying, failing } from '../unit/scaffold/failing-disk';
import { killedRounds } from './scaffold-rounds';

const never = new AbortController().signal;
const paths = ['README.md', 'src/main.py', 'src/new.py', 'deep/er/new.txt'];
const plan: ScaffoldPlan = {
  folder: 'plugin-a',
  files: paths.map((file) => ({ path: file, text: `new ${file}\n` })),
  open: 'src/main.py',
  renamed: () => plan,
};
const old = { 'README.md': 'old readme\n', 'src/main.py': 'old main\n', 'notes.txt': 'mine\n' };
const written = { ...old, ...Object.fromEntries(plan.files.map(({ path: file, text }) => [file, text])) };

describe('7 half-written scaffolds', function () {
  this.timeout(120_000);
  let into: string;
  let folder: string;
  /** A process that has ended. */
  let dead: Owner;

  before(async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    dead = { ...(await thisProcess()), pid: child.pid ?? 0 };
  });
  beforeEach(async () => {
    into = await mkdtemp(path.join(tmpdir(), 'scaffold attack ü '));
    folder = path.join(into, 'plugin-a');
    for (const [file, text] of Object.entries(old)) {
      await put(file, text);
    }
  });
  afterEach(() => rm(into, { recursive: true }));

  async function put(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }

  /** The texts of all files, stages included. */
  async function texts(): Promise<Record<string, string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const read = await Promise.all(
      files.map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')]),
    );
    return Object.fromEntries(read) as Record<string, string>;
  }

  async function stageNames(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith('.plugin-workbench-'));
  }

  /** Overwrites as a process that is gone after so many steps; true when it had come to its end by then. */
  async function overwriteUntil(steps: number, disk: Disk = dying(steps)): Promise<boolean> {
    return new ScaffoldWriter(disk, () => Promise.resolve(dead)).write(plan, into, 'overwrite', never).then(
      () => true,
      () => false,
    );
  }

  /** Lets the next run mend, and gives what it tells. */
  async function mend(disk?: Disk): Promise<string[]> {
    const told: string[] = [];
    const writer = new ScaffoldWriter(disk);
    writer.onDidMend(({ words }) => told.push(words));
    await writer.mend(folder);
    return told;
  }

  /** Numbers of steps until `round` says that there are no more. */
  async function everyStep(round: (steps: number) => Promise<boolean>): Promise<number> {
    for (let steps = 0; ; steps++) {
      if (await round(steps)) {
        return steps;
      }
      await rm(folder, { recursive: true });
      for (const [file, text] of Object.entries(old)) {
        await put(file, text);
      }
    }
  }

  it('7.01 an overwriting that is killed at a random moment is all old or all new after the next run', async () => {
    const { before, after } = await killedRounds(8, 7);
    assert.equal(before + after, 8);
  });

  it('7.02 whichever step is the last one before the end, the next run leaves all old or all new', async () => {
    const steps = await everyStep(async (count) => {
      const isDone = await overwriteUntil(count);
      await mend();
      const now = await texts();
      assert.deepEqual(now, now['README.md'] === old['README.md'] ? old : written, `after ${count} steps`);
      assert.equal((await readdir(folder)).includes('deep'), now['README.md'] !== old['README.md']);
      return isDone;
    });
    assert.ok(steps > 20, `${steps} steps`);
  });

  it('7.03 a file that was half written at the end is no matter', async () => {
    await everyStep(async (count) => {
      const half = disturbed(async ({ number, name, does }) => {
        if (number > count) {
          throw new Error('The process was killed.');
        }
        await does();
        if (number === count && name === 'write') {
          for (const stage of await stageNames()) {
            await truncateNewest(path.join(folder, stage));
          }
        }
      });
      const isDone = await overwriteUntil(count, half);
      await mend();
      const now = await texts();
      assert.deepEqual(now, now['README.md'] === old['README.md'] ? old : written, `after ${count} steps`);
      return isDone;
    });
  });

  it('7.21 a stage that was half removed at the end is removed by the next run', async () => {
    await everyStep(async (count) => {
      const half = disturbed(async ({ number, name, path: tree, does }) => {
        if (number > count) {
          await (number === count + 1 && name === 'removeTree' && removeOne(tree));
          throw new Error('The process was killed.');
        }
        await does();
      });
      const isDone = await overwriteUntil(count, half);
      const isRemoved = (await stageNames()).length === 0;
      await mend();
      const now = await texts();
      assert.deepEqual(now, now['README.md'] === old['README.md'] ? old : written, `after ${count} steps`);
      return isDone && isRemoved;
    });
  });

  it('7.04 the run that takes back may end at any step itself', async () => {
    await everyStep(async (count) => {
      await overwriteHalf();
      const first = new ScaffoldWriter(dying(count), () => Promise.resolve(dead));
      const isMended = await first.mend(folder).then(
        () => true,
        () => false,
      );
      await mend();
      assert.deepEqual(await texts(), old, `after ${count} steps`);
      assert.deepEqual((await readdir(folder)).sort(), ['README.md', 'notes.txt', 'src']);
      return isMended;
    });
  });

  it('7.05 what was taken back is told: when, and which files', async () => {
    await overwriteHalf();
    const [words = '', ...more] = await mend();
    assert.match(
      words,
      /^A writing into .*plugin-a was interrupted at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. These files are as they were before: README\.md, src\/main\.py, src\/new\.py, deep\/er\/new\.txt\.$/,
    );
    assert.deepEqual(more, []);
    assert.deepEqual(await mend(), []);
  });

  it('7.06 a file that a person has edited since stays, and what was there before lies beside it', async () => {
    await overwriteHalf();
    await put('README.md', 'edited since\n');
    await put('src/main.py.before', 'a name that is taken\n');
    await put('src/main.py', 'edited since, too\n');
    const [words = ''] = await mend();
    assert.deepEqual(await texts(), {
      'notes.txt': 'mine\n',
      'README.md': 'edited since\n',
      'README.md.before': 'old readme\n',
      'src/main.py': 'edited since, too\n',
      'src/main.py.before': 'a name that is taken\n',
      'src/main.py.before-2': 'old main\n',
    });
    assert.match(
      words,
      /These were changed since and stay; what was there before lies beside them as "\.before": src\/main\.py, README\.md\.$/,
    );
  });

  it('7.07 a file that a person has removed since is put back, and one added since is left alone', async () => {
    await overwriteHalf();
    await rm(path.join(folder, 'README.md'));
    await put('deep/er/mine.txt', 'added since\n');
    await mend();
    assert.deepEqual(await texts(), { ...old, 'deep/er/mine.txt': 'added since\n' });
  });

  it('7.08 the next writing into the folder mends first, whatever is decided then', async () => {
    await overwriteHalf();
    await assert.rejects(
      new ScaffoldWriter().write(plan, into, 'refuse', never),
      /has 2 of the files already: README\.md, src\/main\.py\./,
    );
    assert.deepEqual(await texts(), old);
  });

  it('7.09 looking changes nothing, and says that a writing was interrupted', async () => {
    await overwriteHalf();
    const before = await texts();
    assert.deepEqual(await new ScaffoldWriter().interrupted(folder), [
      {
        folder,
        words: `A writing into ${folder} was interrupted; the next one into it puts back what was there before.`,
      },
    ]);
    assert.deepEqual(await texts(), before);
  });

  it('7.10 a stage of a process that lives is not touched, and its folder is waited for', async () => {
    const other = new ScaffoldWriter();
    let second: Promise<unknown> | undefined;
    let seen: string[] = [];
    const disk = disturbed(async ({ name, does }) => {
      await does();
      if (name === 'move' && second === undefined) {
        second = other.write(plan, into, 'overwrite', never);
        await mend();
        seen = await stageNames();
      }
    });
    await new ScaffoldWriter(disk).write(plan, into, 'overwrite', never);
    assert.equal(seen.length, 1);
    await second;
    assert.deepEqual(await texts(), written);
  });

  it('7.11 several at once in one folder leave one of them whole, and no stage', async () => {
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => {
        const files = plan.files.map(({ path: file }) => ({ path: file, text: `${name}\n` }));
        return new ScaffoldWriter().write({ ...plan, files }, into, 'overwrite', never);
      }),
    );
    const now = await texts();
    assert.equal(new Set(paths.map((file) => now[file])).size, 1);
    assert.deepEqual(Object.keys(now).sort(), [...paths, 'notes.txt'].sort());
  });

  it("7.12 a stranger's stage is neither believed nor removed, whoever it names", async () => {
    const here = await thisProcess();
    const journal = JSON.stringify({
      at: new Date().toISOString(),
      files: [{ path: '../victim.txt', hash: '', isOver: true }],
      folders: [],
    });
    for (const [place, pid] of [
      ['deadbeef', 1],
      [here.place, dead.pid],
    ] as const) {
      const stage = `.plugin-workbench-${place}-${pid}-1-00000000`;
      await put(`${stage}/stage.json`, '{"stage":"1:1"}');
      await put(`${stage}/journal.json`, journal);
      await put(`${stage}/old/victim.txt`, 'theirs\n');
    }
    const before = await texts();
    const told = await mend();
    assert.deepEqual(await texts(), before);
    assert.equal(told.length, 2);
    assert.match(told[0] ?? '', /was not made here; it is left alone\.$/);
  });

  it('7.13 a journal that names a path outside is not believed, not even in a stage of this place', async () => {
    await writeFile(path.join(into, 'victim.txt'), 'mine\n');
    for (const name of ['../victim.txt', path.join(into, 'victim.txt'), 'a/../../victim.txt', 'C:\\victim.txt', '']) {
      await overwriteHalf();
      const [stage = ''] = await stageNames();
      const journal = path.join(folder, stage, 'journal.json');
      const value = JSON.parse(await readFile(journal, 'utf8')) as { files: object[] };
      await put(
        `${stage}/journal.json`,
        JSON.stringify({ ...value, files: [{ path: name, hash: '', isOver: false }] }),
      );
      const [words = ''] = await mend();
      assert.match(words, /its journal is damaged: what was there before lies in .*old\.$/);
      assert.equal(await readFile(path.join(into, 'victim.txt'), 'utf8'), 'mine\n');
      await rm(folder, { recursive: true });
      for (const [file, text] of Object.entries(old)) {
        await put(file, text);
      }
    }
  });

  it('7.14 a link that leads away by now is not followed', async () => {
    await overwriteHalf();
    const away = path.join(into, 'away');
    await mkdir(away);
    await writeFile(path.join(away, 'main.py'), 'new src/main.py\n');
    await rm(path.join(folder, 'src'), { recursive: true });
    await symlink(away, path.join(folder, 'src'));
    await mend();
    assert.equal(await readFile(path.join(away, 'main.py'), 'utf8'), 'new src/main.py\n');
    assert.deepEqual(await readdir(away), ['main.py']);
  });

  it('7.15 a stage that is a link or a file is left alone', async () => {
    const here = await thisProcess();
    const name = `.plugin-workbench-${here.place}-${dead.pid}-1-00000000`;
    await mkdir(path.join(into, 'away'));
    await symlink(path.join(into, 'away'), path.join(folder, name));
    await put(name.replace(/0$/, '1'), 'a file\n');
    await mend();
    assert.deepEqual(await readdir(into), ['away', 'plugin-a']);
    assert.deepEqual(await stageNames(), [name, name.replace(/0$/, '1')]);
  });

  it('7.16 a file system without hard links is written and mended as any other', async () => {
    const copying = (disk: Disk): Disk => ({ ...disk, keep: (from, to) => copyFile(from, to) });
    await everyStep(async (count) => {
      const isDone = await overwriteUntil(count, copying(dying(count)));
      await mend();
      const now = await texts();
      assert.deepEqual(now, now['README.md'] === old['README.md'] ? old : written, `after ${count} steps`);
      return isDone;
    });
  });

  it('7.17 a full disk at any step changes nothing', async () => {
    await everyStep(async (count) => {
      const disk = failing('any', count + 1, 'ENOSPC');
      const end = await new ScaffoldWriter(disk).write(plan, into, 'overwrite', never).catch(toFailure);
      if ('what' in end) {
        assert.equal(end.why, 'The disk is full.');
        assert.deepEqual(await texts(), old, `at step ${count + 1}`);
      }
      return !('what' in end);
    });
  });

  it('7.18 a read-only file is overwritten as asked, and stays read-only', async () => {
    await chmod(path.join(folder, 'README.md'), 0o444);
    await new ScaffoldWriter().write(plan, into, 'overwrite', never);
    assert.equal((await stat(path.join(folder, 'README.md'))).mode & 0o777, 0o444);
    assert.deepEqual(await texts(), written);
  });

  it('7.19 a new folder that was cut off leaves a stage that the next run removes', async () => {
    await rm(folder, { recursive: true });
    for (let count = 1; ; count++) {
      const isDone = await overwriteUntil(count);
      await new ScaffoldWriter().mend(into);
      assert.deepEqual(
        await readdir(into),
        isDone || (await realDisk.look(folder)) ? ['plugin-a'] : [],
        `${count} steps`,
      );
      if (isDone) {
        break;
      }
      await rm(folder, { recursive: true, force: true });
    }
    assert.deepEqual(Object.keys(await texts()).sort(), [...paths].sort());
  });

  it('7.22 a file that is saved while the others are prepared is not overwritten', async () => {
    const disk = disturbed(async ({ name, path: from, does }) => {
      if (name === 'move' && from.endsWith('journal.json.part')) {
        await put('src/main.py', 'saved meanwhile\n');
      }
      await does();
    });
    await assert.rejects(new ScaffoldWriter(disk).write(plan, into, 'overwrite', never), {
      what: `${folder}/src/main.py was changed while the files were being written.`,
    });
    assert.deepEqual(await texts(), { ...old, 'src/main.py': 'saved meanwhile\n' });
  });

  it('7.20 a request file is not written where a link leads out of the plugin', async () => {
    const away = path.join(into, 'away');
    await mkdir(away);
    await symlink(away, path.join(folder, 'requests'));
    await assert.rejects(writeNewFile(folder, path.join(folder, 'requests/A.b.yaml'), 'call: A.b\n'), {
      what: `Cannot write ${path.join(folder, 'requests/A.b.yaml')}.`,
      why: `A link on the way leads out of ${folder}.`,
    });
    assert.deepEqual(await readdir(away), []);
  });

  /** Cut off when all files are in place and the journal is still there. */
  async function overwriteHalf(): Promise<void> {
    const disk = disturbed(async ({ name, does }) => {
      if (isOver || (name === 'remove' && (await stageNames()).length > 0)) {
        isOver = true;
        throw new Error('The process was killed.');
      }
      await does();
    });
    let isOver = false;
    await overwriteUntil(0, disk);
  }

  /** Removes one file of a tree, as far down the alphabet as there is. */
  async function removeOne(tree: string): Promise<void> {
    const entries = await readdir(tree, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const last = files.sort().at(-1);
    await (last !== undefined && rm(last));
  }

  /** Cuts the file that was written last to its half. */
  async function truncateNewest(stage: string): Promise<void> {
    const entries = await readdir(stage, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const timed = await Promise.all(
      files
        .filter((file) => !file.includes(`${path.sep}old${path.sep}`))
        .map(async (file) => ({ file, at: (await stat(file, { bigint: true })).ctimeNs })),
    );
    const newest = timed.sort((a, b) => Number(b.at - a.at))[0]?.file;
    if (newest) {
      const text = await readFile(newest, 'utf8');
      await writeFile(newest, text.slice(0, text.length / 2));
    }
  }
});
