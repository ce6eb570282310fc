import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Emitter } from '../../base/emitter';
import { WorkbenchError, toFailure, type Failure } from '../../base/workbench-error';
import { CredentialFiles } from '../secrets/credential-files';
import { readEnvironmentFile } from '../secrets/environment-file';
import type { LaunchRecipe, Program, PythonModule } from './launch-recipe';
import type { ReadyProbe } from './ready-probe';
import { claimPort, exposedAddress, freePort } from '../processes/ports';
import { setUpEnvironment } from '../python/interpreters';
import { programOnPath, type Processes, type RunningProcess } from '../processes/processes';
import { RequestsUnderWay } from '../secrets/requests-under-way';
import { lastTraceback, placeIn } from '../processes/traceback';

export type ServerState =
  | { readonly is: 'idle' }
  | { readonly is: 'starting'; readonly since: number }
  | { readonly is: 'ready'; readonly address: string; readonly pid: number; readonly debugged: boolean }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'stopping' };

export interface ServerStart {
  readonly recipe: LaunchRecipe;
  /** The Python that runs it, where the recipe is one of Python. */
  readonly interpreter?: string | undefined;
  /** A person's variables: settings, environment files, credential profiles. Those that hold secrets are hidden. */
  readonly environment: Readonly<Record<string, string>>;
  /** A free port is taken when none is given. */
  readonly port?: number | undefined;
  /** What to say of the start in the server's log, a line each. */
  readonly notes?: readonly string[] | undefined;
  /**
   * Called with the loopback port at which the server waits for a debugger. In Python as soon as debugpy listens there,
   * with the token that it lets a debugger in with; for another program right after its start.
   */
  readonly onDebugger?: ((port: number, token?: string) => void) | undefined;
}

/** Where a server listens, and what runs there. */
export type ServerPlace = Pick<ServerStart, 'recipe' | 'interpreter'> & { readonly address: string };

/** How long a server may take until it answers, in milliseconds; while a debugger is attached there is no limit. */
const READY_WITHIN = 60_000;
const KEPT_LINES = 1000;
/** The variable in which serve.py gets the debugger's token: arguments are seen by every user of a machine. */
const DEBUGGER_TOKEN = 'PLUGIN_WORKBENCH_DEBUGGER_TOKEN';
const DEBUGGER_LINE = /^plugin-workbench debugger 127\.0\.0\.1:(\d+)$/;

/** One plugin's server process: started from a recipe, ready by its own probe, stopped with its whole process tree. */
export class TestServer implements AsyncDisposable {
  private current: ServerState = { is: 'idle' };
  private process: RunningProcess | undefined;
  private launched: ServerPlace | undefined;
  private aborted = new AbortController();
  private starting: Promise<unknown> = Promise.resolve();
  private readonly log: { readonly line: string; readonly stream: 'stdout' | 'stderr' }[] = [];
  private readonly changed = new Emitter<ServerState>();
  private readonly printed = new Emitter<string>();

  /** Fires after each change of {@link state}. */
  readonly onDidChange = this.changed.event;
  /** Fires with each line that the server prints, without secrets. */
  readonly onLine = this.printed.event;

