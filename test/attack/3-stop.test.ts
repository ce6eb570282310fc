import assert from 'node:assert/strict';
import { once } from 'node:events';
import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { connect as connectHttp2, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { SampleServer } from '../unit/runtime/grpc/sample-server';
import { testPython } from '../integration/test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** Makes a program say that it has closed a file of a megabyte or more, of which it has then all that it has to look at. */
const tellingOfTheRead = `data:text/javascript,${encodeURIComponent(`
import fs from 'node:fs';
const { closeSync } = fs;
fs.closeSync = (handle) => {
  const { size } = fs.fstatSync(handle);
  closeSync(handle);
  if (size > 1e6) fs.writeSync(2, 'read\\n');
};
`)}`;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

describe('a stop signal ends the command line within two seconds', function () {
  this.timeout(40_000);
  const children: Child[] = [];
  const servers: SampleServer[] = [];
  const sessions: ClientHttp2Session[] = [];
  let folder: string;

  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'stop signals '))));
  afterEach(async () => {
    sessions.splice(0).forEach((session) => session.destroy());
    children.splice(0).forEach((child) => child.kill('SIGKILL'));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  after(() => rm(folder, { recursive: true }));

  /** Starts a command; neither its input ends nor is its output read, unless the test does so. */
  function start(words: readonly string[], env: Record<string, string> = {}): Child {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: folder,
      env: { ...process.env, PLUGIN_WORKBENCH_PYTHON: testPython(), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  }

  async function sample(): Promise<SampleServer> {
    const server = await new SampleServer().start();
    servers.push(server);
    return server;
  }

  /**
   * Sends a signal, and gives what a shell says of the end; undefined when it has not come after two seconds, which are
   * what is promised.
   */
  async function stopped(child: Child, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | undefined> {
    const ended = new Promise<number>((resolve) =>
      child.once('exit', (code, by) => resolve(code ?? { SIGINT: 130, SIGTERM: 143 }[by as string] ?? -1)),
    );
    child.kill(signal);
    return Promise.race([
      ended,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 2000).unref()),
    ]);
  }

  /** The same of a command that leaves nothing behind: the system ends it, which needs nothing of the command itself. */
  async function endedBySystem(child: Child, signal: NodeJS.Signals = 'SIGTERM'): Promise<NodeJS.Signals | null> {
    await stopped(child, signal);
    return child.signalCode;
  }

  /** The first line of a stream that the pattern fits. */
  async function lineOf(stream: Readable, pattern: RegExp): Promise<RegExpExecArray> {
    for await (const line of createInterface(stream)) {
      const found = pattern.exec(line);
      if (found) {
        stream.resume();
        return found;
      }
    }
    return assert.fail(`No line fits ${String(pattern)}.`);
  }

  async function plugin(name: string, source: string): Promise<string> {
    const scaffold = start(['scaffold', 'spaceone.collector', name, '--into', '.', '--set', 'provider=line']);
    assert.equal(await new Promise((resolve) => scaffold.once('exit', resolve)), 0);
    const main = path.join(folder, name, 'src/plugin/main.py');
    await appendFile(main, source);
    return name;
  }

  async function alive(pid: number): Promise<boolean> {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    return stat !== undefined && !stat.includes(') Z ');
  }

  it('3.20 that checks a standard input which never comes', async () => {
    const child = start(['check', '-']);
    // More than a pipe holds: it reads.
    child.stdin.write('# a line of a manifest\n'.repeat(50_000));
    await once(child.stdin, 'drain');
    assert.equal(await endedBySystem(child), 'SIGTERM');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`3.21 that calls a server which answers for ever, into a pipe that nobody reads (${signal})`, async () => {
      const server = await sample();
      const data = JSON.stringify({ up_to: 1_000_000_000, bytes_each: 1000 });
      const child = start(['call', server.address, 'sample.v1.Sample.count', '--data', data]);
      await new Promise((resolve) => child.stdout.once('readable', resolve));
      assert.equal(await endedBySystem(child, signal), signal);
    });
  }

  it('3.22 that calls a server which takes the connection and says nothing', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    const taken = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
    await new Promise((resolve) => silent.once('listening', resolve));
    const child = start(['call', `grpc://127.0.0.1:${(silent.address() as net.AddressInfo).port}`, 'A.b']);
    await taken;
    const endedBy = await endedBySystem(child);
    silent.close();
    assert.equal(endedBy, 'SIGTERM');
  });

  it('3.23 that decodes an answer of 16 MB which is nothing but fields of a byte', async () => {
    const server = await sample();
    const data = path.join(folder, 'bytes.json');
    await writeFile(data, JSON.stringify({ answer: Buffer.alloc(16 * 1024 * 1024, 8).toString('base64') }));
    const child = start(['call', server.address, 'sample.v1.Sample.raw', '--data', `@${data}`]);
    await server.answered;
    assert.equal(await endedBySystem(child), 'SIGTERM');
  });

  it('3.24 that serves a plugin whose helper has an empty environment and holds its output', async () => {
    const name = await plugin(
      'plugin-helper',
      `
import subprocess
import sys

subprocess.Popen(
    [sys.executable, "-c", "import os, time; print('helper', os.getpid(), flush=True); time.sleep(120)"],
    env={},
    start_new_session=True,
)
`,
    );
    const child = start(['serve', name]);
    const helper = lineOf(child.stderr, /helper (\d+)/);
    await lineOf(child.stdout, /^ready /);
    const pid = Number((await helper)[1]);
    assert.equal(await alive(pid), true);
    assert.equal(await stopped(child), 0);
    assert.equal(await alive(pid), false);
  });

  it('3.25 that serves a plugin whose daemon keeps nothing by which it could be known', async () => {
    const file = path.join(folder, 'daemon.pid');
    const name = await plugin(
      'plugin-daemon',
      `
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        command = "import os, time; print(os.getpid(), file=open(${JSON.stringify(file).replaceAll('"', "'")}, 'w'), flush=True); time.sleep(120)"
        os.execve(${JSON.stringify(testPython())}, ["python", "-c", command], {})
    os._exit(0)
while not os.path.exists(${JSON.stringify(file)}):
    time.sleep(0.02)
`,
    );
    const child = start(['serve', name]);
    await lineOf(child.stdout, /^ready /);
    const pid = Number(await readFile(file, 'utf8'));
    assert.equal(await alive(pid), true);
    assert.equal(await stopped(child), 0);
    assert.equal(await alive(pid), false);
  });

  it('3.26 that serves a plugin which ignores the request to end', async () => {
    const name = await plugin('plugin-deaf', '\nimport signal\n\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n');
    const child = start(['serve', name]);
    await lineOf(child.stdout, /^ready /);
    assert.equal(await stopped(child), 0);
  });

  it('3.27 at once when it is a second one', async () => {
    const name = await plugin('plugin-twice', '\nimport signal\n\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n');
    const child = start(['serve', name]);
    await lineOf(child.stdout, /^ready /);
    child.kill('SIGTERM');
    // Which of the two is heard first is for the system to say.
    assert.ok([130, 143].includes((await stopped(child, 'SIGINT')) ?? 0));
  });

  it('3.28 that sets up an environment while its Python hangs and ignores the request to end', async () => {
    const name = await plugin('plugin-hanging', '');
    const python = path.join(folder, 'python');
    const told = path.join(folder, 'told');
    await writeFile(python, `#!/bin/sh\ntrap '' TERM\necho > '${told}'\nwhile :; do sleep 1; done\n`, { mode: 0o755 });
    const child = start(['env', name], { PLUGIN_WORKBENCH_PYTHON: python });
    while ((await readFile(told).catch(() => undefined)) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await stopped(child), 143);
  });

  it('3.31 that waits for what nobody can end, such as a thread which opens a pipe', async () => {
    const pipe = path.join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const words = ['--import', 'tsx', path.resolve('test/attack/waits-for-ever.ts'), pipe];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    children.push(child);
    await lineOf(child.stdout, /^waits$/);
    assert.equal(await stopped(child), 143);
  });

  it('3.32 that reads a managed manifest of as many documents as a file may have', async () => {
    const manifest = `name: A\nimage: a\nresource_type: x.Y\nlabels: [${'a, '.repeat(110)}]\n`;
    await writeFile(path.join(folder, 'managed.yaml'), Array.from({ length: 9000 }, () => manifest).join('---\n'));
    const child = start(['repository', '--managed', 'managed.yaml'], { NODE_OPTIONS: `--import ${tellingOfTheRead}` });
    await lineOf(child.stderr, /^read$/);
    assert.equal(await stopped(child), 143);
  });

  it('3.30 that serves a plugin which prints without end what can be read in many ways', async () => {
    const name = await plugin(
      'plugin-flood',
      `
import html
import json
import sys
import threading
import urllib.parse


def flood():
    body = {
        "url": "https://x.example/?b=" + urllib.parse.quote('a b"c') + "&d=1+2",
        "html": html.escape('<p class="x">it''s</p>'),
        "note": "line" + chr(10) + "it''s 'quoted'",
        "id": "AbcDefGhiJKLmnOP0123",
        "hash": "d41d8cd98f00b204e9800998ecf8427e",
    }
    lines = "".join("INFO body=%s\\n" % json.dumps({"n": n, "body": json.dumps(body)}) for n in range(5000))
    while True:
        sys.stdout.write(lines)


threading.Thread(target=flood, daemon=True).start()
`,
    );
    const child = start(['serve', name], { A_TOKEN: 'canary-of-the-shell', B_TOKEN: 'another-of-the-shell' });
    child.stderr.resume();
    await lineOf(child.stdout, /^ready /);
    assert.equal(await stopped(child), 0);
  });

  it('3.29 that runs the Repository while streams are open', async () => {
    const child = start(['repository']);
    const [, address = ''] = await lineOf(child.stdout, /^ready (.*)$/);
    const session = connectHttp2(`http://${address}`);
    session.on('error', () => undefined);
    sessions.push(session);
    const open = (method: string): ClientHttp2Stream =>
      session
        .request({ ':method': 'POST', ':path': `/grpc.${method}`, 'content-type': 'application/grpc' })
        .on('error', () => undefined);
    const watch = open('health.v1.Health/Watch').end(Buffer.alloc(5));
    const reflection = open('reflection.v1.ServerReflection/ServerReflectionInfo');
    reflection.write(Buffer.alloc(5));
    await Promise.all([watch, reflection].map((stream) => once(stream, 'response')));
    assert.equal(await stopped(child), 0);
  });
});
