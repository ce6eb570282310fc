import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What kubectl answers to a command. */
export interface KubectlAnswer {
  /** A part of its arguments, joined by spaces, by which the command is known. */
  readonly asked: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  /** The port of this machine to which `port-forward` leads, as a pod's would. */
  readonly leadsTo?: number;
  /** It ends as soon as the first connection is there, as kubectl does when a pod refuses it. */
  readonly loses?: true;
}

/**
 * Stands on the PATH for kubectl in the tests of the suite that makes it, with words as kubectl 1.32 has
 * them: everyday tests need no cluster, so these were written by hand and not recorded from one. Several answers of one command come in turn, the last one again and again.
 */
export class FakeKubectl {
  private folder = '';
  private readonly path = process.env['PATH'];

  constructor() {
    before(async () => {
      this.folder = await mkdtemp(path.join(tmpdir(), 'fake-kubectl-'));
      await mkdir(path.join(this.folder, 'bin'));
      const program = path.join(this.folder, 'bin', 'kubectl');
      await writeFile(program, `#!${process.execPath}\n${source}`);
      await chmod(program, 0o755);
    });
    beforeEach(() => {
      process.env['PATH'] = path.join(this.folder, 'bin');
    });
    afterEach(() => {
      process.env['PATH'] = this.path;
    });
    after(() => rm(this.folder, { recursive: true }));
  }

  get binaries(): string {
    return path.join(this.folder, 'bin');
  }

  async answers(...answers: readonly KubectlAnswer[]): Promise<void> {
    await writeFile(path.join(this.folder, 'answers.json'), JSON.stringify(answers));
    await writeFile(path.join(this.folder, 'asked.jsonl'), '');
  }

  /** Each command that came, with what it read from its standard input behind it. */
  async asked(): Promise<string[]> {
    const lines = (await readFile(path.join(this.folder, 'asked.jsonl'), 'utf8')).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as string);
  }
}

const source = `
const { appendFileSync, readFileSync } = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const folder = path.dirname(__dirname);
const given = process.argv.slice(2).join(' ');
const log = path.join(folder, 'asked.jsonl');
const input = given.includes('--filename=-') ? readFileSync(0, 'utf8') : '';
const matching = JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8')).filter(({ asked }) => given.includes(asked));
const before = readFileSync(log, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line));
const turn = before.filter((each) => matching[0] && each.includes(matching[0].asked)).length;
const answer = matching[Math.min(turn, matching.length - 1)] ?? { stderr: 'error: there is no answer to ' + given, code: 1 };
appendFileSync(log, JSON.stringify(given + (input && '\\n' + input)) + '\\n');
process.stdout.write(answer.stdout ?? '');
process.stderr.write(answer.stderr ?? '');
if (answer.leadsTo === undefined) {
  process.exitCode = answer.code ?? 0;
} else {
  const server = net.createServer((near) => {
    if (answer.loses) {
      process.stderr.write('error: lost connection to pod\\n');
      process.exit(1);
    }
    const far = net.connect(answer.leadsTo, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1', () => {
    const to = given.match(/:(\\d+)/)[1];
    console.log('Forwarding from 127.0.0.1:' + server.address().port + ' -> ' + to);
  });
}
`;
