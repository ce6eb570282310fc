import type { Files } from '../../base/files';
import { isAbort, toFailure, WorkbenchError, type Failure } from '../../base/workbench-error';
import type { Plugin } from '../../catalog/plugin';
import type { Check, CheckResult } from '../../contract/contract';
import { runContract, withWhatTheyNeed } from '../../contract/run-contract';
import type { Answerer } from '../../platforms/exchange';
import { checksOf } from '../../platforms/plugin-checks';
import type { Platform } from '../../platforms/platform';
import { isServed, platformOf } from '../../platforms/platforms';
import { messageAtHand, type RequestsAtHand } from '../../platforms/requests-at-hand';
import type { Loading } from '../../runtime/loading/loading';
import type { PluginServers, RunningOptions } from '../debugging/plugin-servers';

/** What is to be checked of a plugin. */
export interface ChosenChecks {
  readonly plugin: Plugin;
  /** The ids of the checks; with them run those that they hang on. */
  readonly wanted: ReadonlySet<string>;
}

/** What a run tells of the checks as it goes; of one that is cancelled, no more than until then. */
export interface RunReport {
  enqueued(plugin: Plugin, check: Check): void;
  started(plugin: Plugin, check: Check): void;
  ended(plugin: Plugin, result: CheckResult): void;
  /** Something takes long, or is worth knowing, as a line. */
  noted(plugin: Plugin, note: string): void;
  /** The run of a plugin's checks has broken off, which says nothing of its promises. */
  errored(plugin: Plugin, failure: Failure): void;
}

export interface RunOptions {
  /** Has the servers run under the debugger. */
  readonly debug: boolean;
  /** The plugin's code has changed: a server that runs it as it was is started anew, but not under a debugger. */
  readonly changed?: boolean;
  /** Has the servers answered from their recordings in place of their clouds. */
  readonly replay?: boolean;
  readonly signal: AbortSignal;
}

/** Makes what a plugin is loaded with for one run; undefined where such plugins are not loaded. */
export type MakeLoading = (
  plugin: Plugin,
  platform: Platform,
  signal: AbortSignal,
  note: (note: string) => void,
) => (Loading & AsyncDisposable) | undefined;

/** Runs contracts on the test servers of the window; a server that was started for a run is stopped after it, and so is what loads packages. */
export class ContractRuns {
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly servers: Pick<PluginServers, 'answerer' | 'stateOf' | 'stop'>,
    private readonly files: Files,
    private readonly makeLoading: MakeLoading,
    private readonly values?: RequestsAtHand['values'],
    private readonly platformFor: (plugin: Plugin) => Platform = platformOf,
  ) {}

  /**
   * Resolves when all is told and the servers are as they were before. One run waits for the other: they share servers,
   * and one must not stop what the other asks.
   */
  run(chosen: readonly ChosenChecks[], report: RunReport, options: RunOptions): Promise<void> {
    const work = chosen.map(async ({ plugin, wanted }) => {
      const checks = withWhatTheyNeed(await checksOf(plugin, this.platformFor(plugin)), wanted);
      checks.forEach((check) => report.enqueued(plugin, check));
      return { plugin, checks };
    });
    const done = Promise.all([Promise.all(work), this.running]).then(async ([listed]) => {
      for (const { plugin, checks } of listed) {
        await this.runOne(plugin, checks, report, options);
      }
    });
    this.running = done.catch(() => undefined);
    return done;
  }

  private async runOne(
    plugin: Plugin,
    checks: readonly Check[],
    report: RunReport,
    options: RunOptions,
  ): Promise<void> {
    try {
      await this.check(plugin, checks, report, options);
    } catch (error) {
      if (!options.signal.aborted) {
        report.errored(plugin, toFailure(error));
      }
    }
  }

  private async check(
    plugin: Plugin,
    checks: readonly Check[],
    report: RunReport,
    { debug, changed = false, replay = false, signal }: RunOptions,
  ): Promise<void> {
    signal.throwIfAborted();
    const { is } = this.servers.stateOf(plugin);
    const wasRunning = is === 'starting' || is === 'ready';
    const platform = this.platformFor(plugin);
    await using loading = this.makeLoading(plugin, platform, signal, (note) => report.noted(plugin, note));
    const { files, values } = this;
    let asked: Promise<Answerer> | undefined;
    const answererAnew = async (): Promise<Answerer> => {
      if (changed && wasRunning) {
        await this.endOldServer(plugin, report);
      }
      return this.answererOf(plugin, { debug, ...(replay && { cloud: { replay } }) }, signal);
    };
    const answerer = (): Promise<Answerer> => (asked ??= answererAnew());
    try {
      await runContract({
        checks,
        plugin,
        files,
        loading,
        server: isServed(plugin, platform) ? async () => (await answerer()).caller : undefined,
        messageFor: async (call) => messageAtHand(await answerer(), call, { files, ...(values && { values }) }),
        signal,
        limit: (milliseconds) => (this.isDebugged(plugin) ? undefined : AbortSignal.timeout(milliseconds)),
        onStart: (check) => report.started(plugin, check),
        onResult: (result) => report.ended(plugin, result),
      });
    } finally {
      if (asked && (!wasRunning || replay)) {
        await this.stop(plugin, asked);
      }
    }
  }

  private async endOldServer(plugin: Plugin, report: RunReport): Promise<void> {
    if (this.isDebugged(plugin)) {
      report.noted(plugin, 'Its server is under the debugger, and goes on with the code with which it was started.');
      return;
    }
    await this.servers.stop(plugin);
  }

  /** Where a person may stand at a breakpoint, also in a run without the debugger on a server that has one. */
  private isDebugged(plugin: Plugin): boolean {
    const state = this.servers.stateOf(plugin);
    return state.is === 'ready' && state.debugged;
  }

  /** A failed start is told by its session and gets here as an abort; a check has to say why. */
  private async answererOf(plugin: Plugin, options: RunningOptions, signal: AbortSignal): Promise<Answerer> {
    const before = this.servers.stateOf(plugin);
    try {
      return await this.servers.answerer(plugin, options, signal);
    } catch (error) {
      const state = this.servers.stateOf(plugin);
      throw isAbort(error) && state.is === 'failed' && state !== before ? new WorkbenchError(state.failure) : error;
    }
  }

  private async stop(plugin: Plugin, asked: Promise<unknown>): Promise<void> {
    await this.servers.stop(plugin);
    // Where the run was cancelled, its session may be about to start the server.
    await asked.catch(() => undefined);
    await this.servers.stop(plugin);
  }
}