  /** @param folder The plugin's folder: where a traceback's frames are its own. */
  constructor(
    readonly folder: string,
    private readonly serveScript: string,
    private readonly processes: Processes,
    private readonly probe: ReadyProbe,
    private readonly credentialFiles = new CredentialFiles(processes.redactor),
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Where it listens, or will as soon as it can, and what runs there; undefined before the first start. */
  get place(): ServerPlace | undefined {
    return this.launched;
  }

  /** The last lines that the server printed, oldest first. */
  get lines(): readonly string[] {
    return this.log.map(({ line }) => line);
  }

  /**
   * Starts the server as prepared and resolves with its address when the probe answers.
   * @throws WorkbenchError with the last traceback's line and place when it fails; an AbortError when the signal aborts or it is stopped.
   */
  async start(prepare: () => Promise<ServerStart>, signal?: AbortSignal): Promise<string> {
    if (this.current.is === 'starting' || this.current.is === 'ready' || this.current.is === 'stopping') {
      throw new WorkbenchError({ what: `The test server is ${this.current.is} already.` });
    }
    const aborted = new AbortController();
    this.aborted = aborted;
    this.log.length = 0;
    this.become({ is: 'starting', since: Date.now() });
    const cancel = (): void => aborted.abort();
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) {
      cancel();
    }
    const starting = this.launch(prepare, aborted.signal);
    this.starting = starting.catch(() => undefined);
    try {
      return await starting;
    } catch (error) {
      await this.endProcess();
      if (aborted.signal.aborted) {
        this.become({ is: 'idle' });
        throw new DOMException('The start was cancelled.', 'AbortError');
      }
      const redacted = this.processes.redactor.redactError(error);
      this.become({ is: 'failed', failure: toFailure(redacted) });
      throw redacted;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Resolves when all is among {@link lines} that the server has printed by now. */
  async caughtUp(): Promise<void> {
    await this.process?.caughtUp();
  }

  /** Ends the server with all it started; does nothing when it is not running. */
  async stop(): Promise<void> {
    if (this.current.is === 'idle' || this.current.is === 'failed') {
      return;
    }
    this.become({ is: 'stopping' });
    this.aborted.abort();
    await this.starting;
    await this.endProcess();
    this.become({ is: 'idle' });
  }

  /** Takes a failure back whose cause has gone: the server is idle then, as one that was never started. */
  forgetFailure(): void {
    if (this.current.is === 'failed') {
      this.become({ is: 'idle' });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.changed.dispose();
    this.printed.dispose();
  }

  private async launch(prepare: () => Promise<ServerStart>, aborted: AbortSignal): Promise<string> {
    const start = await prepare();
    await this.hideSecrets(start);
    this.say(start.notes ?? []);
    if (start.port !== undefined) {
      await claimPort(start.port);
    }
    const port = start.port ?? (await freePort());
    const { recipe, interpreter, onDebugger } = start;
    const address = recipe.scheme === 'http' ? `http://127.0.0.1:${port}` : `127.0.0.1:${port}`;
    this.launched = { address, recipe, interpreter };
    const started =
      recipe.is === 'program'
        ? await this.startProgram(recipe, start, port, aborted)
        : await this.startModule(recipe, start, port, aborted);
    this.process = started;
    const probing = new AbortController();
    const until = AbortSignal.any([aborted, probing.signal]);
    try {
      await Promise.race([
        this.probe(recipe.ready, address, until),
        started.exited.then(({ code }) => Promise.reject(this.ended(code))),
        aborts(aborted),
        ...(onDebugger ? [] : [this.tooLate(until)]),
      ]);
    } finally {
      probing.abort();
    }
    if (recipe.is === 'program') {
      await refuseExposed(recipe.program, port);
    }
    void started.exited.then(({ code }) => this.died(started, code));
    this.become({ is: 'ready', address, pid: started.pid, debugged: onDebugger !== undefined });
    return address;
  }

  private async startModule(
    recipe: LaunchRecipe & PythonModule,
    { interpreter, environment, onDebugger }: ServerStart,
    port: number,
    aborted: AbortSignal,
  ): Promise<RunningProcess> {
    if (interpreter === undefined) {
      throw new Error(`${recipe.module} is a module of Python, and no Python is named.`);
    }
    const token = onDebugger && randomBytes(32).toString('hex');
    this.processes.redactor.hide(token ? [token] : []);
    aborted.throwIfAborted();
    const serve = [this.serveScript, '--requests', ...(token ? ['--debug'] : [])];
    const requests = new RequestsUnderWay(this.processes.redactor);
    const started = await this.processes.start(interpreter, [...serve, recipe.module, ...recipe.arguments(port)], {
      cwd: recipe.cwd,
      env: {
        ...recipe.environment,
        ...environment,
        PYTHONUNBUFFERED: '1',
        PYTHONIOENCODING: 'utf-8',
        [DEBUGGER_TOKEN]: token,
      },
      onNotice: (request, number) => requests.tell(request, number),
      onLine: (line, stream) => this.take(line, stream, token ? (at) => onDebugger(at, token) : undefined),
    });
    void started.exited.then(() => requests.dispose());
    return started;
  }

  private async startProgram(
    recipe: LaunchRecipe & Program,
    { environment, onDebugger }: ServerStart,
    port: number,
    aborted: AbortSignal,
  ): Promise<RunningProcess> {
    const file = path.isAbsolute(recipe.program) ? recipe.program : await programOnPath(recipe.program);
    if (file === undefined) {
      throw new WorkbenchError({
        what: `There is no program ${recipe.program} on the PATH.`,
        why: 'The test server is started with it.',
        next: { title: `Install ${recipe.program}, or start the editor where it is on the PATH` },
      });
    }
    const { debug } = recipe;
    const debugged = onDebugger && debug.is === 'delegate' ? { ...debug, port: await freePort() } : undefined;
    aborted.throwIfAborted();
    const started = await this.processes.start(file, recipe.arguments(port), {
      cwd: recipe.cwd,
      env: { ...recipe.variables(port), ...debugged?.variables(debugged.port), ...environment },
      onLine: (line, stream) => this.take(line, stream, undefined),
    });
    if (debugged) {
      onDebugger?.(debugged.port);
    }
    return started;
  }

  private async hideSecrets({ environment, recipe }: ServerStart): Promise<void> {
    const folders = [recipe.cwd, this.folder];
    const own = await Promise.all(folders.map(ownVariables));
    // The port is not known yet, and a secret does not hang on it.
    const ofPlatform = recipe.is === 'program' ? recipe.variables(0) : recipe.environment;
    for (const variables of [environment, ...own, ofPlatform]) {
      this.processes.redactor.hideVariables(variables);
      this.say(await this.credentialFiles.hideNamedBy(variables, folders));
    }
    this.say(await this.credentialFiles.hideNamedBy(process.env, folders));
  }

  private say(notes: readonly string[]): void {
    notes.forEach((note) => this.printed.fire(this.processes.redactor.redact(note)));
  }

  private take(line: string, stream: 'stdout' | 'stderr', onDebugger: ((port: number) => void) | undefined): void {
    const debuggerPort = DEBUGGER_LINE.exec(line)?.[1];
    if (debuggerPort) {
      onDebugger?.(Number(debuggerPort));
      return;
    }
    this.log.push({ line, stream });
    if (this.log.length > KEPT_LINES) {
      this.log.splice(0, this.log.length - KEPT_LINES);
    }
    this.printed.fire(line);
  }

  private died(started: RunningProcess, code: number | null): void {
    if (this.process === started && this.current.is === 'ready') {
      this.process = undefined;
      // What it started may have outlived it.
      void started.stop();
      this.become({ is: 'failed', failure: this.ended(code, 'The plugin stopped by itself.') });
    }
  }

  private ended(code: number | null, what = 'The plugin stopped while starting.'): WorkbenchError {
    const errors = this.log.flatMap(({ line, stream }) => (stream === 'stderr' ? [line] : []));
    // What is printed on the other stream may come in the middle of a traceback.
    const traceback = lastTraceback(errors) ?? lastTraceback(this.lines);
    const last = this.lines.findLast((line) => line.trim() !== '');
    const frame = traceback && placeIn(this.folder, traceback);
    return new WorkbenchError({
      what,
      why: traceback?.error ?? last?.trim() ?? `It ended with exit code ${code ?? 'unknown'} and printed nothing.`,
      where: frame && { file: path.resolve(this.folder, frame.file), line: frame.line },
      next: lacksModule(traceback?.error ?? last ?? '') ? setUpEnvironment(this.folder) : undefined,
    });
  }

  private async tooLate(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new WorkbenchError({
            what: `The plugin did not answer within ${READY_WITHIN / 1000} seconds.`,
            why: this.lines.findLast((line) => line.trim() !== '')?.trim() ?? 'It printed nothing.',
          }),
        );
      }, READY_WITHIN);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    });
  }

  private async endProcess(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
  }

  private become(state: ServerState): void {
    if (state.is !== this.current.is) {
      this.current = state;
      this.changed.fire(state);
    }
  }
}

