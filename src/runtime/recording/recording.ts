import type { RecordedCall } from './cloud-call';

/** The version of the format that is written here. */
export const RECORDING_VERSION = 1;

/** A plugin's calls to its cloud, as they are kept. */
export interface Recording {
  /** What it is called: that of its file. */
  readonly name: string;
  readonly calls: readonly RecordedCall[];
}

/** A line of a recording's index. */
export interface IndexEntry {
  readonly method: string;
  readonly address: string;
  readonly status: number;
  readonly when: string;
  readonly times: number;
}

/** What a recording has, call by call. */
export function indexOf({ calls }: Recording): IndexEntry[] {
  return calls.map(({ method, address, when, times, answer: { status } }) => ({
    method,
    address,
    status,
    when,
    times,
  }));
}

/** Calls one after the other that had the same answer are one, made several times. */
export function folded(calls: readonly RecordedCall[]): RecordedCall[] {
  const last = new Map<string, number>();
  const kept: RecordedCall[] = [];
  for (const call of calls) {
    const { method, address, request, answer } = call;
    const asked = JSON.stringify([method, address, request]);
    const at = last.get(asked);
    const before = at === undefined ? undefined : kept[at];
    if (at !== undefined && before && JSON.stringify(before.answer) === JSON.stringify(answer)) {
      kept[at] = { ...before, times: before.times + call.times };
    } else {
      last.set(asked, kept.push(call) - 1);
    }
  }
  return kept;
}
