import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { Output } from '../../src/cli/output';
import { readEnvironmentFile } from '../../src/runtime/secrets/environment-file';
import { GrpcConnection } from '../../src/runtime/grpc/connection';
import { Processes, type RunningProcess } from '../../src/runtime/processes/processes';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { Runtime } from '../../src/runtime/runtime';
import { moduleRecipe, pluginServerRecipe } from '../python-recipes';
import { testPython } from '../integration/test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** One for each place that a secret comes from; no other text has a part of one. */
const CANARIES = {
  fileByName: `c4nary-1 "q" Zürich`,
  fileByLook: 'https://hooks.slack.com/services/T1/B1/c4naryTwoXYZ',
  fileDsn: 'postgres://app:c4nary%40three@db.example/x',
  option: 'c4nary-four-4444',
  ini: 'c4naryFive+Secret/Key',
  json: 'c4nary-six-6666',
  request: 'c4nary-seven-7777',
  pin: '83921',
  inherited: 'c4nary-eight-8888',
  ownFile: 'c4nary-nine-9999',
};
/** What must be seen nowhere, in the end. */
const TRACES = [
  'c4nary',
  '83921',
  'YzRuYXJ5', // base64 of "c4nary", and from its second and third character
  'M0bmFye',
  'jRuYXJ5',
  '63346e617279',
  '63346E617279',
];

const PLUGIN = `
import base64, html, json, logging, os, shlex, sys, urllib.parse
from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer

names = ['API_KEY', 'HOOK', 'DATABASE', 'OPTION_TOKEN', 'PIN']
values = [os.environ[name] for name in names]
values.append(open(os.environ['AWS_SHARED_CREDENTIALS_FILE']).read().split('aws_secret_access_key=')[1].strip())
values.append(json.load(open(os.environ['GOOGLE_APPLICATION_CREDENTIALS']))['private_key'])
values.append(os.environ['CI_DEPLOY_TOKEN'])
values.append(open('../.env').read().split('=')[1].strip())

def ways(s):
    yield from (s, repr(s), repr(s.encode()), json.dumps(s), json.dumps(json.dumps(s)), shlex.quote(s), html.escape(s))
    yield from (urllib.parse.quote(s), urllib.parse.quote_plus(s), s.encode().hex(), s.encode().hex().upper())
    yield from (base64.b64encode(b + s.encode()).decode() for b in (b'', b'user:', b'u', b'u:'))

if os.environ.get('CRASH'):
    raise RuntimeError('bad credentials ' + values[0] + ' ' + values[3])

for value in values:
    for written in ways(value):
        print('out', written)
        print('err', written, file=sys.stderr)
        logging.error('log %s', written)
print('x' * 16370 + values[0] + 'x' * 20)
sys.stdout.flush()
print('settings', os.environ['LOG_LEVEL'], os.environ['REGION'], flush=True)
app = CollectorPluginServer()

@app.route('Collector.init')
def init(params):
    return {'metadata': {'env': values, 'json': json.dumps(values)}}

@app.route('Collector.verify')
def verify(params):
    raise ValueError('refused ' + json.dumps(params['secret_data']))
`;

/** Closes what it has not opened, as a daemon does, and takes the numbers for a file of its own. */
const CLOSING = `
import concurrent.futures, os, sys, grpc
from spaceone.api.inventory.plugin import collector_pb2, collector_pb2_grpc
from google.protobuf import empty_pb2, json_format
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

os.closerange(3, 64)
own = open('own.txt', 'w', buffering=1)

class Collector(collector_pb2_grpc.CollectorServicer):
    def verify(self, request, context):
        print('asked', json_format.MessageToDict(request.secret_data), flush=True)
        own.write('row\\n')
        return empty_pb2.Empty()

server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
collector_pb2_grpc.add_CollectorServicer_to_server(Collector(), server)
checks = health.HealthServicer()
checks.set('', health_pb2.HealthCheckResponse.SERVING)
health_pb2_grpc.add_HealthServicer_to_server(checks, server)
reflection.enable_server_reflection(['spaceone.api.inventory.plugin.Collector', reflection.SERVICE_NAME], server)
server.add_insecure_port('[::]:' + sys.argv[1])
server.start()
server.wait_for_termination()
`;