/**
 * Plugins read the `.env` of their folder themselves too, wherever it leads; what is wrong with one is theirs to say.
 * It is read here to be hidden, and for nothing else.
 */
/** A test server is for this machine alone; serve.py keeps Python to it, other programs keep themselves. */
async function refuseExposed(program: string, port: number): Promise<void> {
  const address = await exposedAddress(port);
  if (address !== undefined) {
    throw new WorkbenchError({
      what: `The test server was ended: it listens for other machines too, at ${address}:${port}.`,
      why: `${program} was told to listen on 127.0.0.1 alone.`,
      next: { title: 'Listen on the host that the plugin is given, not on all interfaces' },
    });
  }
}

async function ownVariables(folder: string): Promise<Readonly<Record<string, string>>> {
  const read = readEnvironmentFile(path.join(folder, '.env'), { within: 'anywhere' });
  return (await read.catch(() => undefined)) ?? {};
}

/**
 * A module that is not there is a matter of the environment, whether Python itself or `python -m` says so, and so is a
 * debugpy that serve.py cannot protect.
 */
function lacksModule(error: string): boolean {
  return /\bNo module named |^plugin-workbench: debugpy /.test(error);
}

async function aborts(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(new DOMException('Stopped.', 'AbortError'));
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort, { once: true });
    }
  });
}
