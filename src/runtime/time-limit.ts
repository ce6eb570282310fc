import { createContext, Script, type Context } from 'node:vm';

const script = new Script('work()');

/** Work took longer than it may. */
export class TimeIsUp extends Error {}

/**
 * Does work within so many milliseconds, after which it is ended wherever it stands, a regular expression in the middle
 * of its match included. Nothing may be half done by it: it computes and changes nothing.
 * @throws TimeIsUp, or what the work throws
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  const context = (shared ??= createContext(Object.create(null) as Context));
  const before: unknown = context['work'];
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout: milliseconds }) as T;
  } catch (error) {
    throw isTimeout(error) ? new TimeIsUp(`It took longer than ${milliseconds} ms.`) : error;
  } finally {
    context['work'] = before;
  }
}

let shared: Context | undefined;

/** By its shape: it may be an error of the context, whose classes are its own. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
