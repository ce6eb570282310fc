import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkbenchError } from '../../src/base/workbench-error';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { isListening } from '../../src/runtime/processes/ports';
import { Processes } from '../../src/runtime/processes/processes';
import { DebuggerConnection, type DebugMessage } from '../../src/runtime/server/debugger-connection';
import type { ServerStart, TestServer } from '../../src/runtime/server/test-server';
import { readyProbe } from '../../src/runtime/server/ready-probe';
import { moduleRecipe, pluginServerRecipe, pythonServer } from '../python-recipes';
import { testPython } from '../integration/test-python';

const CANARY = 'canary-4f6d1c2b9a';

const COLLECTOR = `
import os, subprocess, sys
print('token in the plugin', os.environ.get('PLUGIN_WORKBENCH_DEBUGGER_TOKEN'), os.environ.get('PLUGIN_WORKBENCH_PROCESS_TOKEN'))
subprocess.run([sys.executable, '-c', 'import os; print("child ran", sorted(n for n in os.environ if "_TOKEN" in n))'])
from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
`;

const OPEN_DEBUGPY = `
import socket, sys, threading
__version__ = '0.1'

def listen(address):
    listener = socket.create_server(address)
    # In one piece: the plugin prints at the same time.
    sys.stdout.write(f'listening {listener.getsockname()[1]}\\n')

    def welcome():
        while True:
            listener.accept()[0].sendall(b'Content-Length: 2\\r\\n\\r\\n{}')

    threading.Thread(target=welcome, daemon=True).start()
    return listener.getsockname()
`;

interface Debugged {
  readonly server: TestServer;
  readonly port: number;
  readonly token: string;
  readonly starting: Promise<string>;
}

