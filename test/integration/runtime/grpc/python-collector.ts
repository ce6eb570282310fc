import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { testPython } from '../../test-python';

const fixtures = path.resolve(__dirname, '../../../fixtures/grpc');

/** The collector of test/fixtures/grpc on the real spaceone-core, in a process of its own. */
export class PythonCollector {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  /** Resolves when it serves. */
  static async start(): Promise<PythonCollector> {
    const child = spawn(
      testPython(),
      [path.join(fixtures, 'serve_on_loopback.py'), 'run', 'plugin-server', 'sample_collector'],
      {
        cwd: path.join(fixtures, 'collector/src'),
        env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    const printed: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => reject(new Error(`The collector did not start:\n${printed.join('')}`)));
      createInterface(child.stdout).on('line', (line) => {
        printed.push(line, '\n');
        const port = /^port (\d+)$/.exec(line)?.[1];
        if (port) {
          resolve(port);
        }
      });
    });
    const collector = new PythonCollector(child, `grpc://127.0.0.1:${port}`);
    const connection = new GrpcConnection(collector.address);
    while (!(await connection.health().catch(() => false))) {
      // It listens a moment before it serves.
    }
    connection.close();
    return collector;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.stdin?.end();
      await ended;
    }
  }
}
