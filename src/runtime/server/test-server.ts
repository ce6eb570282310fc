import path from 'node:path';
import { Emitter } from '../../base/emitter';
import type { PluginIdentity } from '../../base/plugin-identity';
import { WorkbenchError, toFailure, type Failure, type NextStep } from '../../base/workbench-error';
import { CredentialFiles } from '../secrets/credential-files';
import { readEnvironmentFile } from '../secrets/environment-file';
import type { LaunchRecipe } from './launch-recipe';
import type { ReadyProbe } from './ready-probe';
import { refuseExposed, type ServerProcesses } from './server-process';
import { claimPort, freePort } from '../processes/ports';
import { anotherInterpreter, isOfPlugin, setUpEnvironment } from '../python/interpreters';
import type { ProcessExit, RunningProcess } from '../processes/processes';
import type { CloudCalls } from '../recording/cloud-call';
import type { Redactor } from '../secrets/redactor';
import { lastTraceback, placeIn, raisedIn, type Raised } from '../processes/traceback';
import { tokenOfCallers, type CallersToken } from './callers-token';
import { afterSilence, wordsOfEnd } from './silent-end';

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
  /** What its callers are to send; the one that the environment gives it, or a new one, unless given. */
  readonly token?: string | undefined;
  /** Its way to its cloud where that is not the straight one; closed with the server. */
  readonly cloud?: CloudCalls | undefined;
  /** What to say of the start in the server's log, a line each. */
  readonly notes?: readonly string[] | undefined;
  /**
   * Called with the loopback port at which the server waits for a debugger. In Python as soon as debugpy listens there,
   * with the token that it lets a debugger in with; for another program right after its start.
   */
  readonly onDebugger?: ((port: number, token?: string) => void) | undefined;
}

/** Where a server listens, and what runs there. */
export type ServerPlace = Pick<ServerStart, 'recipe' | 'interpreter' | 'token' | 'cloud'> & {
  readonly address: string;
};

/** How long a server may take until it answers, in milliseconds; while a debugger is attached there is no limit. */
const READY_WITHIN = 60_000;
const KEPT_LINES = 1000;

/** One plugin's server process: started from a recipe, ready by its own probe, stopped with its whole process tree. */
export class TestServer implements AsyncDisposable {
  private current: ServerState = { is: 'idle' };
  private begun = 0;
  private process: RunningProcess | undefined;
  private launched: ServerPlace | undefined;
  private token: CallersToken | undefined;
  private cloud: CloudCalls | undefined;
  private aborted = new AbortController();
  private starting: Promise<unknown> = Promise.resolve();
  private readonly log: { readonly line: string; readonly stream: 'stdout' | 'stderr' }[] = [];
  /** How many lines it has printed since the first start, whether they are kept or not. */
  private count = 0;
  private readonly changed = new Emitter<ServerState>();
  private readonly printed = new Emitter<string>();

  /** Fires after each change of {@link state}. */
  readonly onDidChange = this.changed.event;
  /** Fires with each line that the server prints, without secrets. */
  readonly onLine = this.printed.event;

