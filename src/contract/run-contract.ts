import type { Files } from '../base/files';
import type { Json, JsonObject } from '../base/json';
import { isAbort, sentence, toFailure } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { Caller } from '../runtime/calls/caller';
import type { Loading } from '../runtime/loading/loading';
import { SECONDS_A_CHECK, type Check, type CheckContext, type CheckResult, type Outcome } from './contract';
import { keptAnswers } from './kept-answers';

export interface ContractRun<P extends Plugin> {
  readonly checks: readonly Check<P>[];
  readonly plugin: P | undefined;
  /** Reaches the plugin's ready server: asked once, by the first check that needs it. Undefined where it has none. */
  readonly server: (() => Promise<Caller>) | undefined;
  /** What the plugin is loaded with, by the first check that needs it; undefined where plugins are not loaded. */
  readonly loading?: Loading | undefined;
  /** The message with which a method is called when a check names none. */
  readonly messageFor: (call: string, caller: Caller) => Promise<JsonObject>;
  /** What the plugin's source is read through; undefined where only the address of a server is known. */
  readonly files?: Files | undefined;
  readonly signal: AbortSignal;
  /**
   * Gives a signal that aborts after so many milliseconds, with which a check has failed; undefined where there is no
   * limit, as while a person stands at a breakpoint.
   */
  readonly limit?: (milliseconds: number) => AbortSignal | undefined;
  /** Called when a check's turn has come, also where it is skipped then. */
  onStart?(check: Check<P>): void;
  onResult?(result: CheckResult): void;
}

/**
 * Runs checks one after the other, each after those that it hangs on, and gives their results in that order.
 * A check that throws has failed with what it threw, and so has one whose server cannot be reached or does not answer.
 * @throws an AbortError as soon as the signal aborts, whatever a check does then
 */
export async function runContract<P extends Plugin>(run: ContractRun<P>): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const passed = new Set<string>();
  const asking = new Asking(run);
  for (const check of run.checks) {
    run.signal.throwIfAborted();
    run.onStart?.(check);
    const started = performance.now();
    const outcome = skipped(check, run, passed) ?? (await orAborted(run.signal, outcomeOf(check, run, asking)));
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

/** Those of some checks that are wanted, with all that they hang on, in their order. */
export function withWhatTheyNeed<P extends Plugin>(
  checks: readonly Check<P>[],
  wanted: ReadonlySet<string>,
): readonly Check<P>[] {
  const needed = new Set(wanted);
  // A set gives what is added while it is gone through.
  for (const id of needed) {
    checks.find((check) => check.id === id)?.after?.forEach((before) => needed.add(before));
  }
  return checks.filter(({ id }) => needed.has(id));
}

/** The check before all others of a plugin that is a server: {@link runContract} reaches it, or says why it cannot. */
export function serverStarts({ entry }: Plugin): Check {
  return {
    id: 'server-starts',
    title: 'The test server starts and says that it serves',
    source: 'the ready probe of its launch recipe',
    at: entry,
    needs: 'server',
    run: () => Promise.resolve({ is: 'passed' }),
  };
}

function skipped<P extends Plugin>(
  { needs, after = [] }: Check<P>,
  { server, loading, checks }: ContractRun<P>,
  passed: ReadonlySet<string>,
): Outcome | undefined {
  if (needs === 'server' && !server) {
    return { is: 'skipped', why: 'There is no server to ask.' };
  }
  if (needs === 'loader' && !loading) {
    return { is: 'skipped', why: 'Not loaded: nothing loads plugins here.' };
  }
  const missing = checks.find(({ id }) => after.includes(id) && !passed.has(id));
  return missing && { is: 'skipped', why: `It says nothing while this does not hold: ${missing.title}.` };
}

async function outcomeOf<P extends Plugin>(check: Check<P>, run: ContractRun<P>, asking: Asking<P>): Promise<Outcome> {
  try {
    if (check.needs === 'server') {
      // A server that starts has a limit of its own.
      await asking.reach();
    }
    return await withinLimit(check, run, (signal) => check.run(asking.contextOf(signal)));
  } catch (error) {
    if (error instanceof NotLoaded) {
      return { is: 'skipped', why: `Not loaded: ${sentence(toFailure(error.cause))}` };
    }
    // An abort that nobody has asked for here is a failure too: the server was stopped by another hand.
    return { is: 'failed', failure: toFailure(error) };
  }
}

/** What a check comes to in its time; whatever it does then, nobody waits for it. */
async function withinLimit<P extends Plugin>(
  { seconds = SECONDS_A_CHECK, at, needs }: Check<P>,
  run: ContractRun<P>,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  // What loads has limits of its own: one for its set-up, and one for each module.
  const limit = needs === 'loader' ? undefined : run.limit?.(seconds * 1000);
  if (!limit) {
    return work(run.signal);
  }
  try {
    return await orAborted(limit, work(AbortSignal.any([run.signal, limit])));
  } catch (error) {
    if (!limit.aborted) {
      throw error;
    }
    const next = { title: 'Look at what the server waits for' };
    return { is: 'failed', failure: { what: `No answer within ${seconds} s.`, where: at, next } };
  }
}

/** What the work comes to, or an AbortError at once when the signal aborts. */
async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = (): void => reject(new DOMException('Cancelled.', 'AbortError'));
    signal.addEventListener('abort', abort, { signal: over.signal });
    if (signal.aborted) {
      abort();
    }
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    over.abort();
  }
}

