import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { readBytes } from './read-file';

/** The variable that marks every process the workbench starts; children inherit it, even those that leave the process group. */
export const PROCESS_MARK = 'PLUGIN_WORKBENCH_PROCESS';

/** The pids of all living processes that carry a mark, their own or inherited; empty where the system cannot tell. */
export async function markedProcesses(mark: string): Promise<number[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => ((await environmentOf(pid)).includes(mark) ? pid : undefined)),
  );
  return marked.filter((pid) => pid !== undefined);
}

async function environmentOf(pid: number): Promise<string> {
  // A zombie has no environment any more, and a foreign process keeps its own to itself: neither is ours to end.
  const environment = await readBytes(`/proc/${pid}/environ`, { kind: 'system', within: 'anywhere' }).catch(
    () => undefined,
  );
  return environment?.toString('latin1') ?? '';
}

/** Sends a signal to a process group and to the marked processes that left it. */
export async function signalTree(pid: number, mark: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (process.platform === 'win32') {
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    await promisify(execFile)('taskkill', ['/T', ...force, '/PID', String(pid)]).catch(() => undefined);
    return;
  }
  send(-pid, signal);
  (await markedProcesses(mark)).forEach((straggler) => send(straggler, signal));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, which is what was wanted.
  }
}

/** True while any process of the group lives. */
export function groupLives(pid: number): boolean {
  if (process.platform === 'win32') {
    return false;
  }
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
