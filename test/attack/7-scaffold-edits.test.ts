import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Addition } from '../../src/base/scaffold';
import { toFailure } from '../../src/base/workbench-error';
import type { Disk } from '../../src/runtime/scaffold/disk';
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';
import { thisProcess, type Owner } from '../../src/runtime/scaffold/stage-owner';
import { disturbed, dying, failing } from '../unit/scaffold/failing-disk';
import { killedRounds } from './scaffold-rounds';

const never = new AbortController().signal;
const old = { 'list.txt': 'first\n', 'src/__init__.py': '\ufeffone\r\n', 'notes.txt': 'mine\n' };
const written = {
  ...old,
  'list.txt': 'first\nsecond\n',
  'src/__init__.py': '\ufeffone\r\ntwo\r\n',
  'deep/er/new.py': 'new\n',
};
const addition: Addition = {
  files: [{ path: 'deep/er/new.py', text: written['deep/er/new.py'] }],
  edits: (['list.txt', 'src/__init__.py'] as const).map((file) => ({
    path: file,
    before: old[file],
    after: written[file],
  })),
  open: 'deep/er/new.py',
};

describe('7 half-written scaffolds with edits', function () {
  this.timeout(120_000);
  let folder: string;
  /** A process that has ended. */
  let dead: Owner;

  before(async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    dead = { ...(await thisProcess()), pid: child.pid ?? 0 };
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scaffold edits ü '));
    await layOld();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function layOld(): Promise<void> {
    for (const name of await readdir(folder)) {
      await rm(path.join(folder, name), { recursive: true });
    }
    for (const [file, text] of Object.entries(old)) {
      await put(file, text);
    }
  }

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

  /** Adds as a process that is gone after so many steps; true when it had come to its end by then. */
  async function addUntil(disk: Disk): Promise<boolean> {
    return new ScaffoldWriter(disk, () => Promise.resolve(dead)).add(addition, folder, never).then(
      () => true,
      () => false,
    );
  }

  async function isWhole(after: string): Promise<void> {
    const now = await texts();
    assert.deepEqual(now, now['list.txt'] === old['list.txt'] ? old : written, after);
    assert.equal((await readdir(folder)).includes('deep'), now['list.txt'] !== old['list.txt'], after);
  }

  /** Adds until all is in place and only the journal is left to be removed. */
  async function addHalf(): Promise<void> {
    let isOver = false;
    const disk = disturbed(async ({ name, path: of, does }) => {
      isOver ||= name === 'remove' && of.endsWith('journal.json');
      if (isOver) {
        throw new Error('The process was killed.');
      }
      await does();
    });
    assert.equal(await addUntil(disk), false);
    assert.equal((await texts())['list.txt'], written['list.txt']);
  }

  it('7.23 an addition that is killed at a random moment is all old or all new after the next run', async () => {
    const { before, after } = await killedRounds(8, 23, 'add');
    assert.equal(before + after, 8);
  });

  for (const [number, what, way] of [
    ['7.24', 'with hard links', (disk: Disk): Disk => disk],
    ['7.29', 'without them', (disk: Disk): Disk => ({ ...disk, keep: (from, to) => copyFile(from, to) })],
  ] as const) {
    it(`${number} whichever step is the last one before the end, the next run leaves all old or all new, ${what}`, async () => {
      let steps = 0;
      for (let isDone = false; !isDone; steps++) {
        await layOld();
        isDone = await addUntil(way(dying(steps)));
        await new ScaffoldWriter().mend(folder);
        await isWhole(`after ${steps} steps`);
      }
      assert.ok(steps > 15, `${steps} steps`);
    });
  }

  it('7.25 the run that takes edits back may end at any step itself', async () => {
    let steps = 0;
    for (let isMended = false; !isMended; steps++) {
      await layOld();
      await addHalf();
      const first = new ScaffoldWriter(dying(steps), () => Promise.resolve(dead));
      isMended = await first.mend(folder).then(
        () => true,
        () => false,
      );
      await new ScaffoldWriter().mend(folder);
      assert.deepEqual(await texts(), old, `after ${steps} steps`);
    }
    assert.ok(steps > 5, `${steps} steps`);
  });

  it('7.26 an edited file that a person has edited since stays, and what was there before lies beside it', async () => {
    await addHalf();
    await put('list.txt', 'first\nsecond\nmine\n');
    await new ScaffoldWriter().mend(folder);
    assert.deepEqual(await texts(), { ...old, 'list.txt': 'first\nsecond\nmine\n', 'list.txt.before': 'first\n' });
  });

  it('7.27 a full disk at any step changes nothing', async () => {
    for (let step = 1; ; step++) {
      await layOld();
      const end = await new ScaffoldWriter(failing('any', step, 'ENOSPC'))
        .add(addition, folder, never)
        .catch(toFailure);
      if (!('what' in end)) {
        assert.ok(step > 15, `step ${step}`);
        break;
      }
      assert.equal(end.why, 'The disk is full.');
      assert.deepEqual(await texts(), old, `at step ${step}`);
    }
  });

  it('7.28 what is planned on a plugin after an interrupted addition is planned on what was there before', async () => {
    await addHalf();
    const read = await new ScaffoldWriter().texts(folder);
    assert.equal(await read('list.txt'), old['list.txt']);
  });
});
