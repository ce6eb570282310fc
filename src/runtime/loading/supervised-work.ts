import { tmpdir } from 'node:os';
import { finishInTurns } from '../../base/steps';
import { WorkbenchError } from '../../base/workbench-error';
import { LineReader } from '../processes/lines';
import type { Processes, RunningProcess } from '../processes/processes';

/** How a piece of work ended. */
export type WorkEnd =
  | { readonly is: 'done' }
  /** It ended its process by itself, before its work was done. */
  | { readonly is: 'exit'; readonly code: number }
  | { readonly is: 'signal'; readonly signal: string }
  /** It was ended because a step took longer than so many seconds. */
  | { readonly is: 'late'; readonly seconds: number }
  /** It closed the descriptors of its process, and was not heard any more. */
  | { readonly is: 'unheard' }
  /** It ended the process that looks after it. */
  | { readonly is: 'supervisor gone'; readonly signal: string | undefined };

/** What is told of a piece of work while it is done. */
export interface WorkListener {
  /** Hears what the worker tells, without secrets. */
  readonly onEvent: (event: Readonly<Record<string, unknown>>) => void;
  /** Hears each line that is printed, without secrets, up to 1 MB of each output in each step. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
  /** Hears how many bytes a step has printed past that. */
  readonly onUnseen?: ((bytes: number) => void) | undefined;
}

export interface Workplace {
  readonly interpreter: string;
  /** Options of the interpreter, such as `-P`. */
  readonly options: readonly string[];
  /** The path of supervise.py in the built product. */
  readonly script: string;
  /** The path of the Python file whose `work` is done. */
  readonly worker: string;
}

/** What supervise.py tells. */
interface Told {
  readonly ready?: true;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly stream?: 'stdout' | 'stderr';
  readonly bytes?: string;
  readonly end?: WorkEnd;
  readonly unseen?: number;
}

/** Lines of a worker that could not be prepared that are worth showing. */
const LAST_LINES = 12;

/**
 * Work in Python that nobody vouches for, a process for each piece, under one that only looks after them. It is started
 * with the first piece, and again after a piece has ended it.
 */
export class SupervisedWork implements AsyncDisposable {
  private supervisor: Supervisor | undefined;
  private stopping: Promise<unknown> | undefined;
  private count = 0;

  constructor(
    private readonly workplace: Workplace,
    private readonly processes: Processes,
  ) {}

  /**
   * Does one piece of work, after those before it.
   * @param seconds How long a step of it may take; as long as it wants where undefined.
   * @returns how it ended
   * @throws WorkbenchError when the worker cannot be prepared; what the listener throws; an AbortError on abort, after all of it was ended
   */
  async run(task: object, seconds: number | undefined, listener: WorkListener, signal: AbortSignal): Promise<WorkEnd> {
    signal.throwIfAborted();
    const abort = (): void => void this.stop();
    signal.addEventListener('abort', abort, { once: true });
    try {
      this.supervisor ??= await this.start();
      this.count += 1;
      const { supervisor } = this;
      const ended = await supervisor.run({ run: this.count, seconds: seconds ?? null, task }, listener);
      signal.throwIfAborted();
      if (ended.is === 'supervisor gone') {
        // What it has started may be there still.
        await this.stop();
      }
      return ended;
    } catch (error) {
      await this.stop();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Resolves when nothing of it is left, whoever began to stop it. */
  private async stop(): Promise<void> {
    const { supervisor, stopping } = this;
    this.supervisor = undefined;
    this.stopping = Promise.all([stopping, supervisor?.stop()]);
    await this.stopping;
  }

  private async start(): Promise<Supervisor> {
    const supervisor = new Supervisor(this.processes);
    this.supervisor = supervisor;
    await supervisor.start(this.workplace);
    await supervisor.ready;
    return supervisor;
  }
}

interface UnderWay extends WorkListener {
  outputs: Readonly<Record<'stdout' | 'stderr', LineReader>>;
  readonly end: (end: WorkEnd) => void;
  readonly fail: (error: Error) => void;
}

/** One process of supervise.py. */
class Supervisor {
  /** Resolves when the worker is prepared, and rejects when it cannot be. */
  ready = Promise.resolve();
  private readonly lines: string[] = [];
  private underWay: UnderWay | undefined;
  private process: RunningProcess | undefined;
  private prepared: () => void = () => undefined;
  /** What was told is read one after the other. */
  private reading = Promise.resolve();

  constructor(private readonly processes: Processes) {}

  /** Resolves when it runs. @throws WorkbenchError when there is no such interpreter */
  async start({ interpreter, options, script, worker }: Workplace): Promise<void> {
    const prepared = new Promise<void>((resolve) => {
      this.prepared = resolve;
    });
    const process = await this.processes.start(interpreter, [...options, script, worker], {
      cwd: tmpdir(),
      env: { PYTHONPATH: undefined, PYTHONHOME: undefined, PYTHONIOENCODING: 'utf-8', PYTHONUNBUFFERED: '1' },
      onLine: (line) => this.lines.push(line) > LAST_LINES && this.lines.shift(),
      onNotice: (text) => text !== undefined && this.hear(text),
    });
    this.process = process;
    const gone = process.exited.then(async ({ signal }) => {
      await this.reading;
      this.underWay?.end({ is: 'supervisor gone', signal: signal ?? undefined });
      throw new WorkbenchError({
        what: `${interpreter} cannot prepare the work.`,
        why: this.lines.at(-1),
      });
    });
    this.ready = Promise.race([prepared, gone]);
    this.ready.catch(() => undefined);
  }

  run(command: object, listener: WorkListener): Promise<WorkEnd> {
    return new Promise((end, fail) => {
      this.underWay = { ...listener, outputs: this.readersFor(listener), end, fail };
      this.process?.send(JSON.stringify(command));
    });
  }

  private readersFor({ onLine }: WorkListener): UnderWay['outputs'] {
    const reader = (stream: 'stdout' | 'stderr'): LineReader =>
      new LineReader((line) => onLine?.(line, stream), this.processes.redactor);
    return { stdout: reader('stdout'), stderr: reader('stderr') };
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  private hear(text: string): void {
    this.reading = this.reading
      .then(() => this.take(JSON.parse(text) as Told))
      // Whoever waits for the end of the work would wait for ever.
      .catch((error: unknown) => this.underWay?.fail(error instanceof Error ? error : new Error(String(error))));
  }

  private async take({ ready, event, stream, bytes = '', end, unseen }: Told): Promise<void> {
    const { underWay } = this;
    if (ready) {
      this.prepared();
    } else if (stream) {
      await finishInTurns(underWay?.outputs[stream].push(Buffer.from(bytes, 'base64')) ?? nothing());
    } else if (event) {
      if (underWay && event['step'] === true) {
        // What was printed before a step is none of it, also without a line end.
        await endOf(underWay.outputs);
        underWay.outputs = this.readersFor(underWay);
      }
      underWay?.onEvent(await finishInTurns(this.processes.redactor.redactValueInSteps(event)));
    } else if (unseen !== undefined) {
      underWay?.onUnseen?.(unseen);
    } else if (end && underWay) {
      await endOf(underWay.outputs);
      this.underWay = undefined;
      underWay.end(end);
    }
  }
}

async function endOf({ stdout, stderr }: UnderWay['outputs']): Promise<void> {
  await finishInTurns(stdout.end());
  await finishInTurns(stderr.end());
}

function* nothing(): Generator<undefined, void, undefined> {
  // A process of a run that is over.
}