interface Ran {
  readonly out: string[];
  readonly err: string[];
  readonly started: RunningProcess;
}

describe('a canary of each origin', function () {
  this.timeout(120_000);
  const processes = new Processes();
  let folder: string;
  let home: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'canary-'));
    home = path.join(folder, 'home');
    await mkdir(home);
    await mkdir(path.join(folder, 'plugin/src/plugin'), { recursive: true });
    await writeFile(path.join(folder, 'plugin/src/plugin/__init__.py'), '');
    await writeFile(path.join(folder, 'plugin/src/plugin/main.py'), PLUGIN);
    await writeFile(
      path.join(folder, 'plugin/src/setup.py'),
      `from setuptools import setup\nsetup(name='plugin-canary', install_requires=['spaceone-inventory'])\n`,
    );
    await writeFile(path.join(folder, 'plugin/.env'), `SERVICE_TOKEN=${CANARIES.ownFile}\n`);
    const ini = path.join(folder, 'aws');
    await writeFile(ini, `[default]\nregion = us-east-1\naws_secret_access_key=${CANARIES.ini}\n`);
    const json = path.join(folder, 'google.json');
    await writeFile(json, JSON.stringify({ type: 'service_account', private_key: CANARIES.json }));
    await writeFile(
      path.join(folder, 'secrets.env'),
      [
        `API_KEY='${CANARIES.fileByName}'`,
        `HOOK=${CANARIES.fileByLook}`,
        `DATABASE=${CANARIES.fileDsn}`,
        `PIN=${CANARIES.pin}`,
        'LOG_LEVEL=INFO',
        'REGION=us-east-1',
        `AWS_SHARED_CREDENTIALS_FILE=${ini}`,
        `GOOGLE_APPLICATION_CREDENTIALS=${json}`,
        '',
      ].join('\n'),
    );
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Starts the command line; its lines are taken as they are. */
  async function start(...words: string[]): Promise<Ran> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: folder,
      env: {
        PLUGIN_WORKBENCH_PYTHON: testPython(),
        HOME: home,
        CI_DEPLOY_TOKEN: CANARIES.inherited,
        DESKTOP_SESSION: 'settings',
      },
      isForProgram: true,
      onLine: (line, stream) => lines[stream].push(line),
    });
    return { out: lines.stdout, err: lines.stderr, started };
  }

  function traces(lines: readonly string[]): string[] {
    return lines.filter((line) => TRACES.some((trace) => line.includes(trace)));
  }

  const serving = ['serve', 'plugin', '--env-from', 'secrets.env', '--env', `OPTION_TOKEN=${CANARIES.option}`];

  /** The address, once it is printed. */
  async function ready(ran: Ran): Promise<string> {
    const ended = ran.started.exited.then(() => assert.fail(ran.err.slice(-5).join('\n')));
    for (;;) {
      const line = ran.out.find((each) => each.startsWith('ready '));
      if (line !== undefined) {
        return line.slice('ready '.length);
      }
      await Promise.race([new Promise((resolve) => setImmediate(resolve)), ended]);
    }
  }

  it('5.80 reaches neither stream of "serve", however the plugin writes it, nor an argument of a child', async () => {
    const ran = await start(...serving);
    await ready(ran);
    const commands: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      // What a person types on the command line is in its own arguments.
      if (Number(pid) !== ran.started.pid) {
        commands.push(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
      }
    }
    await ran.started.stop();
    assert.deepEqual(traces(ran.err), []);
    assert.deepEqual(traces(ran.out), []);
    assert.deepEqual(traces(commands), []);
    assert.ok(ran.err.filter((line) => line.startsWith('out ')).length >= 9 * 15, 'the plugin has printed them all');
    assert.ok(ran.err.includes('settings INFO us-east-1'), 'settings stay readable');
  });

  it('5.81 is not in the words about a plugin that crashes with it', async () => {
    const ran = await start(...serving, '--env', 'CRASH=1');
    assert.deepEqual((await ran.started.exited).code, 1);
    assert.deepEqual(traces([...ran.err, ...ran.out]), []);
    assert.ok(ran.err.includes('The plugin stopped while starting. RuntimeError: bad credentials ••• •••'));
  });

  it('5.82 of a request comes back neither in an answer nor in a refusal nor in the log of the server, and answers stay JSON', async () => {
    const ran = await start(...serving);
    const address = await ready(ran);
    const data = JSON.stringify({ options: {}, secret_data: { anything: CANARIES.request, n: { pin: CANARIES.pin } } });
    const refused = await start('call', `grpc://${address}`, 'Collector.verify', '--data', data);
    await refused.started.exited;
    const answered = await start('call', `grpc://${address}`, 'Collector.init', '--data', '{"options": {}}');
    await answered.started.exited;
    await ran.started.stop();
    assert.deepEqual(traces([...refused.err, ...refused.out, ...ran.err, ...ran.out]), []);
    assert.match(refused.err.join('\n'), /refused \{"anything": "•••"/);
    assert.doesNotThrow(() => JSON.parse(answered.out[0] ?? ''));
  });

  it('5.86 of a request is in no line of the server, where server and call are of one window', async () => {
    await using runtime = new Runtime(path.resolve('dist'));
    const server = runtime.servers.of({ platform: 'spaceone', folder: path.join(folder, 'plugin') });
    const address = await server.start(async () => ({
      interpreter: testPython(),
      recipe: pluginServerRecipe(path.join(folder, 'plugin/src')),
      environment: {
        OPTION_TOKEN: CANARIES.option,
        CI_DEPLOY_TOKEN: CANARIES.inherited,
        ...(await readEnvironmentFile(path.join(folder, 'secrets.env'), { within: 'anywhere' })),
      },
    }));
    const connection = await runtime.connections.to(address);
    const method = await connection.resolve('Collector.verify');
    const request = { options: {}, secret_data: { anything: CANARIES.request } };
    const refused = new Promise((resolve) => {
      server.onLine((line) => {
        if (line.startsWith('ValueError: refused')) {
          resolve(line);
        }
      });
    });
    const error: unknown = await connection.call(method, request).catch((reason: unknown) => reason);
    assert.deepEqual(traces(inspect(error, { depth: 9 }).split('\n')), []);
    assert.equal(await refused, 'ValueError: refused {"anything": "•••"}');
    assert.deepEqual(traces(server.lines), []);
  });

  it('5.79 of a request is in nothing that a plugin has opened, and hidden also when its owner was away', async () => {
    await using runtime = new Runtime(path.resolve('dist'));
    const plugin = path.join(folder, 'closing');
    await mkdir(plugin);
    await writeFile(path.join(plugin, 'closing.py'), CLOSING);
    const server = runtime.servers.of({ platform: 'spaceone', folder: plugin });
    const address = await server.start(() =>
      Promise.resolve({
        interpreter: testPython(),
        recipe: moduleRecipe('closing', plugin),
        environment: {},
      }),
    );
    const other = new GrpcConnection(`grpc://${address}`);
    // Three at once: what is told of them may come in one piece.
    await Promise.all(
      [1, 2, 3].map(async (number) => {
        const method = await other.resolve('Collector.verify');
        await other.call(method, { options: {}, secret_data: { x: `${CANARIES.request}-${number}` } });
      }),
    );
    other.close();
    await server.stop();
    assert.deepEqual(
      server.lines.filter((line) => line.startsWith('asked')),
      Array(3).fill("asked {'x': '•••'}"),
    );
    assert.equal(await readFile(path.join(plugin, 'own.txt'), 'utf8'), 'row\nrow\nrow\n');
  });

  it('5.99 of a call that runs is hidden however many others come and go, and forgotten when it is over', async () => {
    await using runtime = new Runtime(path.resolve('dist'));
    const plugin = path.join(folder, 'waiting');
    await mkdir(plugin);
    const source = CLOSING.replace(
      "print('asked'",
      "while 'wait' in request.secret_data and not os.path.exists('go'): open('waits', 'w'), time.sleep(0.02)\n        print('asked'",
    ).replace('import concurrent', 'import time, concurrent');
    await writeFile(path.join(plugin, 'waiting.py'), source);
    const server = runtime.servers.of({ platform: 'spaceone', folder: plugin });
    const address = await server.start(() =>
      Promise.resolve({
        interpreter: testPython(),
        recipe: moduleRecipe('waiting', plugin),
        environment: {},
      }),
    );
    const other = new GrpcConnection(`grpc://${address}`);
    const method = await other.resolve('Collector.verify');
    const call = (secret: object): Promise<unknown> => other.call(method, { options: {}, secret_data: secret });
    const waiting = call({ wait: `${CANARIES.request}-waiting` });
    // The others would be remembered with it if it came among them.
    while ((await readdir(plugin)).every((name) => name !== 'waits')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (let index = 0; index < 60; index++) {
      await call({ x: `${CANARIES.request}-${index + 100}` });
    }
    await writeFile(path.join(plugin, 'go'), '');
    await waiting;
    other.close();
    await server.stop();
    assert.deepEqual(traces(server.lines), []);
    assert.ok(server.lines.includes("asked {'wait': '•••'}"));
    assert.equal(runtime.redactor.redact(`${CANARIES.request}-112`), `${CANARIES.request}-112`);
  });

  it('5.83 is in no file that the command line leaves behind', async () => {
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    const own = new Set(['aws', 'google.json', 'secrets.env', '.env']);
    const found: string[] = [];
    for (const entry of left.filter((each) => each.isFile() && !own.has(each.name))) {
      const text = await readFile(path.join(entry.parentPath, entry.name), 'latin1');
      found.push(...(traces([text]).length > 0 ? [entry.name] : []));
    }
    assert.deepEqual(found, []);
  });

  it('5.87 passes no way of printing but that for what is asked for', async () => {
    const redactor = new Redactor();
    redactor.hide([{ name: 'KEY', value: CANARIES.fileByName }]);
    const printed: string[] = [];
    const stream = { write: (text: string) => printed.push(text) };
    const output = new Output(redactor, { stdout: stream, stderr: stream });
    output.line(`line ${CANARIES.fileByName}`);
    output.note(`note ${CANARIES.fileByName}`);
    await output.json({ json: [CANARIES.fileByName] });
    output.asked(`token ${CANARIES.fileByName}`);
    assert.deepEqual(printed, ['line •••\n', 'note •••\n', '{"json":["•••"]}\n', `token ${CANARIES.fileByName}\n`]);
  });

  it('5.84 that breaks --data is not quoted by what is wrong with it', async () => {
    const data = `{"secret_data": {"password": "${CANARIES.request}}}`;
    const ran = await start('call', 'grpc://127.0.0.1:1', 'Collector.init', '--data', data);
    await ran.started.exited;
    assert.deepEqual(traces([...ran.err, ...ran.out]), []);
  });

  it('5.85 the token of a local Repository is shown where it is asked for, once', async () => {
    const ran = await start('repository', '--data', path.join(folder, 'data'));
    await ready(ran);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (ran.out.length >= 2) {
          resolve();
        } else {
          setImmediate(look);
        }
      };
      look();
    });
    await ran.started.stop();
    assert.match(ran.out[1] ?? '', /^token eyJ/);
    assert.deepEqual(ran.out.length, 2);
  });
});
