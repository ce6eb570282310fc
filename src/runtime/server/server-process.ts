import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { exposedAddress, freePort } from '../processes/ports';
import type { Processes, RunningProcess } from '../processes/processes';
import { RequestsUnderWay } from '../secrets/requests-under-way';
import type { LaunchRecipe, PresentedFile, Program, PythonModule } from './launch-recipe';
import type { ServerStart } from './test-server';

/** The variable in which serve.py gets the debugger's token: arguments are seen by every user of a machine. */
const DEBUGGER_TOKEN = 'PLUGIN_WORKBENCH_DEBUGGER_TOKEN';
const DEBUGGER_LINE = /^plugin-workbench debugger 127\.0\.0\.1:(\d+)$/;

/** A start with what its recipe came to. */
export type StartedWith = ServerStart & { readonly presented?: PresentedFile | undefined };

type OnLine = (line: string, stream: 'stdout' | 'stderr') => void;

/** Starts the processes of test servers. */
export class ServerProcesses {
  /**
   * @param serveScript The path of `serve.py`.
   * @param findProgram The full path of a program that is named and not written out, for a plugin in a folder.
   */
  constructor(
    private readonly serveScript: string,
    private readonly processes: Processes,
    private readonly findProgram: (name: string, folder: string) => Promise<string | undefined>,
  ) {}

  /**
   * Starts what a recipe says on a port; does not wait until it answers.
   * @param onLine Hears each line that it prints, but for what only we asked it to tell.
   * @throws WorkbenchError when the program is not there or cannot be started
   */
  async start(
    start: StartedWith,
    port: number,
    { folder, aborted, onLine }: { readonly folder: string; readonly aborted: AbortSignal; readonly onLine: OnLine },
  ): Promise<RunningProcess> {
    const { recipe } = start;
    return recipe.is === 'program'
      ? this.startProgram(recipe, start, port, { folder, aborted, onLine })
      : this.startModule(recipe, start, port, { aborted, onLine });
  }

  private async startModule(
    recipe: LaunchRecipe & PythonModule,
    { interpreter, environment, presented, onDebugger }: StartedWith,
    port: number,
    { aborted, onLine }: { readonly aborted: AbortSignal; readonly onLine: OnLine },
  ): Promise<RunningProcess> {
    if (interpreter === undefined) {
      throw new Error(`${recipe.module} is a module of Python, and no Python is named.`);
    }
    const token = onDebugger && randomBytes(32).toString('hex');
    this.processes.redactor.hide(token ? [token] : []);
    aborted.throwIfAborted();
    const serve = [
      this.serveScript,
      ...(recipe.scheme === 'http' ? ['--http', String(port)] : ['--requests']),
      ...(presented ? ['--file', presented.at, presented.path] : []),
      ...(token ? ['--debug'] : []),
    ];
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
      onLine: (line, stream) => {
        const debuggerPort = DEBUGGER_LINE.exec(line)?.[1];
        if (debuggerPort === undefined) {
          onLine(line, stream);
        } else if (token) {
          onDebugger(Number(debuggerPort), token);
        }
      },
    });
    void started.exited.then(() => requests.dispose());
    return started;
  }

  private async startProgram(
    recipe: LaunchRecipe & Program,
    { environment, presented, onDebugger }: StartedWith,
    port: number,
    { folder, aborted, onLine }: { readonly folder: string; readonly aborted: AbortSignal; readonly onLine: OnLine },
  ): Promise<RunningProcess> {
    const { debug } = recipe;
    const debugged = onDebugger && debug.is === 'delegate' ? { ...debug, port: await freePort() } : undefined;
    const [program, ...words] = debugged?.command?.(port, debugged.port) ?? [
      recipe.program,
      ...recipe.arguments(port, presented),
    ];
    const file = path.isAbsolute(program) ? program : await this.findProgram(program, folder);
    if (file === undefined) {
      throw new WorkbenchError({
        what: `There is no program ${program} on the PATH.`,
        why: 'The test server is started with it. Programs in the workspace do not count.',
        next: { title: `Install ${program}, or start the editor where it is on the PATH` },
      });
    }
    aborted.throwIfAborted();
    const started = await this.processes.start(file, words, {
      cwd: recipe.cwd,
      env: { ...recipe.variables(port), ...debugged?.variables(debugged.port), ...environment },
      onLine,
    });
    if (debugged) {
      onDebugger?.(debugged.port);
    }
    return started;
  }
}

/**
 * Refuses a program that listens for other machines too. A test server is for this machine alone: serve.py keeps Python
 * to it, other programs keep themselves.
 * @throws WorkbenchError that says where it listens
 */
export async function refuseExposed(program: string, port: number): Promise<void> {
  const address = await exposedAddress(port);
  if (address !== undefined) {
    throw new WorkbenchError({
      what: `The test server was ended: it listens for other machines too, at ${address}:${port}.`,
      why: `${program} was told to listen on 127.0.0.1 alone.`,
      next: { title: 'Listen on the host that the plugin is given, not on all interfaces' },
    });
  }
}
