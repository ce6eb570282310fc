import type { Json, JsonObject } from '../base/json';
import { isAbort, toFailure, type Failure } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { Caller } from '../runtime/calls/caller';
import type { Check, CheckContext, CheckResult, Outcome } from './contract';

export interface ContractRun<P extends Plugin> {
  readonly checks: readonly Check<P>[];
  readonly plugin: P | undefined;
  /** The plugin's ready server; undefined where it has none, and what needs one is skipped. */
  readonly caller: Caller | undefined;
  /** The message with which a method is called when a check names none. */
  readonly messageFor: (call: string) => Promise<JsonObject>;
  readonly signal: AbortSignal;
  /** Why there is no {@link caller}, for what is skipped then. */
  readonly whyNoServer?: string | undefined;
  onResult?(result: CheckResult): void;
}

/**
 * Runs checks one after the other, each after those that it hangs on, and gives their results in that order.
 * A check that throws has failed with what it threw.
 * @throws an AbortError when the signal aborts
 */
export async function runContract<P extends Plugin>(run: ContractRun<P>): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const passed = new Set<string>();
  const context = contextOf(run);
  for (const check of run.checks) {
    run.signal.throwIfAborted();
    const started = performance.now();
    const outcome = skipped(check, run, passed) ?? (await outcomeOf(check, context));
    run.signal.throwIfAborted();
    if (outcome.is === 'passed' || outcome.is === 'warned') {
      passed.add(check.id);
    }
    const result = { check, outcome, milliseconds: Math.round(performance.now() - started) };
    results.push(result);
    run.onResult?.(result);
  }
  return results;
}

/** The check before all others of a plugin that is a server. @param failure What its start ended in; undefined when it answers. */
export function serverStarts(failure: Failure | undefined): Check<never> {
  return {
    id: 'server-starts',
    title: 'The test server starts and says that it serves',
    source: 'the ready probe of its launch recipe',
    needs: 'source',
    run: () => Promise.resolve(failure ? { is: 'failed', failure } : { is: 'passed' }),
  };
}

function skipped<P extends Plugin>(
  { needs, after = [] }: Check<P>,
  { caller, checks, whyNoServer = 'There is no server to ask.' }: ContractRun<P>,
  passed: ReadonlySet<string>,
): Outcome | undefined {
  if (needs === 'server' && !caller) {
    return { is: 'skipped', why: whyNoServer };
  }
  const missing = checks.find(({ id }) => after.includes(id) && !passed.has(id));
  return missing && { is: 'skipped', why: `It says nothing while this does not hold: ${missing.title}.` };
}

async function outcomeOf<P extends Plugin>(check: Check<P>, context: CheckContext<P>): Promise<Outcome> {
  try {
    return await check.run(context);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return { is: 'failed', failure: toFailure(error) };
  }
}

function contextOf<P extends Plugin>({ plugin, caller, messageFor, signal }: ContractRun<P>): CheckContext<P> {
  const asked = new Map<string, Promise<readonly Json[]>>();
  const ask = async (call: string, given: JsonObject | undefined): Promise<readonly Json[]> => {
    const messages: Json[] = [];
    const onMessage = (message: Json): void => void messages.push(message);
    await server().call(call, given ?? (await messageFor(call)), { signal, onMessage });
    return messages;
  };
  const server = (): Caller => {
    if (!caller) {
      throw new Error('A check that asks a server says so with needs.');
    }
    return caller;
  };
  return {
    plugin,
    signal,
    messageFor,
    get caller() {
      return server();
    },
    answers(call, message) {
      const key = `${call}\n${message === undefined ? '' : JSON.stringify(message)}`;
      const known = asked.get(key) ?? ask(call, message);
      asked.set(key, known);
      return known;
    },
  };
}
