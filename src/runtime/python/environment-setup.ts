import path from 'node:path';
import { joined, toFailure, WorkbenchError } from '../../base/workbench-error';
import type { Redactor } from '../secrets/redactor';
import { copyBeside, putBackReplaced, putInPlace } from './environment-copy';
import type { EnvironmentPlan } from './environment-plan';
import { Filling, PIP_QUIET, VersionFailure, pinsOf, type Filler } from './filling';
import { anotherInterpreter, noVenvModule, type PythonInterpreters } from './interpreters';
import { whileLong, type LongRun } from './long-run';
import { pipFailure } from './pip-failure';
import { Installers } from './installers';
import { isNewEnough, type Probe } from './probe';
import type { Run } from './run';
import type { Uv } from './uv';
import {
  begin,
  clearAway,
  isOurs,
  isUnfinished,
  kindOf,
  mark,
  pythonOf,
  remove,
  removeReplaced,
  undo,
  untoldAside,
  type Aside,
} from './virtual-environment';

export interface SetUpRequest {
  /** The plugin's folder. */
  readonly folder: string;
  readonly plan: EnvironmentPlan;
  /** A person's interpreter, used as it is: nothing is made and nothing installed. */
  readonly chosen?: string | undefined;
  /** The interpreter from which the environment is made; the best on the PATH unless given. */
  readonly base?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SetUpProgress) => void) | undefined;
  /** Hears every line that the installer prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface SetUpProgress {
  /** From 1 up to `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly title: string;
  /** Of a step that runs long: for how many seconds by now, and at what it is. */
  readonly long?: LongRun;
}

export interface SetUpResult {
  readonly interpreter: string;
  readonly version: string;
  readonly environment: 'made' | 'reused' | 'replaced' | 'chosen';
  /** Where the broken environment that a person had made now lies. */
  readonly movedTo?: string;
  /** What `pip check` finds, a line each. */
  readonly findings: readonly string[];
  /** Requirement lines that the environment does not meet, such as those that a build of its own version stands for. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

/** What makes a set-up quick; without it all is left to pip. */
export interface SetUpHelp {
  readonly uv?: Uv;
  /** The folder of the product's constraints files. */
  readonly constraints?: string;
  /** Is told the secrets in the addresses of indexes. */
  readonly redactor?: Redactor;
}

/** Makes and fills the environment `.venv` of a plugin, as its plan says. */
export class EnvironmentSetup {
  private readonly installers: Installers;

  constructor(
    run: Run,
    private readonly interpreters: PythonInterpreters,
    private readonly help: SetUpHelp = {},
  ) {
    this.installers = new Installers(run, help.uv, help.redactor);
  }

  /**
   * Sets a plugin's environment up. One that works is filled up in a copy beside it, which takes its place when it is
   * whole; a broken one is replaced. When the person cancels, what this run made is taken away again; what a first set-up
   * has made stays after a failure, marked as unfinished, for the next try.
   * @throws WorkbenchError with one cause and one next step.
   */
  async setUp(request: SetUpRequest): Promise<SetUpResult> {
    request.signal?.throwIfAborted();
    const environment = path.join(request.folder, '.venv');
    if (request.chosen) {
      const chosen = await this.interpreters.chosen(request.chosen, request.folder);
      if (chosen !== pythonOf(environment)) {
        return this.inspect(chosen, request);
      }
    }
    const steps = request.plan.steps.length + 2;
    request.onProgress?.({ step: 1, steps, title: 'Python environment' });
    await putBackReplaced(environment);
    const made = await this.make(environment, request);
    const isMade = made.how !== 'reused' || (await isOurs(environment));
    const movedTo = await untoldAside(environment);
    const copy = made.how === 'reused' ? await this.copy(environment, request) : undefined;
    const place = copy ?? environment;
    const python = { ...made.python, interpreter: pythonOf(place) };
    try {
      await mark(place, { made: copy !== undefined || isMade, finished: false, aside: movedTo });
      const notes = await this.fill(place, python, made.filler, request, steps);
      request.onProgress?.({ step: steps, steps, title: 'Check' });
      const result = await this.outcome(python, request, made.filler);
      await mark(place, { made: isMade, finished: true });
      if (copy !== undefined) {
        request.signal?.throwIfAborted();
        await putInPlace(copy, environment);
      }
      // The new one is whole: what cannot be removed yet is removed the next time.
      await removeReplaced(environment).catch(() => undefined);
      return {
        ...result,
        interpreter: pythonOf(environment),
        environment: made.how,
        ...(movedTo && { movedTo }),
        notes: [...request.plan.notes, ...notes],
      };
    } catch (error) {
      if (copy !== undefined) {
        await remove(copy);
      } else if (request.signal?.aborted && made.how !== 'reused') {
        await undo(environment, made.aside);
      }
      throw error;
    }
  }

