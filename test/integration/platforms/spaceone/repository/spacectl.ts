import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { testPython } from '../../../test-python';

/** What spacectl printed, and how it ended. */
export interface SpacectlAnswer {
  readonly code: number;
  readonly out: string;
}

/** The platform's own command line, with a home folder of its own. "npm test" installs it beside the test Python. */
export class Spacectl {
  private home = '';
  private process: ChildProcessByStdio<Writable, Readable, null> | undefined;
  private answers: AsyncIterator<string> | undefined;

  /** @param installed The folder of its Python environment, beside that of the test Python. */
  constructor(private readonly installed: 'spacectl' | 'spacectl-by-pip' = 'spacectl') {}

  /** @param environment A file of `~/.spaceone/environments`. */
  async setUp(environment: string): Promise<void> {
    this.home = await mkdtemp(path.join(tmpdir(), 'spacectl home '));
    await mkdir(path.join(this.home, '.spaceone/environments'), { recursive: true });
    await this.choose(environment);
    await writeFile(path.join(this.home, '.spaceone/environment.yml'), 'environment: local\n');
    const bin = path.dirname(testPython());
    this.process = spawn(
      path.resolve(bin, '../..', this.installed, path.basename(bin), 'python'),
      ['-W', 'ignore', path.resolve('test/fixtures/spaceone/repository/spacectl_many.py')],
      { env: { ...process.env, HOME: this.home }, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    this.answers = createInterface(this.process.stdout)[Symbol.asyncIterator]();
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
    this.process?.stdin.write(
      `${JSON.stringify([...words.split(' '), ...(manifest === undefined ? [] : ['-f', file])])}\n`,
    );
    const answer = await this.answers?.next();
    if (answer?.done !== false) {
      throw new Error('spacectl cannot be run; "npm test" installs it.');
    }
    return JSON.parse(answer.value) as SpacectlAnswer;
  }

  async tearDown(): Promise<void> {
    const running = this.process;
    if (running?.exitCode === null) {
      const ended = once(running, 'exit');
      running.stdin.end();
      await ended;
    }
    await rm(this.home, { recursive: true });
  }
}