/** That there is nothing on this machine to load with says nothing of what is loaded. */
class NotLoaded extends Error {}

/** What the checks of a run share: the server that is reached, and what it has answered. */
class Asking<P extends Plugin> {
  private readonly asked = new Map<string, Promise<readonly Json[]>>();
  private reaching: Promise<Caller> | undefined;
  private reached: Caller | undefined;

  constructor(private readonly of: ContractRun<P>) {}

  async reach(): Promise<void> {
    this.reaching ??= this.of.server?.();
    this.reached = await this.reaching;
  }

  contextOf(signal: AbortSignal): CheckContext<P> {
    const caller = (): Caller => this.caller;
    const files = (): Files => this.files;
    const loading = (): Loading => this.loading;
    return {
      run: this.of,
      plugin: this.of.plugin,
      signal,
      get caller() {
        return caller();
      },
      get files() {
        return files();
      },
      get loading() {
        return loading();
      },
      messageFor: (call) => this.of.messageFor(call, this.caller),
      answers: (call, message) => this.answers({ call, message }, signal),
      answer: async (call, message) => (await this.answers({ call, message, most: 1 }, signal))[0],
    };
  }

  private get caller(): Caller {
    if (!this.reached) {
      throw new Error('A check that asks a server says so with needs.');
    }
    return this.reached;
  }

  private get files(): Files {
    if (!this.of.files) {
      throw new Error('A check that reads a source is one of a plugin.');
    }
    return this.of.files;
  }

  private get loading(): Loading {
    const { loading } = this.of;
    if (!loading) {
      throw new Error('A check that loads its plugin says so with needs.');
    }
    const open: Loading['open'] = (named) =>
      loading.open(named).catch((error: unknown) => {
        throw isAbort(error) ? error : new NotLoaded('It cannot be loaded here.', { cause: error });
      });
    return { open, redactor: loading.redactor, variable: (file, name) => loading.variable(file, name) };
  }

  private answers(question: Question, signal: AbortSignal): Promise<readonly Json[]> {
    const key = JSON.stringify([question.call, question.most, question.message]);
    const known = this.asked.get(key) ?? this.ask(question, signal, () => this.asked.delete(key));
    this.asked.set(key, known);
    return known;
  }

  /** @param forget Called when the time of this check is over before the answer is there: another one asks anew. */
  private async ask(
    { call, message, most }: Question,
    signal: AbortSignal,
    forget: () => void,
  ): Promise<readonly Json[]> {
    signal.addEventListener('abort', forget);
    try {
      const given = message ?? (await this.of.messageFor(call, this.caller));
      return await keptAnswers(this.caller, { call, message: given, ...(most !== undefined && { most }) }, signal);
    } finally {
      signal.removeEventListener('abort', forget);
    }
  }
}

interface Question {
  readonly call: string;
  readonly message: JsonObject | undefined;
  readonly most?: number;
}
