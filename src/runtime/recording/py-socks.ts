import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PythonInterpreters } from '../python/interpreters';
import type { Run } from '../python/run';
import type { Variables } from '../server/launch-recipe';

/** One module without requirements, the same for every Python. */
const REQUIREMENT = 'PySocks==1.7.1';
const MODULE = 'socks.py';
/** Milliseconds: without it a plugin starts all the same, and way_out.py tells what goes past the proxy. */
const WITHIN = 60_000;

/**
 * httplib2, on which Google's own client stands, asks for a proxy only where it finds PySocks (httplib2 0.22.0,
 * `__init__.py`, `socks = None`). A Python that has the one and not the other is shown a PySocks of the workbench's own,
 * got from the package index once, while its calls are recorded or replayed; its environment stays what it is.
 */
export class PySocks {
  /** @param tools The folder of what the workbench has got for itself. */
  constructor(
    private readonly run: Run,
    private readonly interpreters: PythonInterpreters,
    private readonly tools: string,
  ) {}

  /** What leads a Python to PySocks; nothing where it needs none, or none is to be had. */
  async variablesFor(interpreter: string, { PYTHONPATH: own = '' }: Variables): Promise<Variables> {
    const distributions = ['httplib2', 'PySocks'];
    const found = (await this.interpreters.probe(interpreter, { distributions }))?.distributions ?? {};
    if (found['httplib2'] === undefined || found['PySocks'] !== undefined || !(await this.isThere(interpreter))) {
      return {};
    }
    const paths = own === '' ? (process.env['PYTHONPATH'] ?? '') : own;
    return { PYTHONPATH: [...(paths === '' ? [] : [paths]), this.place].join(path.delimiter) };
  }

  private get place(): string {
    return path.join(this.tools, 'pysocks');
  }

  /** Got under a new name first: whoever else looks finds a whole one or none. */
  private async isThere(interpreter: string): Promise<boolean> {
    if (await hasModule(this.place)) {
      return true;
    }
    const made = path.join(this.tools, `.pysocks-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(made, { recursive: true });
      const words = ['--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check', '--retries', '1'];
      await this.run(interpreter, ['-I', '-m', 'pip', 'install', ...words, '--target', made, REQUIREMENT], {
        cwd: this.tools,
        env: { PIP_USER: '0', PIP_PREFIX: undefined, PIP_ROOT: undefined, PYTHONHOME: undefined },
        signal: AbortSignal.timeout(WITHIN),
      });
      if (await hasModule(made)) {
        await rename(made, this.place).catch(() => undefined);
      }
      return await hasModule(this.place);
    } catch {
      return false;
    } finally {
      await rm(made, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function hasModule(folder: string): Promise<boolean> {
  return stat(path.join(folder, MODULE)).then(
    (found) => found.isFile(),
    () => false,
  );
}
