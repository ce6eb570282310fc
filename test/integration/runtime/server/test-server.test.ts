import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkbenchError } from '../../../../src/base/workbench-error';
import { GrpcConnections } from '../../../../src/runtime/calls/grpc-connections';
import { freePort, isListening } from '../../../../src/runtime/processes/ports';
import { Processes } from '../../../../src/runtime/processes/processes';
import type { ServerStart, ServerState, TestServer } from '../../../../src/runtime/server/test-server';
import { testPython } from '../../test-python';
import { readyProbe } from '../../../../src/runtime/server/ready-probe';
import { pluginServerRecipe, pythonServer } from '../../../python-recipes';

const COLLECTOR = `
from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
@app.route('Collector.init')
def init(params):
    return {'metadata': {}}
`;

describe('a test server', () => {
  const processes = new Processes();
  const connections = new GrpcConnections();
  const servers: TestServer[] = [];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plug-in prüfen '));
    await mkdir(path.join(folder, 'src/plugin'), { recursive: true });
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await rm(folder, { recursive: true });
  });
  after(async () => {
    connections.dispose();
    await processes[Symbol.asyncDispose]();
  });

  async function serverOf(main: string): Promise<{ server: TestServer; states: string[] }> {
    await writeFile(path.join(folder, 'src/plugin/__init__.py'), '');
    await writeFile(path.join(folder, 'src/plugin/main.py'), main);
    const server = pythonServer(folder, processes, readyProbe(connections));
    servers.push(server);
    const states: string[] = [];
    server.onDidChange(({ is }) => states.push(is));
    return { server, states };
  }

  function start(extra: Partial<ServerStart> = {}): () => Promise<ServerStart> {
    return () =>
      Promise.resolve({
        interpreter: testPython(),
        recipe: pluginServerRecipe(path.join(folder, 'src')),
        environment: {},
        ...extra,
      });
  }

  async function failureOf(starting: Promise<unknown>): Promise<WorkbenchError> {
    const error: unknown = await starting.then(
      () => assert.fail('it started'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof WorkbenchError, String(error));
    return error;
  }

  const nextState = (server: TestServer): Promise<ServerState> =>
    new Promise((resolve) => {
      const subscription = server.onDidChange((state) => {
        subscription.dispose();
        resolve(state);
      });
    });

  it('is ready when Health.Check answers, and its port is free again when it is stopped', async () => {
    const { server, states } = await serverOf(COLLECTOR);
    const address = await server.start(start());
    const port = Number(address.split(':')[1]);
    assert.equal(await isListening(port), true);
    await server.stop();
    assert.equal(await isListening(port), false);
    assert.deepEqual(states, ['starting', 'ready', 'stopping', 'idle']);
  });

  it('listens on loopback only, though the framework asks for every interface', async () => {
    const { server } = await serverOf(COLLECTOR);
    const port = Number((await server.start(start())).split(':')[1]);
    const rows = (await readFile('/proc/net/tcp', 'utf8')) + (await readFile('/proc/net/tcp6', 'utf8'));
    const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    const listening = rows
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => row[1]?.endsWith(ending) && row[3] === '0A');
    // Python's gRPC may take an IPv6 socket for it, which names 127.0.0.1 as ::ffff:127.0.0.1.
    assert.deepEqual(
      listening.map((row) => row[1]?.replace(/^0{16}FFFF0{4}/, '')),
      [`0100007F${ending}`],
    );
  });

  it('gives the plugin its variables, shows no secret one, and never an argument with them', async () => {
    const { server } = await serverOf(
      `import os, sys\nprint('TOKEN is', os.environ['TOKEN'], len(os.environ['TOKEN']), 'unbuffered', os.environ['PYTHONUNBUFFERED'])\nprint('argv', ' '.join(sys.orig_argv))\n${COLLECTOR}`,
    );
    await server.start(start({ environment: { TOKEN: 's3cret-value' } }));
    assert.ok(server.lines.includes('TOKEN is ••• 12 unbuffered 1'), server.lines.join('\n'));
    assert.doesNotMatch(server.lines.find((line) => line.startsWith('argv')) ?? '', /s3cret/);
  });

  it("fails with the plugin's own line and not the framework's when a module is missing", async () => {
    const { server } = await serverOf('import os\nimport schematics_missing\n');
    const failure = await failureOf(server.start(start()));
    assert.equal(failure.what, 'The plugin stopped while starting.');
    assert.equal(failure.why, "ModuleNotFoundError: No module named 'schematics_missing'");
    assert.deepEqual(failure.where, { file: path.join(folder, 'src/plugin/main.py'), line: 2 });
    assert.equal(failure.next?.title, 'Choose Another Interpreter');
    assert.equal(server.state.is, 'failed');
  });

  it('fails with the error and not with what was printed in the middle of its traceback', async () => {
    const { server } = await serverOf(
      [
        'import os, sys',
        `sys.stderr.write('Traceback (most recent call last):\\n  File "x.py", line 1, in <module>\\n')`,
        `print('Loading modules')`,
        `sys.stderr.write('ValueError: broken\\n')`,
        'os._exit(1)\n',
      ].join('\n'),
    );
    assert.equal((await failureOf(server.start(start()))).why, 'ValueError: broken');
  });

  it('that ends without a word fails with how it ended and where to look', async () => {
    const { server } = await serverOf('import os\nos._exit(0)\n');
    const failure = await failureOf(server.start(start()));
    assert.equal(failure.why, 'It ended with exit code 0 and printed nothing.');
    assert.equal(
      failure.next?.title,
      'See that what is run at the start goes on to serve: it ended as if all were done',
    );
  });

  it('fails at the line of a syntax error', async () => {
    const { server } = await serverOf('app = (\n');
    const failure = await failureOf(server.start(start()));
    assert.match(failure.why ?? '', /SyntaxError: '\(' was never closed/);
    assert.equal(failure.where?.line, 1);
  });

  it("is to be set up where its plugin's own environment lacks something", async () => {
    const { server } = await serverOf(COLLECTOR);
    const interpreter = path.join(folder, '.venv/bin/python');
    await mkdir(path.dirname(interpreter), { recursive: true });
    await symlink(testPython(), interpreter);
    const failure = await failureOf(server.start(start({ interpreter })));
    assert.match(failure.why ?? '', /No module named '?spaceone/);
    assert.equal(failure.next?.title, 'Set Up Python Environment');
  });

  it('fails when the framework itself is not there', async () => {
    const { server } = await serverOf(COLLECTOR);
    const failure = await failureOf(server.start(start({ interpreter: 'python3' })));
    assert.match(failure.why ?? '', /No module named '?spaceone/);
    assert.equal(failure.next?.title, 'Choose Another Interpreter');
  });

  it('is refused a port that somebody holds, before anything is started', async () => {
    const holder = net.createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as net.AddressInfo;
    try {
      const { server } = await serverOf(COLLECTOR);
      const failure = await failureOf(server.start(start({ port })));
      assert.match(failure.what, new RegExp(`Port ${port} is taken by node`));
      assert.deepEqual(server.lines, []);
    } finally {
      holder.close();
    }
  });

  it('takes the port that it is given', async () => {
    const port = await freePort();
    const { server } = await serverOf(COLLECTOR);
    assert.equal(await server.start(start({ port })), `127.0.0.1:${port}`);
  });

  it('that dies after it was ready has failed, with what it said last', async () => {
    const { server } = await serverOf(
      `${COLLECTOR}\nimport os, threading\ndef die():\n    import sys, time\n    while not os.path.exists('die'): time.sleep(0.02)\n    print('out of memory, giving up', flush=True)\n    os._exit(9)\nthreading.Thread(target=die, daemon=True).start()\n`,
    );
    await server.start(start());
    const next = nextState(server);
    await writeFile(path.join(folder, 'src/die'), '');
    const state = await next;
    assert.ok(state.is === 'failed');
    assert.equal(state.failure.what, 'The plugin stopped by itself.');
    assert.match(state.failure.why ?? '', /out of memory, giving up/);
  });

  it('ends a plugin that ignores SIGTERM, and what the plugin has started', async () => {
    const { server } = await serverOf(
      `import signal, subprocess\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nchild = subprocess.Popen(['sleep', '300'], start_new_session=True)\nprint('child', child.pid, flush=True)\n${COLLECTOR}`,
    );
    const address = await server.start(start());
    const child = Number(/^child (\d+)$/m.exec(server.lines.join('\n'))?.[1]);
    await server.stop();
    const alive =
      (await readdir('/proc')).includes(String(child)) &&
      !(await readFile(`/proc/${child}/stat`, 'utf8').catch(() => ') Z ')).includes(') Z ');
    assert.deepEqual([alive, await isListening(Number(address.split(':')[1]))], [false, false]);
  });

  it('is idle again when its failure is forgotten, and stays as it is when it has none', async () => {
    const { server, states } = await serverOf('import nothing_of_this_name');
    server.forgetFailure();
    await failureOf(server.start(() => Promise.reject(new WorkbenchError({ what: 'No environment.' }))));
    server.forgetFailure();
    assert.deepEqual(states, ['starting', 'failed', 'idle']);
  });

  it('that is stopped while it starts is idle, and its start is a cancel', async () => {
    const { server, states } = await serverOf(COLLECTOR);
    const starting = server.start(start());
    const rejected = assert.rejects(starting, { name: 'AbortError' });
    await server.stop();
    await rejected;
    assert.deepEqual([server.state.is, states.at(-1)], ['idle', 'idle']);
  });

  it('starts and stops in any order without leaving a process', async () => {
    const { server } = await serverOf(COLLECTOR);
    for (let round = 0; round < 5; round += 1) {
      const starting = server
        .start(start())
        .catch((error: unknown) => assert.equal((error as Error).name, 'AbortError'));
      await new Promise((resolve) => setTimeout(resolve, round * 40));
      await server.stop();
      await starting;
      assert.equal(server.state.is, 'idle');
    }
  });

  it('ends with the process that started it, even when that is killed', async () => {
    await serverOf(COLLECTOR);
    const port = await freePort();
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(${JSON.stringify(testPython())}, [${JSON.stringify(path.resolve('src/runtime/server/serve.py'))}, 'spaceone.core.command', 'run', 'plugin-server', 'plugin', '-p', '${port}'],
        { cwd: ${JSON.stringify(path.join(folder, 'src'))}, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
      child.once('spawn', () => console.log('spawned'));`;
    const owner = await processes.start('node', ['-e', script]);
    await connections.becomesHealthy(`127.0.0.1:${port}`, AbortSignal.timeout(15_000));
    process.kill(owner.pid, 'SIGKILL');
    const deadline = Date.now() + 5000;
    while ((await isListening(port)) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.equal(await isListening(port), false);
  });

  it("lets a debugger in before the plugin's own code runs", async () => {
    const { server } = await serverOf(`print('the plugin runs', flush=True)\n${COLLECTOR}`);
    let starting: Promise<string> | undefined;
    const port = await new Promise<number>((resolve, reject) => {
      starting = server.start(async () => ({ ...(await start()()), onDebugger: resolve }));
      starting.catch(reject);
    });
    const cancelled = assert.rejects(starting!, { name: 'AbortError' });
    assert.equal(await isListening(port), true);
    assert.deepEqual(
      server.lines.filter((line) => line === 'the plugin runs'),
      [],
    );
    await server.stop();
    await cancelled;
  });
});
