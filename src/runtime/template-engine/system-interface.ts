import { randomFillSync } from 'node:crypto';
import type { WebAssemblyMemory } from './web-assembly';

/** A program in WebAssembly has ended itself, with what it wrote last. */
export class ProgramEnd extends Error {}

const done = 0;
const badDescriptor = 8;
const notSupported = 58;

/** How long what is asked and told of an event is, and the sort of those of a clock (`poll_oneoff`). */
const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const ofClock = 0;

/** As much of what a program writes is kept as its last words need. */
const MOST_WRITTEN = 4_000;

/**
 * What a program of Go asks of its system (WASI, snapshot preview 1): the time, random bytes, and a place for its last
 * words. There are no files, no variables and no network for it.
 */
export function systemInterface(
  memory: () => WebAssemblyMemory,
): Readonly<Record<string, (...values: number[]) => number>> {
  const view = (): DataView => new DataView(memory().buffer);
  let written = '';
  const writeNumber = (address: number, value: number): number => {
    view().setUint32(address, value, true);
    return done;
  };
  const nothing = (count: number, bytes: number): number => writeNumber(count, 0) || writeNumber(bytes, 0);
  const known: Record<string, (...values: number[]) => number> = {
    args_sizes_get: (count = 0, bytes = 0) => nothing(count, bytes),
    environ_sizes_get: (count = 0, bytes = 0) => nothing(count, bytes),
    args_get: () => done,
    environ_get: () => done,
    sched_yield: () => done,
    fd_prestat_get: () => badDescriptor,
    fd_fdstat_get: () => badDescriptor,
    clock_time_get: (clock = 0, _precision = 0, address = 0) => {
      const milliseconds = clock === 0 ? Date.now() : performance.now();
      view().setBigUint64(address, BigInt(Math.round(milliseconds * 1e6)), true);
      return done;
    },
    // Go asks at a collection of its memory whether a timer or a file is ready: the time is up at once, and there are no files.
    poll_oneoff: (asked = 0, events = 0, count = 0, ready = 0) => {
      let found = 0;
      for (let index = 0; index < count; index += 1) {
        const [subscription, event] = [asked + SUBSCRIPTION_BYTES * index, events + EVENT_BYTES * found];
        if (view().getUint8(subscription + 8) === ofClock) {
          new Uint8Array(memory().buffer, event, EVENT_BYTES).fill(0);
          view().setBigUint64(event, view().getBigUint64(subscription, true), true);
          found += 1;
        }
      }
      return writeNumber(ready, found);
    },
    random_get: (address = 0, length = 0) => {
      randomFillSync(new Uint8Array(memory().buffer, address, length));
      return done;
    },
    fd_write: (_file = 0, parts = 0, count = 0, address = 0) => {
      let total = 0;
      for (let index = 0; index < count; index += 1) {
        const start = view().getUint32(parts + 8 * index, true);
        const length = view().getUint32(parts + 8 * index + 4, true);
        written = (written + Buffer.from(memory().buffer, start, length).toString()).slice(0, MOST_WRITTEN);
        total += length;
      }
      return writeNumber(address, total);
    },
    proc_exit: () => {
      throw new ProgramEnd(written.split('\n')[0]);
    },
  };
  return new Proxy(known, { get: (functions, name: string) => functions[name] ?? (() => notSupported) });
}
