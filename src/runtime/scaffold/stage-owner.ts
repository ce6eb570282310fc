import { createHash } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { processFacts } from '../processes/process-facts';
import { errorCode } from '../files/error-code';

/** A process, told from all others that are, were or will be on machines that share a disk. */
export interface Owner {
  /** The machine and, where processes are counted apart in containers, the container. */
  readonly place: string;
  readonly pid: number;
  /** When the process began, in the system's own count; `0` where the system does not tell. */
  readonly started: string;
}

/** This very process. */
export async function thisProcess(): Promise<Owner> {
  const container = await readlink('/proc/self/ns/pid').catch(() => '');
  const place = createHash('sha256').update(`${hostname()}\0${container}`).digest('hex').slice(0, 8);
  return { place, pid: process.pid, started: await startOf(process.pid) };
}

/** Whether a process lives, as far as `here` can tell: not at all of one at another place. */
export async function lives(owner: Owner, here: Owner): Promise<'yes' | 'no' | 'unknown'> {
  if (owner.place !== here.place) {
    return 'unknown';
  }
  if (!isRunning(owner.pid)) {
    return 'no';
  }
  const started = await startOf(owner.pid);
  return started === '0' || owner.started === '0' ? 'unknown' : started === owner.started ? 'yes' : 'no';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is another person's.
    return errorCode(error) === 'EPERM';
  }
}

async function startOf(pid: number): Promise<string> {
  return String((await processFacts(pid))?.started ?? 0);
}
