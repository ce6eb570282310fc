import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { definedEntries } from '../../base/defined-entries';
import { WorkbenchError } from '../../base/workbench-error';
import { LineReader } from './lines';
import { Output } from './output';
import { PROCESS_MARK, ProcessFamily } from './process-tree';
import { Redactor } from '../secrets/redactor';
import { errorCode } from '../files/error-code';

/** How long a process may take to end by itself before it is ended by force, in milliseconds. */
const GRACE = 2000;
/** How long the output of a process that has ended may be held open by others until it counts as read, in milliseconds. */
const OUTPUT_WITHIN = 500;
/** Characters of output of one command that are kept for whoever ran it. */
const MOST_OUTPUT = 64 * 1024 * 1024;
/** Bytes. */
const LONGEST_NOTICE = 32 * 1024 * 1024;
const NEWLINE = 10;

export interface ProcessOptions {
  readonly cwd?: string | undefined;
  /** On top of the workbench's own environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Hears each line, without secrets; see {@link ProcessOptions.isForProgram}. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /**
   * Hears each line that the process writes to its file descriptor 3, a number and a text, and is answered with the
   * number on the same; without this there is none. A number alone says that what was told under it is over: it is heard
   * when all is read that was printed until then.
   */
  readonly onNotice?: ((text: string | undefined, number: number) => void) | undefined;
  /** True for an answer that the workbench reads itself and nobody is shown: its lines come as they are. */
  readonly isForProgram?: boolean;
}

export interface ProcessExit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started process together with everything it starts. */
export class RunningProcess {
  /** Resolves when the process has ended and its output is read to the end. */
  readonly exited: Promise<ProcessExit>;
  private readonly family: ProcessFamily;
  private readonly outputs: readonly Output[];
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    mark: string,
    { onLine, onNotice }: ProcessOptions,
    redactor?: Redactor,
  ) {
    this.family = new ProcessFamily(pid, mark);
    this.outputs = (['stdout', 'stderr'] as const).flatMap((name) => {
      const stream = child[name];
      return stream ? [new Output(stream, new LineReader((line) => onLine?.(line, name), redactor))] : [];
    });
    if (onNotice) {
      answerNotices(child.stdio[3] as Duplex, onNotice, () => this.caughtUp());
    }
    // Writing to a process that has just ended is no error of ours.
    child.stdin?.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      // "close" waits for the pipes, which a left-over child may hold open for ever: its process being gone is enough.
      child.once('close', (code, signal) => {
        void Promise.all(this.outputs.map(({ ended }) => ended)).then(() => resolve({ code, signal }));
      });
      child.once('exit', () => {
        this.outputs.forEach((output) => output.close(OUTPUT_WITHIN));
        setTimeout(() => (child.stdio[3] as Duplex | null | undefined)?.destroy(), OUTPUT_WITHIN).unref();
      });
    });
  }

  /** Resolves when all is read that it has printed by now. */
  async caughtUp(): Promise<void> {
    await Promise.all(this.outputs.map((output) => output.caughtUp()));
  }

  /** Writes a line to its standard input; of one that has ended nobody reads it. */
  send(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Says that nothing more is written to its standard input. */
  endInput(): void {
    this.child.stdin?.end();
  }

  /** Ends the process and all it started: asked first, forced after the grace time. Resolves when none is left. */
  stop(grace = GRACE): Promise<void> {
    this.outputs.forEach((output) => output.stop());
    this.stopping ??= this.end(grace);
    return this.stopping;
  }

  /** Ends the process and all it started by force; a {@link stop} under way finds them gone. */
  async kill(): Promise<void> {
    this.outputs.forEach((output) => output.stop());
    await this.family.signal('SIGKILL');
  }

  /** As {@link kill}, at once and without those that left the process group: for the very last moment. */
  killGroup(): void {
    this.family.signalGroup('SIGKILL');
  }

  private async end(grace: number): Promise<void> {
    await this.family.signal('SIGTERM');
    if (!(await this.goneWithin(grace))) {
      await this.kill();
      await this.goneWithin(GRACE);
    }
    this.child.stdin?.destroy();
    await this.exited;
  }

  private async goneWithin(milliseconds: number): Promise<boolean> {
    const deadline = Date.now() + milliseconds;
    while (await this.lives()) {
      if (Date.now() >= deadline) {
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    return true;
  }

  private async lives(): Promise<boolean> {
    return (this.child.exitCode === null && this.child.signalCode === null) || (await this.family.lives());
  }
}

function answerNotices(
  channel: Duplex,
  onNotice: NonNullable<ProcessOptions['onNotice']>,
  caughtUp: () => Promise<void>,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  channel.on('error', () => undefined);
  channel.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_NOTICE) {
      channel.destroy();
    } else if (chunk.includes(NEWLINE)) {
      const lines = Buffer.concat(chunks.splice(0)).toString().split('\n');
      const rest = Buffer.from(lines.pop() ?? '');
      length = rest.length;
      chunks.push(rest);
      for (const line of lines) {
        const [, number, text] = /^(\d+)(?: (.*))?$/.exec(line) ?? [];
        if (text !== undefined) {
          onNotice(text, Number(number));
          channel.write(`${number}\n`);
        } else if (number !== undefined) {
          void caughtUp().then(() => onNotice(undefined, Number(number)));
        }
      }
    }
  });
}

