import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../../../src/runtime/processes';
import { testPython } from '../../../test-python';

/** What spacectl printed, and how it ended. */
export interface SpacectlAnswer {
  readonly code: number | null;
  readonly out: string;
}

/** The platform's own command line, with a home folder of its own. "npm test" installs it beside the test Python. */
export class Spacectl {
  private readonly processes = new Processes();
  private home = '';

  /** @param environment A file of `~/.spaceone/environments`. */
  async setUp(environment: string): Promise<void> {
    this.home = await mkdtemp(path.join(tmpdir(), 'spacectl home '));
    await mkdir(path.join(this.home, '.spaceone/environments'), { recursive: true });
    await this.choose(environment);
    await writeFile(path.join(this.home, '.spaceone/environment.yml'), 'environment: local\n');
  }

  async choose(environment: string): Promise<void> {
    await writeFile(path.join(this.home, '.spaceone/environments/local.yml'), environment);
  }

  /** Runs `spacectl WORDS`; a YAML text is handed over as the file of `-f`. */
  async run(words: string, manifest?: string): Promise<SpacectlAnswer> {
    const file = path.join(this.home, 'manifest.yml');
    if (manifest !== undefined) {
      await writeFile(file, manifest);
    }
    const program = path.join(path.dirname(testPython()).replace('collector', 'spacectl'), 'spacectl');
    const { code, lines } = await this.processes.run(
      program,
      [...words.split(' '), ...(manifest === undefined ? [] : ['-f', file])],
      { env: { HOME: this.home, USERPROFILE: this.home, PYTHONWARNINGS: 'ignore', COLUMNS: '300' } },
    );
    return { code, out: lines.join('\n').trim() };
  }

  async tearDown(): Promise<void> {
    await this.processes[Symbol.asyncDispose]();
    await rm(this.home, { recursive: true });
  }
}
