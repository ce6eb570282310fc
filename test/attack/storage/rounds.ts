import { buildSync } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence } from '../../../src/base/workbench-error';
import { Processes } from '../../../src/runtime/processes/processes';
import { RecordFolder } from '../../../src/runtime/records/record-folder';
import { recordName } from '../../../src/runtime/records/record-name';
import { FORMAT, shared, type Tally } from './tally';

export interface Round {
  readonly writers: number;
  /** Of each writer. */
  readonly changes: number;
  /** Every other writer is killed in the middle of its changes. */
  readonly kills: boolean;
}

/** What came of a round; `wrong` is empty when nothing was lost and nothing was reported. */
export interface RoundEnd {
  readonly kept: number;
  readonly wrong: readonly string[];
}

/** What tries folders of records in processes of its own; the programs are built once. */
export class StorageAttack implements AsyncDisposable {
  private readonly processes = new Processes();

  private constructor(private readonly place: string) {}

  static async prepare(): Promise<StorageAttack> {
    const place = await mkdtemp(path.join(tmpdir(), 'storage attack '));
    const entryPoints = ['writer', 'full-disk', 'few-descriptors'].map((name) =>
      path.resolve('test/attack/storage', `${name}.ts`),
    );
    buildSync({ entryPoints, outdir: place, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
    return new StorageAttack(place);
  }

  /** All writers at work in one new folder, and then what each was told beside what is there. */
  async round({ writers, changes, kills }: Round): Promise<RoundEnd> {
    const folder = await mkdtemp(path.join(this.place, 'round '));
    const wrong: string[] = [];
    const prepared = new RecordFolder<Tally>(folder, FORMAT);
    await prepared.open();
    for (const text of shared) {
      await prepared.change(recordName(text), () => ({ text, counts: {} }));
    }
    const told = await Promise.all(
      Array.from({ length: writers }, async (_, index) => {
        const name = `w${index}`;
        return { name, lines: await this.write(folder, name, changes, kills && index % 2 === 0, wrong) };
      }),
    );
    const reopened = new RecordFolder<Tally>(folder, FORMAT, (failure) => wrong.push(sentence(failure)));
    await reopened.open();
    const found = new Map((await reopened.all()).map((tally) => [tally.text, tally.counts]));
    told.forEach(({ name, lines }) => wrong.push(...missing(name, lines, found, kills)));
    await rm(folder, { recursive: true });
    return { kept: told.reduce((sum, { lines }) => sum + lines.length, 0), wrong };
  }

  /** What full-disk.ts says of a disk of 200 KB, mounted where no other process sees it. Any user of Linux may do so. */
  async fullDisk(): Promise<unknown> {
    const disk = await mkdtemp(path.join(this.place, 'disk '));
    const script = 'mount -t tmpfs -o size=200k none "$1" && "$2" "$3" "$1"; code=$?; umount "$1"; exit $code';
    const program = path.join(this.place, 'full-disk.js');
    const user = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const { lines } = await this.processes.run('unshare', [
      ...[...user, '--mount', '--propagation', 'unchanged'],
      ...['sh', '-c', script, 'sh', disk, process.execPath, program],
    ]);
    return JSON.parse(lines.join('\n'));
  }

  /** What few-descriptors.ts says in a process that may have 64 files open. */
  async fewDescriptors(): Promise<unknown> {
    const place = await mkdtemp(path.join(this.place, 'few '));
    const program = path.join(this.place, 'few-descriptors.js');
    const script = 'ulimit -n 64 && exec "$@"';
    const { lines } = await this.processes.run('sh', ['-c', script, 'sh', process.execPath, program, place]);
    return JSON.parse(lines.join('\n'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes[Symbol.asyncDispose]();
    await rm(this.place, { recursive: true, force: true });
  }

  private async write(
    folder: string,
    name: string,
    changes: number,
    kill: boolean,
    wrong: string[],
  ): Promise<string[]> {
    const lines: string[] = [];
    const killAt = kill ? 1 + Math.floor(Math.random() * changes) : Infinity;
    const running = await this.processes.start(
      process.execPath,
      [path.join(this.place, 'writer.js'), folder, name, String(changes)],
      {
        onLine: (line, stream) => {
          if (stream === 'stderr') {
            wrong.push(`${name}: ${line}`);
          } else if (line !== 'open' && lines.push(line) === killAt) {
            process.kill(running.pid, 'SIGKILL');
          }
        },
      },
    );
    await running.exited;
    if (!kill && lines.length < changes) {
      wrong.push(`${name} ended after ${lines.length} of ${changes} changes.`);
    }
    return lines;
  }
}

/** What a writer was told is kept and is not there. Of one that was killed, the change under way may be there or not. */
function missing(
  name: string,
  lines: readonly string[],
  found: ReadonlyMap<string, Tally['counts']>,
  kills: boolean,
): string[] {
  const counts = new Map<string, number>();
  const own = new Map<string, boolean>();
  for (const line of lines) {
    const text = line.slice(1);
    if (line.startsWith('=')) {
      counts.set(text, (counts.get(text) ?? 0) + 1);
    } else {
      own.set(text, line.startsWith('+'));
    }
  }
  const last = [...own.keys()].at(-1);
  const lost = [...counts].flatMap(([text, count]) => {
    const kept = found.get(text)?.[name] ?? 0;
    return kept === count || (kills && kept === count + 1) ? [] : [`${name} counted ${count} in ${text}: ${kept}`];
  });
  const misplaced = [...own].flatMap(([text, isThere]) =>
    found.has(text) === isThere || (kills && text === last) ? [] : [`${text} is ${isThere ? 'gone' : 'back'}`],
  );
  return [...lost, ...misplaced];
}