/** Starts processes with argument arrays, never through a shell, and takes them all along when it is disposed. */
export class Processes implements AsyncDisposable {
  private readonly running = new Set<RunningProcess>();

  /** @param redactor Hides secrets in what the processes print. */
  constructor(readonly redactor: Redactor = new Redactor()) {}

  /**
   * Starts a process; its standard input stays open as a lifeline.
   * @throws WorkbenchError when the command cannot be started.
   */
  async start(command: string, args: readonly string[], options: ProcessOptions = {}): Promise<RunningProcess> {
    const mark = randomUUID();
    refuseNulls(command, args, options);
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: environment({ ...options.env, [PROCESS_MARK]: `${process.env[PROCESS_MARK] ?? ''}/${mark}` }),
      stdio: ['pipe', 'pipe', 'pipe', ...(options.onNotice ? (['pipe'] as const) : [])],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => reject(cannotStart(command, options.cwd, cause)));
    });
    const started = new RunningProcess(
      child,
      child.pid ?? 0,
      mark,
      options,
      options.isForProgram ? undefined : this.redactor,
    );
    this.running.add(started);
    void started.exited.then(() => this.running.delete(started));
    return started;
  }

  /** Runs a command to its end and returns its exit code and all its lines. An abort ends it with all it started. */
  async run(
    command: string,
    args: readonly string[],
    options: Omit<ProcessOptions, 'onLine'> & {
      readonly signal?: AbortSignal | undefined;
      readonly onLine?: ((line: string) => void) | undefined;
    } = {},
  ): Promise<{ code: number; lines: string[] }> {
    options.signal?.throwIfAborted();
    const lines: string[] = [];
    let characters = 0;
    const started = await this.start(command, args, {
      ...options,
      onLine: (line) => {
        characters += line.length + 1;
        if (characters > MOST_OUTPUT) {
          void started.stop();
          return;
        }
        lines.push(line);
        options.onLine?.(line);
      },
    });
    const abort = (): void => void started.stop();
    options.signal?.addEventListener('abort', abort);
    if (options.signal?.aborted) {
      abort();
    }
    try {
      const { code } = await started.exited;
      if (options.signal?.aborted) {
        await started.stop();
        options.signal.throwIfAborted();
      }
      if (characters > MOST_OUTPUT) {
        throw new WorkbenchError({ what: `${command} was ended.`, why: 'It printed more than 64 MB.' });
      }
      return { code: code ?? 1, lines };
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends all of them by force; whoever waits for one to stop finds it gone. */
  async kill(): Promise<void> {
    await Promise.all([...this.running].map((started) => started.kill()));
  }

  /** As {@link kill}, at once and without those that left their process group: for the very last moment. */
  killGroups(): void {
    this.running.forEach((started) => started.killGroup());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.running].map((started) => started.stop()));
  }
}

function environment(extra: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return definedEntries<NodeJS.ProcessEnv>({ ...process.env, ...extra });
}

/** The system takes no NUL, and Node's own error about one quotes the value, which may be a secret. */
function refuseNulls(command: string, args: readonly string[], { cwd, env }: ProcessOptions): void {
  const variable = Object.entries(env ?? {}).find(([name, value]) => name.includes('\0') || value?.includes('\0'))?.[0];
  const where =
    variable !== undefined
      ? `The variable ${JSON.stringify(variable.split('\0')[0])}`
      : [command, ...args].some((word) => word.includes('\0'))
        ? 'One of its arguments'
        : cwd?.includes('\0')
          ? 'Its folder'
          : undefined;
  if (where !== undefined) {
    throw new WorkbenchError({
      what: `Cannot start ${command.split('\0')[0] ?? ''}.`,
      why: `${where} has a NUL character, which no system takes.`,
      next: { title: 'Take the NUL character out' },
    });
  }
}

function cannotStart(command: string, cwd: string | undefined, cause: Error): WorkbenchError {
  const reason =
    errorCode(cause) === 'ENOENT' ? `There is no such program${cwd ? ` or no folder ${cwd}` : ''}.` : cause.message;
  return new WorkbenchError({ what: `Cannot start ${command}.`, why: reason, cause });
}
