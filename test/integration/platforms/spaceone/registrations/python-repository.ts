import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { GrpcConnection } from '../../../../../src/runtime/grpc/connection';
import { testPython } from '../../../test-python';
import { styleA } from '../environments';

const fixtures = path.resolve(__dirname, '../../../../fixtures');

export interface RepositoryOptions {
  /** How many plugins its managed repository has; 3 unless given. */
  readonly plugins?: number;
  /** Its process ends when this image is registered. */
  readonly dies?: string;
  /** It repeats the token where it refuses one. */
  readonly echoes?: boolean;
}

/** A small Repository that is not ours, on the real spaceone-core of either generation, in a process of its own. */
export class PythonRepository {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  /** On spaceone-core 2.0 and spaceone-api 2.0. Resolves when it serves. */
  static async ofGeneration2(options: RepositoryOptions = {}): Promise<PythonRepository> {
    return PythonRepository.start('generation-2', testPython(), ['run', 'grpc-server'], options);
  }

  /** On spaceone-core 1.12 and spaceone-api 1.12. Resolves when it serves. */
  static async ofGeneration1(options: RepositoryOptions = {}): Promise<PythonRepository> {
    const { made } = await styleA();
    return PythonRepository.start('generation-1', made.interpreter, ['grpc'], options);
  }

  private static async start(
    folder: string,
    python: string,
    command: readonly string[],
    { plugins = 3, dies = '', echoes = false }: RepositoryOptions,
  ): Promise<PythonRepository> {
    const child = spawn(python, [path.join(fixtures, 'grpc/serve_on_loopback.py'), ...command, 'sample_repository'], {
      cwd: path.join(fixtures, 'repositories', folder),
      env: {
        ...process.env,
        PYTHONPATH: path.join(fixtures, 'repositories/shared'),
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        SAMPLE_PLUGINS: String(plugins),
        SAMPLE_DIES: dies,
        SAMPLE_ECHO: echoes ? '1' : '',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const printed: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => reject(new Error(`The Repository did not start:\n${printed.join('')}`)));
      createInterface(child.stdout).on('line', (line) => {
        printed.push(line, '\n');
        const port = /^port (\d+)$/.exec(line)?.[1];
        if (port) {
          resolve(port);
        }
      });
    });
    const repository = new PythonRepository(child, `grpc://127.0.0.1:${port}`);
    const connection = new GrpcConnection(repository.address);
    while (!(await connection.health().catch(() => false))) {
      // It listens a moment before it serves.
    }
    connection.close();
    return repository;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.stdin?.end();
      await ended;
    }
  }
}
