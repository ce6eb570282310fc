import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { installWords, type EnvironmentPlan } from './environment-plan';
import { noVenvModule, setUpEnvironment, type PythonInterpreters } from './interpreters';
import { pipFailure } from './pip-failure';
import { isNewEnough, type Probe } from './probe';
import type { Run } from './run';
import { writeWhole } from '../files/whole-file';
import {
  begin,
  clearAway,
  isOurs,
  kindOf,
  mark,
  pythonOf,
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
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SetUpProgress) => void) | undefined;
  /** Hears every line that pip prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface SetUpProgress {
  /** From 1 up to `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly title: string;
}

export interface SetUpResult {
  readonly interpreter: string;
  readonly version: string;
  readonly environment: 'made' | 'reused' | 'replaced' | 'chosen';
  /** Where the broken environment that a person had made now lies. */
  readonly movedTo?: string;
  /** What `pip check` finds, a line each. */
  readonly findings: readonly string[];
  /** Requirement lines that the interpreter does not meet; a chosen one may leave some. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

/** Makes and fills the environment `.venv` of a plugin, as its plan says. */
export class EnvironmentSetup {
  constructor(
    private readonly run: Run,
    private readonly interpreters: PythonInterpreters,
  ) {}

  /**
   * Sets a plugin's environment up. An environment that works is filled up; a broken one is replaced. When the person
   * cancels, what this run made is taken away again; after a failure it stays, marked as unfinished, for the next try.
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
    const made = await this.make(environment, request);
    try {
      const movedTo = await untoldAside(environment);
      const isMade = made.how !== 'reused' || (await isOurs(environment));
      await mark(environment, { made: isMade, finished: false, aside: movedTo });
      const notes = await this.fill(environment, made.python, request, steps);
      request.onProgress?.({ step: steps, steps, title: 'Check' });
      const result = await this.outcome(made.python, request);
      await mark(environment, { made: isMade, finished: true });
      // The new one is whole: what cannot be removed yet is removed the next time.
      await removeReplaced(environment).catch(() => undefined);
      return {
        ...result,
        environment: made.how,
        ...(movedTo && { movedTo }),
        notes: [...request.plan.notes, ...notes],
      };
    } catch (error) {
      if (request.signal?.aborted && made.how !== 'reused') {
        await undo(environment, made.aside);
      }
      throw error;
    }
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
        return { how: 'reused', python: found };
      }
    }
    const base = await this.interpreters.base(request.folder, request.signal);
    const aside = kind === 'environment' ? await clearAway(environment) : undefined;
    try {
      await begin(environment, aside);
      const python = await this.create(environment, base, request);
      return { how: kind === 'environment' ? 'replaced' : 'made', python, aside };
    } catch (error) {
      await undo(environment, aside);
      throw error;
    }
  }

  /** The interpreter of an environment when it runs, with pip; one without (made by other tools) is given it. */
  private async working(environment: string, request: SetUpRequest): Promise<Probe | undefined> {
    const found = await this.interpreters.probe(pythonOf(environment), undefined, request.signal);
    if (!found || !isNewEnough(found.version) || !found.isVirtual) {
      return undefined;
    }
    if (!found.hasPip) {
      const { code } = await this.python(found.interpreter, ['-m', 'ensurepip', '--default-pip'], request);
      return code === 0 ? { ...found, hasPip: true } : undefined;
    }
    return found;
  }

