import { createContext, Script, type Context } from 'node:vm';
import { requireDescriptors } from './files/system-file';

const script = new Script('work()');

/** Work took longer than it may. */
export class TimeIsUp extends Error {
  constructor(milliseconds: number) {
    super(`It took longer than ${milliseconds} ms.`);
  }
}

/**
 * Does work within so many milliseconds, after which it is ended wherever it stands, a regular expression in the middle
 * of its match included. Nothing may be half done by it: it computes and changes nothing. Work that can say itself where
 * it stands belongs into {@link withinSteps}.
 * @throws TimeIsUp, what the work throws, or the system's own error where it has too few descriptors left
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  requireDescriptors(DESCRIPTORS);
  const context = (shared ??= createContext(Object.create(null) as Context));
  const before: unknown = context['work'];
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout: milliseconds }) as T;
  } catch (error) {
    throw isTimeout(error) ? new TimeIsUp(milliseconds) : error;
  } finally {
    context['work'] = before;
  }
}

let shared: Context | undefined;

/**
 * The watch over the time is an event loop with descriptors of its own, and Node ends the whole process when it gets
 * none. These are more than that, and than what may be opened beside it in the same moment.
 */
const DESCRIPTORS = 16;

/** How many steps are one look at the clock. */
const STEPS = 64;
let ends = Infinity;
let steps = 0;

/**
 * Does work within so many milliseconds that calls {@link step} as it goes, which ends it.
 * @throws TimeIsUp, or what the work throws
 */
export function withinSteps<T>(milliseconds: number, work: () => T): T {
  const before = ends;
  ends = Math.min(before, performance.now() + milliseconds);
  try {
    return work();
  } catch (error) {
    throw error === isUp ? new TimeIsUp(milliseconds) : error;
  } finally {
    ends = before;
  }
}

/** One step of work that may be within a limit, such as a value that is compared. */
export function step(): void {
  steps += 1;
  if (steps % STEPS === 0 && performance.now() > ends) {
    throw isUp;
  }
}

const isUp = new Error('The time is up.');

/** By its shape: it may be an error of the context, whose classes are its own. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
