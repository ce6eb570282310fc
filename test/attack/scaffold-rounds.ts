import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';
import { Random } from '../unit/random';
import { bigPlan, oldText, writeBig, type Way } from './big-plan';

/** Every second file of the plan is there before, and one that is none of the plan's. */
async function layOld(into: string): Promise<void> {
  for (const [index, { path: file }] of bigPlan.files.entries()) {
    if (index % 2 === 0) {
      await put(into, file, oldText(file));
    }
  }
  await put(into, 'notes.txt', 'mine\n');
}

async function put(into: string, file: string, text: string): Promise<void> {
  const full = path.join(into, bigPlan.folder, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, text);
}

/** The texts under a folder by their paths, stages included. */
async function texts(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.sort().map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')]),
  );
  return Object.fromEntries(read) as Record<string, string>;
}

/** Starts a process that writes, and kills it at a share of the time that it has been seen to take. */
async function writeAndKill(into: string, way: Way, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('test/attack/overwrite.ts'), into, way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await ended;
}

/** How long a writing takes here, in milliseconds. */
async function timeOfOne(way: Way): Promise<number> {
  const into = await mkdtemp(path.join(tmpdir(), 'scaffold-timed-'));
  await layOld(into);
  const started = performance.now();
  await writeBig(into, way);
  const time = performance.now() - started;
  await rm(into, { recursive: true });
  return time;
}

export interface Rounds {
  readonly before: number;
  readonly after: number;
  /** In how many the next run had something to take back or to remove. */
  readonly mended: number;
}

/** Writes, kills, lets the next run mend, and holds that all is old or all is new, so many times. */
export async function killedRounds(count: number, seed: number, way: Way = 'overwrite'): Promise<Rounds> {
  const random = new Random(seed);
  const time = await timeOfOne(way);
  const rounds = { before: 0, after: 0, mended: 0 };
  for (let round = 0; round < count; round++) {
    const into = await mkdtemp(path.join(tmpdir(), 'scaffold-killed-'));
    try {
      await layOld(into);
      const old = await texts(into);
      await writeAndKill(into, way, random.next() * time * 1.3);
      rounds.mended += Object.keys(await texts(into)).some((file) => file.includes('.plugin-workbench-')) ? 1 : 0;

      await new ScaffoldWriter().mend(path.join(into, bigPlan.folder));

      const now = await texts(into);
      const whole = {
        ...old,
        ...Object.fromEntries(bigPlan.files.map(({ path: file, text }) => [`${bigPlan.folder}/${file}`, text])),
      };
      const isNew = Object.values(now).some((text) => text.startsWith('new '));
      assert.deepEqual(now, isNew ? whole : old, `round ${round}`);
      rounds[isNew ? 'after' : 'before'] += 1;
    } finally {
      await rm(into, { recursive: true, force: true });
    }
  }
  return rounds;
}