  private async create(environment: string, base: Probe, request: SetUpRequest): Promise<Probe> {
    const { code, lines } = await this.python(base.interpreter, ['-m', 'venv', environment], request);
    if (code !== 0) {
      throw lines.some((line) => /ensurepip is not available|No module named '?(venv|ensurepip)/.test(line))
        ? noVenvModule(base.version)
        : pipFailure({ title: 'a virtual environment', lines, python: base.version });
    }
    const made = await this.interpreters.probe(pythonOf(environment), undefined, request.signal);
    if (!made?.hasPip) {
      throw noVenvModule(base.version);
    }
    return made;
  }

  /** Runs the steps; a preference that cannot be kept is given up and told in the returned notes. */
  private async fill(environment: string, python: Probe, request: SetUpRequest, steps: number): Promise<string[]> {
    const { plan } = request;
    const file = path.join(environment, 'plugin-workbench-constraints.txt');
    const notes: string[] = [];
    let preferences = plan.preferences;
    for (const [index, step] of plan.steps.entries()) {
      const { title } = step;
      request.onProgress?.({ step: index + 2, steps, title });
      for (;;) {
        await writeWhole(file, [...plan.constraints, ...preferences].map(({ line }) => `${line}\n`).join(''));
        const words = installWords(step, ['-c', file, ...QUIET_WORDS, '--progress-bar', 'off']);
        const { code, lines } = await this.python(
          python.interpreter,
          ['-m', 'pip', 'install', ...words],
          request,
          python.isVirtual,
        );
        if (code === 0) {
          break;
        }
        const inTheWay = preferences.filter(({ line }) => lines.some((said) => said.includes(`(constraint) ${line}`)));
        if (inTheWay.length === 0) {
          throw pipFailure({ title, lines, python: python.version });
        }
        preferences = preferences.filter((preference) => !inTheWay.includes(preference));
        const given = inTheWay.map(({ line }) => line).join(', ');
        notes.push(`${title} does not go together with ${given}, which the framework asks for.`);
      }
    }
    return notes;
  }

  /** What an interpreter that a person chose can and cannot do for the plugin. */
  private async inspect(interpreter: string, request: SetUpRequest): Promise<SetUpResult> {
    request.onProgress?.({ step: 1, steps: 1, title: 'Check' });
    const found = await this.interpreters.probe(interpreter, undefined, request.signal);
    if (!found || !isNewEnough(found.version)) {
      throw new WorkbenchError({
        what: found ? `Python ${found.version} is too old.` : `${interpreter} is no Python that works.`,
        why: found ? 'Plugins need Python 3.8 or newer.' : 'It did not answer when it was asked for its version.',
        next: { ...setUpEnvironment(request.folder), title: 'Choose another interpreter' },
      });
    }
    const result = await this.outcome(found, request);
    return { ...result, environment: 'chosen', notes: request.plan.notes };
  }

  private async outcome(
    python: Probe,
    request: SetUpRequest,
  ): Promise<Pick<SetUpResult, 'interpreter' | 'version' | 'findings' | 'missing'>> {
    const { interpreter, version } = python;
    const after = await this.interpreters.probe(interpreter, { requirements: request.plan.requires }, request.signal);
    const check = python.hasPip
      ? await this.python(interpreter, ['-m', 'pip', 'check', ...QUIET_WORDS], request, python.isVirtual)
      : { code: 0, lines: [] };
    const findings =
      check.code === 0
        ? []
        : check.lines.filter((line) => line.trim() !== '' && !/^\s*(WARNING|DEPRECATION|\[notice\])/.test(line));
    return { interpreter, version, findings, missing: after?.missing ?? request.plan.requires };
  }

  /**
   * Isolated (`-I`), so that neither a variable nor a file in the plugin's folder stands in for pip; paths in a
   * requirements file are seen from that folder. A Python of the system may have a part of its packages in the
   * person's home, which isolation hides: it runs in its own folder instead.
   * What pip is told by its own configuration, such as an index, holds.
   */
  private async python(
    interpreter: string,
    args: readonly string[],
    { folder, signal, onLine }: SetUpRequest,
    isolated = true,
  ): ReturnType<Run> {
    const result = await this.run(interpreter, [...(isolated ? ['-I'] : []), ...args], {
      cwd: isolated ? folder : path.dirname(interpreter),
      env: QUIET,
      ...(signal && { signal }),
      ...(onLine && { onLine }),
    });
    signal?.throwIfAborted();
    return result;
  }
}

const QUIET_WORDS = ['--no-color', '--no-input', '--disable-pip-version-check'];

/** No questions, no colours, and nothing that would lead pip out of the environment. */
const QUIET = {
  NO_COLOR: '1',
  GIT_TERMINAL_PROMPT: '0',
  PIP_USER: '0',
  PIP_TARGET: undefined,
  PIP_PREFIX: undefined,
  PIP_ROOT: undefined,
  PYTHONHOME: undefined,
  PYTHONPATH: undefined,
  VIRTUAL_ENV: undefined,
} as const;

interface Made {
  readonly how: 'made' | 'reused' | 'replaced';
  readonly python: Probe;
  readonly aside?: Aside | undefined;
}
