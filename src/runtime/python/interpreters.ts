import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { WorkbenchError, type NextStep } from '../../base/workbench-error';
import { programsOnPath } from '../processes/program-search';
import { OLDEST, isNewEnough, probe, type Probe, type ProbeQuestions } from './probe';
import type { Run } from './run';
import { isUnfinished, pythonOf } from './virtual-environment';

/** The names under which a PATH has Python, those first with which the frameworks are known to work best. */
const NAMES = ['python3.11', 'python3.12', 'python3.10', 'python3.9', 'python3.13', 'python3.8', 'python3', 'python'];

/** Knows which Python runs what. */
export class PythonInterpreters {
  constructor(
    private readonly run: Run,
    /** Folders whose programs are never run unless a person chose them: those of the workspace. */
    private readonly untrusted: () => readonly string[] = () => [],
    private readonly searchPath: () => string | undefined = () => process.env['PATH'],
  ) {}

  /**
   * The interpreter with which a plugin runs: the chosen one, else that of its `.venv`, else of its `venv`.
   * @param anyWillDo Without an environment, the one on the PATH.
   * @throws WorkbenchError when there is none, it is gone, or its environment was never finished.
   */
  async forPlugin(folder: string, chosen?: string, anyWillDo = false): Promise<string> {
    if (chosen) {
      return this.chosen(chosen, folder);
    }
    for (const name of ['.venv', 'venv']) {
      const environment = path.join(folder, name);
      if (await exists(path.join(environment, 'pyvenv.cfg'))) {
        return this.ofEnvironment(environment, folder);
      }
    }
    if (anyWillDo) {
      return (await this.base(folder)).interpreter;
    }
    throw new WorkbenchError({
      what: `There is no Python environment in ${folder}.`,
      next: setUpEnvironment(folder),
    });
  }

  private async ofEnvironment(environment: string, folder: string): Promise<string> {
    const why = (await isUnfinished(environment))
      ? 'Its set-up was not finished.'
      : (await exists(pythonOf(environment)))
        ? undefined
        : 'Its Python is gone.';
    if (why) {
      throw new WorkbenchError({
        what: `The environment ${environment} cannot be used.`,
        why,
        next: setUpEnvironment(folder),
      });
    }
    return pythonOf(environment);
  }

  /**
   * The file of an interpreter that a person chose: a path (from the plugin's folder, with `~` for home) or a name on the PATH.
   * @throws WorkbenchError when there is no such file.
   */
  async chosen(choice: string, folder: string): Promise<string> {
    const written = choice.replace(/^~(?=[\\/]|$)/, homedir());
    const candidates = /[\\/]/.test(written) ? [path.resolve(folder, written)] : await this.onPath([written], []);
    for (const candidate of candidates) {
      if (await exists(candidate)) {
        return candidate;
      }
    }
    throw new WorkbenchError({
      what: `The chosen interpreter ${choice} is not there.`,
      next: { title: 'Choose an interpreter', intent: { is: 'choose an interpreter', folder } },
    });
  }

  /** Asks an interpreter for its version and for what it has; undefined when it does not work. */
  probe(interpreter: string, questions?: ProbeQuestions, signal?: AbortSignal): Promise<Probe | undefined> {
    return probe(this.run, interpreter, questions, signal);
  }

  /**
   * The Python on the PATH from which an environment is made; never one inside the workspace.
   * @param wanted The lines that will do, such as `3.11`; any that is new enough unless given.
   * @param rather The line that comes first among them.
   * @throws WorkbenchError when there is none, it is too old, or it cannot make environments.
   */
  async base(folder: string, signal?: AbortSignal, wanted?: readonly string[], rather?: string): Promise<Probe> {
    const fit: Probe[] = [];
    const tooOld: Probe[] = [];
    const incapable: Probe[] = [];
    for await (const found of this.ofMachine(folder, signal, wanted)) {
      if (!isNewEnough(found.version)) {
        tooOld.push(found);
      } else if (!found.makesEnvironments) {
        incapable.push(found);
      } else if (rather === undefined || isOfLine(found, rather)) {
        return found;
      } else {
        fit.push(found);
      }
    }
    if (fit[0]) {
      return fit[0];
    }
    throw incapable[0] ? noVenvModule(incapable[0].version) : noPython(tooOld[0], folder, wanted);
  }