  /** Only one that works is worth a copy: what was never finished is lost by nobody. */
  private async copy(environment: string, request: SetUpRequest): Promise<string | undefined> {
    return (await isUnfinished(environment)) ? undefined : copyBeside(environment, request.signal);
  }

  /** A working environment at the place: the one that is there, or a new one. */
  private async make(environment: string, request: SetUpRequest): Promise<Made> {
    const kind = await kindOf(environment);
    if (kind === 'something else') {
      throw new WorkbenchError({
        what: `${environment} is no Python environment.`,
        why: 'It holds something else, which the workbench leaves alone.',
        next: { title: 'Move it away, or choose an interpreter' },
      });
    }
    if (kind === 'environment') {
      const found = await this.working(environment, request);
      if (found) {
        return { how: 'reused', python: found, filler: await this.installers.find(found, request) };
      }
    }
    const base = await this.base(request);
    const aside = kind === 'environment' ? await clearAway(environment) : undefined;
    try {
      await begin(environment, aside);
      // pip gets uv and knows the person's index; on Debian, a Python has it only in an environment.
      const early: Filler = base.hasPip ? await this.installers.find(base, request) : { is: 'pip' };
      const python = await this.create(environment, base, early, request);
      const filler = base.hasPip ? early : await this.installers.find(python, request);
      return { how: kind === 'environment' ? 'replaced' : 'made', python, filler, aside };
    } catch (error) {
      await undo(environment, aside);
      throw error;
    }
  }

  private async base({ folder, base, plan, signal }: SetUpRequest): Promise<Probe> {
    if (base === undefined) {
      return this.interpreters.base(folder, signal, plan.python, plan.rather);
    }
    const given = await this.interpreters.probe(base, undefined, signal);
    if (!given?.makesEnvironments) {
      throw noVenvModule(given?.version ?? base);
    }
    return given;
  }

  /** The interpreter of an environment when it runs, with pip; one without (made by other tools) is given it. */
  private async working(environment: string, request: SetUpRequest): Promise<Probe | undefined> {
    const found = await this.interpreters.probe(pythonOf(environment), undefined, request.signal);
    if (!found || !isNewEnough(found.version) || !found.isVirtual || (await this.isOfAnother(found, request))) {
      return undefined;
    }
    if (!found.hasPip) {
      const { code } = await this.installers.python(found.interpreter, ['-m', 'ensurepip', '--default-pip'], request);
      return code === 0 ? { ...found, hasPip: true } : undefined;
    }
    return found;
  }

  /** True where a person names the Python from which an environment is made, and the one that is there is of another version. */
  private async isOfAnother({ version }: Probe, { base, signal }: SetUpRequest): Promise<boolean> {
    const named = base === undefined ? undefined : await this.interpreters.probe(base, undefined, signal);
    return named !== undefined && named.version !== version;
  }

