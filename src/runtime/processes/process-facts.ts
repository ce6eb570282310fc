import { systemText, systemTextNow } from '../files/system-file';

/** What Linux tells of a process (proc_pid_stat(5)). */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since the machine was started; with it a pid means one process for ever. */
  readonly started: number;
}

/** Undefined for a process that is gone, or has ended and waits to be collected; and where the system cannot tell. */
export async function processFacts(pid: number): Promise<ProcessFacts | undefined> {
  return factsIn(pid, await systemText(`/proc/${pid}/stat`));
}

/** {@link processFacts} before anything else can happen. */
export function processFactsNow(pid: number): ProcessFacts | undefined {
  return factsIn(pid, systemTextNow(`/proc/${pid}/stat`));
}

function factsIn(pid: number, stat: string): ProcessFacts | undefined {
  // The name before, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'X', parent, group, session] = fields;
  return stat === '' || 'ZX'.includes(state)
    ? undefined
    : { pid, parent: Number(parent), group: Number(group), session: Number(session), started: Number(fields[19]) };
}
