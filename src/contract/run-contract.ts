import type { Files } from '../base/files';
import type { Json, JsonObject } from '../base/json';
import { toFailure } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { Caller } from '../runtime/calls/caller';
import type { Check, CheckContext, CheckResult, Outcome } from './contract';

export interface ContractRun<P extends Plugin> {
  readonly checks: readonly Check<P>[];
  readonly plugin: P | undefined;
  /** Reaches the plugin's ready server: asked once, by the first check that needs it. Undefined where it has none. */
  readonly server: (() => Promise<Caller>) | undefined;
  /** The message with which a method is called when a check names none. */
  readonly messageFor: (call: string, caller: Caller) => Promise<JsonObject>;
  /** What the plugin's source is read through; undefined where only the address of a server is known. */
  readonly files?: Files | undefined;
  readonly signal: AbortSignal;
  /** Called when a check's turn has come, also where it is skipped then. */
  onStart?(check: Check<P>): void;
  onResult?(result: CheckResult): void;
}

/**
 * Runs checks one after the other, each after those that it hangs on, and gives their results in that order.
 * A check that throws has failed with what it threw, and so has one whose server cannot be reached.
 * @throws an AbortError as soon as the signal aborts, whatever a check does then
 */
export async function runContract<P extends Plugin>(run: ContractRun<P>): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const passed = new Set<string>();
  const context = new Context(run);
  for (const check of run.checks) {
    run.signal.throwIfAborted();
    run.onStart?.(check);
    const started = performance.now();
    const outcome = skipped(check, run, passed) ?? (await orAborted(run.signal, outcomeOf(check, context)));
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
  { server, checks }: ContractRun<P>,
  passed: ReadonlySet<string>,
): Outcome | undefined {
  if (needs === 'server' && !server) {
    return { is: 'skipped', why: 'There is no server to ask.' };
  }
  const missing = checks.find(({ id }) => after.includes(id) && !passed.has(id));
  return missing && { is: 'skipped', why: `It says nothing while this does not hold: ${missing.title}.` };
}

async function outcomeOf<P extends Plugin>(check: Check<P>, context: Context<P>): Promise<Outcome> {
  try {
    if (check.needs === 'server') {
      await context.reach();
    }
    return await check.run(context);
  } catch (error) {
    // An abort that nobody has asked for here is a failure too: the server was stopped by another hand.
    return { is: 'failed', failure: toFailure(error) };
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

class Context<P extends Plugin> implements CheckContext<P> {
  private readonly asked = new Map<string, Promise<readonly Json[]>>();
  private reaching: Promise<Caller> | undefined;
  private reached: Caller | undefined;

  constructor(private readonly of: ContractRun<P>) {}

  get plugin(): P | undefined {
    return this.of.plugin;
  }

  get signal(): AbortSignal {
    return this.of.signal;
  }

  get caller(): Caller {
    if (!this.reached) {
      throw new Error('A check that asks a server says so with needs.');
    }
    return this.reached;
  }

  get files(): Files {
    if (!this.of.files) {
      throw new Error('A check that reads a source is one of a plugin.');
    }
    return this.of.files;
  }

  async reach(): Promise<void> {
    this.reaching ??= this.of.server?.();
    this.reached = await this.reaching;
  }

  messageFor(call: string): Promise<JsonObject> {
    return this.of.messageFor(call, this.caller);
  }

  answers(call: string, message?: JsonObject): Promise<readonly Json[]> {
    const key = `${call}\n${message === undefined ? '' : JSON.stringify(message)}`;
    const known = this.asked.get(key) ?? this.ask(call, message);
    this.asked.set(key, known);
    return known;
  }

  private async ask(call: string, given: JsonObject | undefined): Promise<readonly Json[]> {
    const messages: Json[] = [];
    const onMessage = (message: Json): void => void messages.push(message);
    const { signal } = this;
    await this.caller.call(call, given ?? (await this.messageFor(call)), { signal, onMessage });
    return messages;
  }
}
