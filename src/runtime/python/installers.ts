import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Redactor } from '../secrets/redactor';
import { installVariables, installWords, type EnvironmentPlan } from './environment-plan';
import type { Filler } from './filling';
import { joined } from './pip-option';
import { pipSettings } from './pip-settings';
import type { Probe } from './probe';
import { Requirement } from './requirement';
import type { Run } from './run';
import type { Uv } from './uv';
import { pythonOf } from './virtual-environment';

/** What an installer works for. */
export interface InstallerRequest {
  /** The plugin's folder. */
  readonly folder: string;
  readonly plan: EnvironmentPlan;
  readonly signal?: AbortSignal | undefined;
  /** Hears every line that it prints. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Chooses between uv and pip, and runs them so that nothing leads them out of the environment. */
export class Installers {
  /** @param search Finds uv; without it there is only pip. */
  constructor(
    private readonly run: Run,
    private readonly search: Uv | undefined,
    private readonly redactor: Redactor | undefined,
  ) {}

  /** uv where it is to be had, with what the person has told pip, which uv does not read; else pip, and why. */
  async find(python: Probe, request: InstallerRequest): Promise<Filler> {
    if (!this.search) {
      return { is: 'pip' };
    }
    const { folder, signal, onLine } = request;
    const found = await this.search.find({ folder, python, signal, onLine });
    if ('why' in found) {
      onLine?.(`pip installs, which takes longer: there is no uv. ${found.why}`);
      return { is: 'pip' };
    }
    const { code, lines } = python.hasPip
      ? await this.run(python.interpreter, ['-I', '-m', 'pip', 'config', 'list'], {
          cwd: folder,
          env: QUIET,
          signal,
          isForProgram: true,
        })
      : { code: 0, lines: [] };
    signal?.throwIfAborted();
    if (code !== 0) {
      onLine?.('pip installs, which takes longer: its configuration cannot be read, which uv would need.');
      return { is: 'pip' };
    }
    const settings = pipSettings(lines);
    this.redactor?.hide(
      [...settings, ...request.plan.steps.flatMap(({ options = [] }) => options)].flatMap((each) => each.secrets),
    );
    return { is: 'uv', program: found.program, settings };
  }

  /** A person expects pip in an environment: from the index, or else the one that came with Python. */
  async givePip(environment: string, filler: Filler & { is: 'uv' }, request: InstallerRequest): Promise<void> {
    const python = pythonOf(environment);
    const { settings } = filler;
    const step = { title: 'pip', requirements: [Requirement.of('pip')] };
    const own = ['--python', python, ...joined(settings.map((option) => option.for('uv'))).words];
    const words = ['pip', 'install', ...installWords(step, own, 'uv')];
    const { code } = await this.uv(filler, words, installVariables(step, 'uv', settings), request);
    if (code !== 0) {
      await this.python(python, ['-m', 'ensurepip', '--default-pip'], request);
    }
  }

  /**
   * Isolated (`-I`), so that neither a variable nor a file in the plugin's folder stands in for pip; paths in a
   * requirements file are seen from that folder. A Python of the system may have a part of its packages in the
   * person's home, which isolation hides: it runs in its own folder instead.
   * What pip is told by its own configuration, such as an index, holds.
   */
  async python(
    interpreter: string,
    args: readonly string[],
    { folder, signal, onLine }: InstallerRequest,
    isolated = true,
    variables: Readonly<Record<string, string>> = {},
  ): ReturnType<Run> {
    const result = await this.run(interpreter, [...(isolated ? ['-I'] : []), ...args], {
      cwd: isolated ? folder : path.dirname(interpreter),
      env: { ...QUIET, ...variables },
      ...(signal && { signal }),
      ...(onLine && { onLine }),
    });
    signal?.throwIfAborted();
    return result;
  }

  /** What a file `uv.toml` of the plugin says does not count, as for pip; that of the person does. */
  async uv(
    { program }: Filler & { is: 'uv' },
    words: readonly string[],
    variables: Readonly<Record<string, string>>,
    { folder, signal, onLine }: InstallerRequest,
  ): ReturnType<Run> {
    const own = await personsUvFile();
    const result = await this.run(program, words, {
      cwd: folder,
      env: {
        ...QUIET,
        ...UV_QUIET,
        ...(own === undefined ? { UV_NO_CONFIG: '1' } : { UV_CONFIG_FILE: own }),
        ...variables,
      },
      signal,
      onLine,
    });
    signal?.throwIfAborted();
    return result;
  }
}

/** uv's file in the person's own folder; undefined when there is none. */
async function personsUvFile(): Promise<string | undefined> {
  const named = process.env['UV_CONFIG_FILE'];
  const base =
    process.platform === 'win32'
      ? process.env['APPDATA']
      : (process.env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'));
  const file = named ?? (base === undefined ? undefined : path.join(base, 'uv', 'uv.toml'));
  return file !== undefined &&
    (await access(file).then(
      () => true,
      () => false,
    ))
    ? file
    : undefined;
}

/** Nothing that would lead uv out of the environment, or let it bring another Python. */
const UV_QUIET = {
  UV_NO_PROGRESS: '1',
  UV_PYTHON_DOWNLOADS: 'never',
  UV_INDEX_STRATEGY: process.env['UV_INDEX_STRATEGY'] ?? 'unsafe-best-match', // as pip looks through indexes
  UV_SYSTEM_PYTHON: undefined,
  UV_PYTHON: undefined,
  UV_PROJECT: undefined,
  UV_WORKING_DIR: undefined,
  UV_CONSTRAINT: undefined,
  UV_OVERRIDE: undefined,
  UV_EXCLUDE: undefined,
  CONDA_PREFIX: undefined,
} as const;

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
