import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PythonInterpreters } from './interpreters';
import { pipFailure } from './pip-failure';
import type { Probe } from './probe';
import type { Run } from './run';

/** A uv that works, or why there is none. */
export type FoundUv = { readonly program: string } | { readonly why: string };

export interface UvSearch {
  /** The plugin's folder, whose programs do not count. */
  readonly folder: string;
  /** With which a uv of ours is got from the index. */
  readonly python: Probe;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** The oldest that knows the variables in which indexes are handed over. */
const OLDEST = [0, 5] as const;
/** Milliseconds; pip does its work without it when the index is slow. */
const WITHIN = 120_000;

/** Finds uv: on the PATH, else in a folder of the workbench's own, where it is put from the package index once. */
export class Uv {
  /** @param tools The folder of the programs that the workbench has got for itself. */
  constructor(
    private readonly run: Run,
    private readonly interpreters: PythonInterpreters,
    private readonly tools: string,
  ) {}

  async find(search: UvSearch): Promise<FoundUv> {
    const onPath = await this.interpreters.program('uv', search.folder);
    for (const program of [...(onPath ? [onPath] : []), programIn(this.place)]) {
      if (await this.works(program, search)) {
        return { program };
      }
    }
    return this.get(search);
  }

  private get place(): string {
    return path.join(this.tools, 'uv');
  }

  private async works(program: string, { signal }: UvSearch): Promise<boolean> {
    const answer = await this.run(program, ['--version'], {
      signal,
      isForProgram: true,
      cwd: path.dirname(program),
    }).catch(() => undefined);
    signal?.throwIfAborted();
    const [, major = 0, minor = 0] = /^uv (\d+)\.(\d+)\./.exec(answer?.lines[0] ?? '') ?? [];
    return Number(major) > OLDEST[0] || Number(minor) >= OLDEST[1];
  }

  /** Put under a new name first, and moved to its own when it works: whoever else looks finds a whole one or none. */
  private async get(search: UvSearch): Promise<FoundUv> {
    const made = path.join(this.tools, `.uv-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(made, { recursive: true });
      const why = await this.install(made, search);
      if (why !== undefined) {
        return { why };
      }
      return (await this.works(programIn(made), search))
        ? { program: await this.settle(made, search) }
        : { why: 'The uv of the package index does not run on this machine.' };
    } catch (error) {
      search.signal?.throwIfAborted();
      return { why: error instanceof Error ? error.message : String(error) };
    } finally {
      await rm(made, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** Why it could not be installed; undefined when it was. */
  private async install(made: string, { python, signal, onLine }: UvSearch): Promise<string | undefined> {
    if (!python.hasPip) {
      return `${python.interpreter} has no pip to get it with.`;
    }
    const late = AbortSignal.timeout(WITHIN);
    const words = ['--no-deps', '--only-binary=:all:', '--no-color', '--no-input', '--disable-pip-version-check'];
    const quick = ['--progress-bar', 'off', '--retries', '1'];
    const { code, lines } = await this.run(
      python.interpreter,
      ['-I', '-m', 'pip', 'install', ...words, ...quick, '--target', made, 'uv'],
      {
        cwd: this.tools,
        env: { NO_COLOR: '1', PIP_USER: '0', PIP_PREFIX: undefined, PIP_ROOT: undefined, PYTHONHOME: undefined },
        signal: signal ? AbortSignal.any([signal, late]) : late,
        onLine,
      },
    );
    signal?.throwIfAborted();
    return code === 0 ? undefined : pipFailure({ title: 'uv', lines, python: python.version }).message;
  }

  private async settle(made: string, search: UvSearch): Promise<string> {
    const program = programIn(this.place);
    const old = path.join(this.tools, `.uv-old-${randomBytes(6).toString('hex')}`);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (
        await rename(made, this.place).then(
          () => true,
          () => false,
        )
      ) {
        return program;
      }
      // Somebody else was quicker, or there is one that does not work any more.
      if (await this.works(program, search)) {
        return program;
      }
      await rename(this.place, old).catch(() => undefined);
      await rm(old, { recursive: true, force: true });
    }
    throw new Error(`${this.place} cannot be replaced.`);
  }
}

/** Where pip puts it below a folder that it is told as target. */
function programIn(folder: string): string {
  return path.join(folder, 'bin', process.platform === 'win32' ? 'uv.exe' : 'uv');
}