describe('the debug port', function () {
  this.timeout(60_000);
  const processes = new Processes();
  const connections = new GrpcConnections();
  let folder: string;
  let debugged: Debugged;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'debug port '));
    await mkdir(path.join(folder, 'src/plugin'), { recursive: true });
    await writeFile(path.join(folder, 'src/plugin/__init__.py'), '');
    await writeFile(path.join(folder, 'src/plugin/main.py'), COLLECTOR);
  });
  beforeEach(async () => {
    debugged = await debugServer();
  });
  afterEach(async () => {
    await debugged.server.stop();
  });
  after(async () => {
    connections.dispose();
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function debugServer(extra: Partial<ServerStart> = {}): Promise<Debugged> {
    const server = pythonServer(folder, processes, readyProbe(connections));
    let starting = Promise.resolve('');
    const { port, token } = await new Promise<{ port: number; token: string }>((resolve, reject) => {
      starting = server.start(() =>
        Promise.resolve({
          interpreter: testPython(),
          recipe: pluginServerRecipe(path.join(folder, 'src')),
          environment: { API_KEY: CANARY },
          onDebugger: (at, presented = '') => resolve({ port: at, token: presented }),
          ...extra,
        }),
      );
      starting.catch(reject);
    });
    return { server, port, token, starting };
  }

  /** All that a connection hears until it is closed, whatever it says first. */
  async function heard(port: number, said: string): Promise<string> {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
    socket.write(said);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(chunks).toString();
  }

  const message = (seq: number, command: string, args: object = {}): string => {
    const body = JSON.stringify({ seq, type: 'request', command, arguments: args });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const attach = message(1, 'initialize', { adapterID: 'x' }) + message(2, 'attach', { justMyCode: false });

  /** The loopback ports on which a process of the server, marked by its environment, listens. */
  async function portsOf(pid: number): Promise<number[]> {
    const mark = /PLUGIN_WORKBENCH_PROCESS=[^\0]*/.exec(await readFile(`/proc/${pid}/environ`, 'utf8'))?.[0];
    const inodes = new Set<string>();
    for (const other of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const environment = await readFile(`/proc/${other}/environ`, 'utf8').catch(() => '');
      if (mark !== undefined && environment.includes(mark)) {
        const { readlink } = await import('node:fs/promises');
        for (const descriptor of await readdir(`/proc/${other}/fd`).catch(() => [])) {
          const to = await readlink(`/proc/${other}/fd/${descriptor}`).catch(() => '');
          inodes.add(/^socket:\[(\d+)\]$/.exec(to)?.[1] ?? '');
        }
      }
    }
    const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
    return rows.flatMap((row) =>
      row[3] === '0A' && inodes.has(row[9] ?? '-') ? [parseInt(row[1]?.split(':')[1] ?? '', 16)] : [],
    );
  }

  it('5.01 a process that attaches without the token hears nothing', async () => {
    assert.equal(await heard(debugged.port, attach), '');
  });

  it('5.02 a wrong token of the right length hears nothing', async () => {
    assert.equal(await heard(debugged.port, `${'0'.repeat(64)}\n${attach}`), '');
  });

  it('5.03 a beginning of the token hears nothing', async () => {
    assert.equal(await heard(debugged.port, `${debugged.token.slice(0, 32)}\n${attach}`), '');
  });

  it("5.04 a web page's POST is not answered, on any port of the debugged process", async () => {
    const body = attach;
    const post = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const ports = await portsOf((debugged.server as unknown as { process: { pid: number } }).process.pid);
    assert.ok(ports.includes(debugged.port), `${ports.join(' ')} has ${debugged.port}`);
    for (const port of ports) {
      assert.equal(await heard(port, post), '', `port ${port}`);
    }
  });

  /** Attaches as the editor does, to child processes of the plugin as well; resolves when the plugin runs. */
  async function attachDebugger(extra: object = {}): Promise<{ events: DebugMessage[]; close(): void }> {
    const connection = await DebuggerConnection.open(debugged.port, debugged.token);
    const events: DebugMessage[] = [];
    const children: Promise<{ close(): void }>[] = [];
    connection.onMessage((received) => {
      events.push(received);
      if (received['event'] === 'initialized') {
        connection.send({ seq: 3, type: 'request', command: 'configurationDone' });
      } else if (received['event'] === 'debugpyAttach') {
        children.push(attachDebugger(received['body'] as object));
      }
    });
    connection.send({ seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'x' } });
    connection.send({ seq: 2, type: 'request', command: 'attach', arguments: { justMyCode: true, ...extra } });
    await debugged.starting;
    await Promise.all(children);
    return { events, close: () => connection.close() };
  }

  it('5.05 strangers that say nothing do not keep the debugger out, which attaches with the token', async () => {
    const silent = Array.from({ length: 30 }, () => net.connect({ port: debugged.port, host: '127.0.0.1' }));
    const attached = await attachDebugger();
    assert.ok(
      attached.events.some(({ type, command, success }) => type === 'response' && command === 'attach' && success),
    );
    attached.close();
    silent.forEach((socket) => socket.destroy());
  });

  it('5.06 the token is in no argument, in no line, and in no variable of the plugin or its children', async () => {
    const attached = await attachDebugger();
    const commands = await Promise.all(
      (await readdir('/proc')).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    assert.deepEqual(
      commands.filter((command) => command.includes(debugged.token)),
      [],
    );
    const lines = debugged.server.lines.join('\n');
    assert.ok(!lines.includes(debugged.token));
    assert.match(lines, /^token in the plugin None None$/m);
    assert.match(lines, /^child ran \[\]$/m);
    attached.close();
  });
});

describe('a debugpy that lets in whoever connects', function () {
  this.timeout(60_000);

  it('5.07 is not used: the server fails with what to do, and nothing listens', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'open debugger '));
    await mkdir(path.join(folder, 'debugpy/server'), { recursive: true });
    await writeFile(path.join(folder, 'debugpy/__init__.py'), OPEN_DEBUGPY);
    await writeFile(path.join(folder, 'debugpy/server/__init__.py'), '');
    await writeFile(path.join(folder, 'debugpy/server/api.py'), 'adapter = None\n');
    await writeFile(path.join(folder, 'pydevd.py'), 'def settrace(*args, **kwargs): pass\n');
    await writeFile(path.join(folder, 'plugin.py'), 'print("the plugin runs")\n');
    await using processes = new Processes();
    const server = pythonServer(folder, processes, () => new Promise(() => undefined));
    const ports: number[] = [];
    try {
      const error: unknown = await server
        .start(() =>
          Promise.resolve({
            interpreter: testPython(),
            recipe: { ...moduleRecipe('plugin', folder, () => []), environment: { PYTHONPATH: folder } },
            environment: {},
            onDebugger: (port) => void ports.push(port),
          }),
        )
        .catch((reason: unknown) => reason);
      assert.ok(error instanceof WorkbenchError);
      assert.equal(
        error.message,
        'The plugin stopped while starting. plugin-workbench: debugpy 0.1 cannot be kept to one debugger: it lets in whoever connects. 1.6.3 and newer can.',
      );
      assert.equal(error.next?.title, 'Choose Another Interpreter');
      assert.deepEqual([ports, await portsListeningNow(server.lines)], [[], []]);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });

  /** Of the ports that were told of, those on which somebody listens. */
  async function portsListeningNow(lines: readonly string[]): Promise<number[]> {
    const told = lines.flatMap((line) => Number(/listening (\d+)/.exec(line)?.[1] ?? 0) || []);
    assert.equal(told.length, 1);
    const listening = await Promise.all(told.map((port) => isListening(port)));
    return told.filter((_, index) => listening[index]);
  }
});
