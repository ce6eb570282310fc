import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { processFacts, processFactsNow, type ProcessFacts } from './process-facts';
import { systemText } from '../files/system-file';

/** The variable that marks every process the workbench starts; children inherit it, even those that leave the process group. */
export const PROCESS_MARK = 'PLUGIN_WORKBENCH_PROCESS';

/**
 * A process with all that it started, directly or not. On Linux a descendant is known by its parent, its group and
 * session, the mark in its environment, or the output that it holds open: one that drops all but one of them, as a
 * helper with an empty environment and a session of its own does, is still found.
 */
export class ProcessFamily {
  /** By pid, when each was started. */
  private readonly known = new Map<number, number>();
  private readonly outputs: ReadonlySet<string>;
  /** Whoever was there before is none of it, whatever it holds. */
  private readonly begun: number;

  /** To be made as soon as the process runs, which leads a group of its own. */
  constructor(
    readonly pid: number,
    private readonly mark: string,
  ) {
    this.outputs = new Set([1, 2].flatMap((handle) => pipeAt(`/proc/${pid}/fd/${handle}`)));
    this.begun = processFactsNow(pid)?.started ?? 0;
  }

  /** Sends a signal to every member. */
  async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (process.platform === 'win32') {
      const force = signal === 'SIGKILL' ? ['/F'] : [];
      await promisify(execFile)('taskkill', ['/T', ...force, '/PID', String(this.pid)]).catch(() => undefined);
      return;
    }
    // Found first: whoever loses its parent is harder to find.
    const members = await this.members({ byOutput: true });
    this.signalGroup(signal);
    members.forEach((pid) => send(pid, signal));
  }

  /** Sends a signal to the process group at once, without a look at who left it. */
  signalGroup(signal: 'SIGTERM' | 'SIGKILL'): void {
    send(process.platform === 'win32' ? this.pid : -this.pid, signal);
  }

  /** True while any member lives; what has ended and was never waited for does not count where the system can tell. */
  async lives(): Promise<boolean> {
    if (process.platform === 'linux') {
      return (await this.members({ byOutput: false })).length > 0;
    }
    return process.platform !== 'win32' && exists(-this.pid);
  }

  /**
   * The pids of all that live; empty where the system cannot tell.
   * @param byOutput Also those that are known by their output alone, which takes a look at all open files.
   */
  private async members({ byOutput }: { byOutput: boolean }): Promise<number[]> {
    const living = await livingProcesses();
    const members = new Set(living.filter((each) => this.isOwn(each)).map(({ pid }) => pid));
    const others = living.filter(
      ({ pid, started }) => !members.has(pid) && pid !== process.pid && started >= this.begun,
    );
    const found = others.map(async ({ pid }) => {
      return (await hasMark(pid, this.mark)) || (byOutput && (await holdsOneOf(pid, this.outputs))) ? pid : undefined;
    });
    for (const pid of await Promise.all(found)) {
      if (pid !== undefined) {
        members.add(pid);
      }
    }
    addDescendants(members, living);
    living.filter(({ pid }) => members.has(pid)).forEach(({ pid, started }) => this.known.set(pid, started));
    return [...members];
  }

  private isOwn({ pid, group, session, started }: ProcessFacts): boolean {
    return pid === this.pid || group === this.pid || session === this.pid || this.known.get(pid) === started;
  }
}

function addDescendants(members: Set<number>, living: readonly ProcessFacts[]): void {
  for (let before = -1; before < members.size;) {
    before = members.size;
    living.filter(({ parent }) => members.has(parent)).forEach(({ pid }) => members.add(pid));
  }
}

async function livingProcesses(): Promise<ProcessFacts[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const facts = await Promise.all(names.map(async (name) => processFacts(Number(name))));
  return facts.filter((each) => each !== undefined);
}

/** False of a foreign process, which keeps its environment to itself. */
async function hasMark(pid: number, mark: string): Promise<boolean> {
  return (await systemText(`/proc/${pid}/environ`)).includes(mark);
}

async function holdsOneOf(pid: number, files: ReadonlySet<string>): Promise<boolean> {
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const held = handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => ''));
  return (await Promise.all(held)).some((file) => files.has(file));
}

/** A pipe by the name that Linux gives it. */
function pipeAt(handle: string): string[] {
  try {
    const file = readlinkSync(handle);
    return /^(pipe|socket):/.test(file) ? [file] : [];
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what was wanted.
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