  /** @param plugin Whose server it is: in its folder a traceback's frames are its own. */
  constructor(
    readonly plugin: PluginIdentity,
    private readonly serverProcesses: ServerProcesses,
    private readonly redactor: Redactor,
    private readonly probe: ReadyProbe,
    private readonly credentialFiles = new CredentialFiles(redactor),
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Where it listens, or will as soon as it can, and what runs there; undefined before the first start. */
  get place(): ServerPlace | undefined {
    return this.launched;
  }

  /** When it was started last, as `Date.now()` tells it. */
  get startedAt(): number {
    return this.begun;
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
    this.begun = Date.now();
    this.become({ is: 'starting', since: this.begun });
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
      const redacted = this.redactor.redactError(error);
      this.become({ is: 'failed', failure: toFailure(redacted) });
      throw redacted;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Begins to listen for an exception: what is returned gives the last one that was raised since then. */
  listen(): () => Promise<Raised | undefined> {
    const before = this.count;
    return async () => {
      await this.caughtUp();
      const since = Math.min(this.count - before, this.log.length);
      return raisedIn(this.lines.slice(this.log.length - since), this.plugin.folder);
    };
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
    this.cloud = start.cloud;
    start.cloud?.onNote((note) => this.say([note]));
    await this.hideSecrets(start);
    this.say(start.notes ?? []);
    if (start.port !== undefined) {
      await claimPort(start.port);
    }
    const port = start.port ?? (await freePort());
    const { recipe, interpreter, onDebugger } = start;
    const address = recipe.scheme === 'http' ? `http://127.0.0.1:${port}` : `127.0.0.1:${port}`;
    this.token = await tokenOfCallers(start, this.redactor);
    const { token, presented } = this.token;
    const environment = { ...this.token.environment, ...start.cloud?.variables };
    this.say(this.token.notes);
    this.launched = { address, recipe, interpreter, token, cloud: start.cloud };
    const { folder } = this.plugin;
    const onLine = (line: string, stream: 'stdout' | 'stderr'): void => this.take(line, stream);
    const started = await this.serverProcesses.start({ ...start, environment, presented }, port, {
      folder,
      aborted,
      onLine,
    });
    this.process = started;
    const probing = new AbortController();
    const until = AbortSignal.any([aborted, probing.signal]);
    try {
      await Promise.race([
        this.probe(recipe.ready, address, until),
        started.exited.then((exit) => Promise.reject(this.ended(exit))),
        aborts(aborted),
        ...(onDebugger ? [] : [this.tooLate(until)]),
      ]);
    } finally {
      probing.abort();
    }
    if (recipe.is === 'program') {
      await refuseExposed(recipe.program, port);
    }
    void started.exited.then((exit) => this.died(started, exit));
    this.become({ is: 'ready', address, pid: started.pid, debugged: onDebugger !== undefined });
    return address;
  }

  private async hideSecrets({ environment, recipe }: ServerStart): Promise<void> {
    const folders = [recipe.cwd, this.plugin.folder];
    const own = await Promise.all(folders.map(ownVariables));
    // The port is not known yet, and a secret does not hang on it.
    const ofPlatform = recipe.is === 'program' ? recipe.variables(0) : recipe.environment;
    for (const variables of [environment, ...own, ofPlatform]) {
      this.redactor.hideVariables(variables);
      this.say(await this.credentialFiles.hideNamedBy(variables, folders, true));
    }
    this.say(await this.credentialFiles.hideNamedBy(process.env, folders));
  }

  private say(notes: readonly string[]): void {
    notes.forEach((note) => this.printed.fire(this.redactor.redact(note)));
  }

  private take(line: string, stream: 'stdout' | 'stderr'): void {
    this.log.push({ line, stream });
    this.count += 1;
    if (this.log.length > KEPT_LINES) {
      this.log.splice(0, this.log.length - KEPT_LINES);
    }
    this.printed.fire(line);
  }

  private died(started: RunningProcess, exit: ProcessExit): void {
    if (this.process === started && this.current.is === 'ready') {
      this.process = undefined;
      // What it started may have outlived it.
      void started.stop();
      void this.token?.[Symbol.asyncDispose]();
      void this.cloud?.[Symbol.asyncDispose]();
      this.become({ is: 'failed', failure: this.ended(exit, 'The plugin stopped by itself.') });
    }
  }

  private ended(exit: ProcessExit, what = 'The plugin stopped while starting.'): WorkbenchError {
    const errors = this.log.flatMap(({ line, stream }) => (stream === 'stderr' ? [line] : []));
    // What is printed on the other stream may come in the middle of a traceback.
    const traceback = lastTraceback(errors) ?? lastTraceback(this.lines);
    const last = this.lines.findLast((line) => line.trim() !== '');
    const frame = traceback && placeIn(this.plugin.folder, traceback);
    return new WorkbenchError({
      what,
      why: traceback?.error ?? last?.trim() ?? wordsOfEnd(exit),
      where: frame && { file: path.resolve(this.plugin.folder, frame.file), line: frame.line },
      next: lacksModule(traceback?.error ?? last ?? '')
        ? this.completed()
        : last === undefined
          ? afterSilence(exit)
          : undefined,
    });
  }

  /** A set-up fills the plugin's own environments alone. */
  private completed(): NextStep {
    const { folder } = this.plugin;
    const { interpreter, recipe } = this.launched ?? {};
    const isChosen = recipe?.is !== 'python-module' || recipe.anyPython !== true;
    return interpreter === undefined || !isChosen || isOfPlugin(interpreter, folder)
      ? setUpEnvironment(folder)
      : anotherInterpreter(folder);
  }

  private async tooLate(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new WorkbenchError({
            what: `The plugin did not answer within ${READY_WITHIN / 1000} seconds.`,
            ...this.lastWord(),
          }),
        );
      }, READY_WITHIN);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    });
  }

  /** What it said last, of which the cause is most often; of one that says nothing, where to look. */
  private lastWord(): Pick<WorkbenchError, 'why' | 'next'> {
    const last = this.lines.findLast((line) => line.trim() !== '')?.trim();
    return last === undefined
      ? { why: 'It printed nothing.', next: { title: 'Look for what it waits for while it starts' } }
      : { why: last, next: undefined };
  }

  private async endProcess(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
    await this.token?.[Symbol.asyncDispose]();
    await this.cloud?.[Symbol.asyncDispose]();
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