  /** A Python on the PATH of another line than a version's, from which an environment can be made; undefined where there is none. */
  async other(
    version: string,
    folder: string,
    signal?: AbortSignal,
    wanted?: readonly string[],
  ): Promise<Probe | undefined> {
    const line = version.split('.').slice(0, 2).join('.');
    for await (const found of this.ofMachine(folder, signal, wanted)) {
      if (isNewEnough(found.version) && found.makesEnvironments && !isOfLine(found, line)) {
        return found;
      }
    }
    return undefined;
  }

  /** The Pythons on the PATH that run, of the wanted lines; none inside the workspace. */
  private async *ofMachine(
    folder: string,
    signal: AbortSignal | undefined,
    wanted: readonly string[] | undefined,
  ): AsyncGenerator<Probe> {
    for (const candidate of await this.onPath(NAMES, [folder, ...this.untrusted()])) {
      const found = await this.probe(candidate, undefined, signal);
      if (found && wanted?.some((line) => isOfLine(found, line)) !== false) {
        yield found;
      }
    }
  }

  /** The first program of a name on the PATH that is not inside the workspace. */
  async program(name: string, folder: string): Promise<string | undefined> {
    return (await this.onPath([name], [folder, ...this.untrusted()]))[0];
  }

  /** True when some Python is on the PATH, without running it. */
  async any(): Promise<boolean> {
    return (await this.onPath(NAMES, this.untrusted())).length > 0;
  }

  private onPath(names: readonly string[], keptOut: readonly string[]): Promise<string[]> {
    return programsOnPath(names, { keptOut, searchPath: this.searchPath() });
  }
}

/** True for a Python of a line such as `3.8`. */
function isOfLine({ version }: Probe, line: string): boolean {
  return version.startsWith(`${line}.`);
}

/** The failure of a Python that has no `venv` or no `ensurepip`. */
export function noVenvModule(version: string): WorkbenchError {
  const minor = version.split('.').slice(0, 2).join('.');
  return new WorkbenchError({
    what: `Python ${version} cannot make a virtual environment.`,
    why: 'Its modules venv and ensurepip are not installed.',
    next: { title: `Install them (Debian, Ubuntu: apt install python${minor}-venv) and set up again` },
  });
}

function noPython(tooOld: Probe | undefined, folder: string, wanted?: readonly string[]): WorkbenchError {
  if (wanted) {
    const lines = wanted.join(' or ');
    return new WorkbenchError({
      what: `There is no Python ${lines} on the PATH.`,
      next: { title: `Install Python ${lines} with its venv module, or choose an interpreter` },
    });
  }
  const oldest = OLDEST.join('.');
  return new WorkbenchError({
    what: tooOld ? `Python ${tooOld.version} is too old.` : 'There is no Python on the PATH.',
    why: tooOld
      ? `${tooOld.interpreter} is the newest that was found; plugins need Python ${oldest} or newer.`
      : `Plugins need Python ${oldest} or newer (Debian, Ubuntu: apt install python3 python3-venv).`,
    next: { title: 'Choose an interpreter', intent: { is: 'choose an interpreter', folder } },
  });
}

/** The step that makes an environment. */
export function setUpEnvironment(folder: string): NextStep {
  return { title: 'Set Up Python Environment', intent: { is: 'set up the environment', folder } };
}

/** The step of whoever chose an interpreter that does not do: a set-up installs nothing in it. */
export function anotherInterpreter(folder: string): NextStep {
  return { title: 'Choose Another Interpreter', intent: { is: 'complete or replace the chosen interpreter', folder } };
}

/** True for the Python of an environment that a set-up of the plugin fills. */
export function isOfPlugin(interpreter: string, folder: string): boolean {
  return ['.venv', 'venv'].some((name) => interpreter === pythonOf(path.join(folder, name)));
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
