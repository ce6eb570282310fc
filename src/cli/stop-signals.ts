import { constants } from 'node:os';
import type { Processes } from '../runtime/processes/processes';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof SIGNALS)[number];

/** Milliseconds that what was started may take to end by itself. */
const FORCED_AFTER = 1000;
/** Milliseconds that the command may take in all, whatever it waits for. */
const ENDED_AFTER = 1700;

/**
 * Ends a command when the process is asked to: first it may tidy up, then what it started is ended by force, and at
 * last the process itself, as the signal would have ended it. A second signal does that at once.
 */
export class StopSignals {
  private readonly stopped = new AbortController();
  private received: StopSignal | undefined;

  constructor(private readonly processes: Processes) {
    SIGNALS.forEach((name) => process.on(name, this.stop));
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  /** The exit code of a command that was stopped: what a shell makes of the signal. */
  get exitCode(): number {
    return 128 + constants.signals[this.received ?? 'SIGINT'];
  }

  private readonly stop = (name: StopSignal): void => {
    if (this.received) {
      this.end(name);
      return;
    }
    this.received = name;
    this.stopped.abort();
    // No timer keeps a process that could end by now.
    setTimeout(() => void this.processes.kill(), FORCED_AFTER).unref();
    setTimeout(() => this.end(name), ENDED_AFTER).unref();
  };

  /** Not by process.exit: that waits for a thread which opens a pipe, perhaps for ever. */
  private end(name: StopSignal): void {
    this.processes.killGroups();
    SIGNALS.forEach((each) => process.off(each, this.stop));
    process.kill(process.pid, name);
  }
}