  private async create(environment: string, base: Probe, filler: Filler, request: SetUpRequest): Promise<Probe> {
    // Python takes longer to unpack its own pip than uv for all the rest.
    const isQuick = filler.is === 'uv';
    const words = ['-m', 'venv', ...(isQuick ? ['--without-pip'] : []), environment];
    const { code, lines } = await this.installers.python(base.interpreter, words, request);
    if (code !== 0) {
      throw lines.some((line) => /ensurepip is not available|No module named '?(venv|ensurepip)/.test(line))
        ? noVenvModule(base.version)
        : pipFailure({ title: 'a virtual environment', lines, python: base.version });
    }
    if (isQuick) {
      await this.installers.givePip(environment, filler, request);
    }
    const made = await this.interpreters.probe(pythonOf(environment), undefined, request.signal);
    if (!made?.hasPip) {
      throw noVenvModule(base.version);
    }
    return made;
  }

  /** Runs the steps; a preference that cannot be kept is given up and told in the returned notes. */
  private async fill(
    place: string,
    python: Probe,
    filler: Filler,
    request: SetUpRequest,
    steps: number,
  ): Promise<string[]> {
    const { plan, onProgress } = request;
    let now: SetUpProgress = { step: 1, steps, title: '' };
    const filling = new Filling(
      place,
      python,
      plan,
      await pinsOf(plan, this.help.constraints),
      filler,
      (installer, words, variables) =>
        whileLong(
          (long) => onProgress?.({ ...now, long }),
          (heard) => {
            const heardBy = { ...request, onLine: (line: string) => (heard(line), request.onLine?.(line)) };
            return installer === 'uv' && filler.is === 'uv'
              ? this.installers.uv(filler, words, variables, heardBy)
              : this.installers.python(
                  python.interpreter,
                  ['-m', 'pip', ...words],
                  heardBy,
                  python.isVirtual,
                  variables,
                );
          },
        ),
    );
    const filled = filling.fill((index, title) => {
      now = { step: index + 2, steps, title };
      onProgress?.(now);
    });
    return filled.catch((error: unknown) => this.offerAnother(error, python, request));
  }

  /** What does not resolve or build on one Python may do so on another that the machine has. */
  private async offerAnother(
    error: unknown,
    { version }: Probe,
    { folder, plan, signal }: SetUpRequest,
  ): Promise<never> {
    const other =
      error instanceof VersionFailure ? await this.interpreters.other(version, folder, signal, plan.python) : undefined;
    if (!other) {
      throw error;
    }
    const { what, why, where, next } = toFailure(error);
    throw new WorkbenchError({
      what,
      why: joined([why, next && `${next.title}, or take another Python`]),
      where,
      next: {
        title: `Set Up With Python ${other.version}`,
        intent: { is: 'set up the environment', folder, python: other.interpreter },
      },
      cause: error,
    });
  }

  /** What an interpreter that a person chose can and cannot do for the plugin. */
  private async inspect(interpreter: string, request: SetUpRequest): Promise<SetUpResult> {
    request.onProgress?.({ step: 1, steps: 1, title: 'Check' });
    const found = await this.interpreters.probe(interpreter, undefined, request.signal);
    if (!found || !isNewEnough(found.version)) {
      throw new WorkbenchError({
        what: found ? `Python ${found.version} is too old.` : `${interpreter} is no Python that works.`,
        why: found ? 'Plugins need Python 3.8 or newer.' : 'It did not answer when it was asked for its version.',
        next: { title: 'Choose an interpreter', intent: { is: 'choose an interpreter', folder: request.folder } },
      });
    }
    const result = await this.outcome(found, request);
    if (result.missing.length > 0) {
      throw new WorkbenchError({
        what: `${interpreter} lacks ${result.missing.join(', ')}.`,
        why: 'It is an interpreter of your own, in which nothing is installed for you.',
        next: anotherInterpreter(request.folder),
      });
    }
    return { ...result, environment: 'chosen', notes: request.plan.notes };
  }

  private async outcome(
    python: Probe,
    request: SetUpRequest,
    filler: Filler = { is: 'pip' },
  ): Promise<Pick<SetUpResult, 'interpreter' | 'version' | 'findings' | 'missing'>> {
    const { interpreter, version } = python;
    const after = await this.interpreters.probe(interpreter, { requirements: request.plan.requires }, request.signal);
    const check = await this.check(python, filler, request);
    const findings =
      check.code === 0
        ? []
        : check.lines.filter((line) => line.trim() !== '' && !/^\s*(WARNING|DEPRECATION|\[notice\])/.test(line));
    return { interpreter, version, findings, missing: after?.missing ?? request.plan.requires };
  }

  /** uv sees the same conflicts as pip in a tenth of the time; what they are is said by pip. */
  private async check(
    python: Probe,
    filler: Filler,
    request: SetUpRequest,
  ): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
    const { interpreter, hasPip, isVirtual } = python;
    if (filler.is === 'uv') {
      const quick = await this.installers.uv(filler, ['pip', 'check', '--python', interpreter], {}, request);
      if (quick.code === 0) {
        return quick;
      }
    }
    return hasPip
      ? this.installers.python(interpreter, ['-m', 'pip', 'check', ...PIP_QUIET], request, isVirtual)
      : { code: 0, lines: [] };
  }
}

interface Made {
  readonly how: 'made' | 'reused' | 'replaced';
  readonly python: Probe;
  readonly filler: Filler;
  readonly aside?: Aside | undefined;
}
