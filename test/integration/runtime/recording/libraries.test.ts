import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudCalls } from '../../../../src/runtime/recording/cloud-call';
import { Recordings } from '../../../../src/runtime/recording/recordings';
import { Redactor } from '../../../../src/runtime/secrets/redactor';
import { testPython } from '../../test-python';
import { Cloud } from './cloud';

const SCRIPT = path.join(__dirname, 'libraries.py');
const TOKEN = 'canary-access-token-0123456789';
const SECRET = 'canary-client-secret-9876543210';

/** What each library is answered, with what its calls are made of. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  requests: [
    { path: '/instances', page: '1' },
    true,
    [1, 2, 3],
    '00ff01fe',
    404,
    200,
    { a: 1.5, method: 'PUT', body: 'x', page: null },
  ],
  threads: Array.from({ length: 24 }, (_, number) => String(number)),
  urllib: { path: '/urllib', page: null },
  httpx: { path: '/httpx', page: null },
  httplib2: { path: '/httplib2', page: null },
  google: 'b\'{"path":"/google","page":null}\'',
  boto3: 'i-1',
  aiohttp: { path: '/aiohttp', page: null },
  grpc: ['hello', 'hello'],
};

describe('a recording of the libraries with which plugins call clouds', function () {
  this.timeout(120_000);
  let folder: string;
  let recorded: Record<string, unknown>;
  let replayed: Record<string, unknown>;
  let text: string;
  let seen: number;
  const notes: string[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'recorded-'));
    const recordings = new Recordings(new Redactor());
    const cloud = await new Cloud(TOKEN).start();
    const { address } = cloud;
    const session = await recordings.record({ folder, variables: { SSL_CERT_FILE: cloud.certificates } });
    recorded = await ask(session, address, Object.keys(ANSWERS));
    const { calls } = session.take();
    await session[Symbol.asyncDispose]();
    text = await readFile(await recordings.keep(folder, { name: 'cloud', calls }), 'utf8');
    seen = cloud.seen.length;
    await cloud[Symbol.asyncDispose]();
    await using replay = await recordings.replay({ folder, variables: {} });
    replay.onNote((note) => notes.push(note));
    replayed = await ask(replay, address, Object.keys(ANSWERS));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const [library, answer] of Object.entries(ANSWERS)) {
    it(`has what ${library} was answered, and gives it again without the cloud`, () => {
      deepStrictEqual(recorded[library], answer);
      deepStrictEqual(replayed[library], answer);
    });
  }

  it('has every call that the cloud has seen, and lacks none', () => {
    const { calls } = JSON.parse(text) as { calls: { times: number }[] };
    strictEqual(
      calls.reduce((sum, { times }) => sum + times, 0),
      seen,
    );
    deepStrictEqual(notes, []);
  });

  it('has no byte of a secret that was sent or given', () => {
    strictEqual(/canary/i.exec(text), null);
    strictEqual(text.includes(Buffer.from(TOKEN).toString('base64').slice(2, 20)), false);
  });
});

describe('a library that goes past the proxy', function () {
  this.timeout(60_000);

  for (const [library, setup, condition] of [
    ['aiohttp', 'CALLS.with_aiohttp(False)', 'aiohttp takes a proxy only from a session with trust_env=True'],
    [
      'httplib2',
      'sys.modules["socks"] = None; CALLS.with_httplib2()',
      'httplib2 takes a proxy only where PySocks is installed beside it',
    ],
  ] as const) {
    it(`is told of and refused while a recording is replayed: ${library}`, async () => {
      const lines = await watched('replay', setup);
      match(
        lines,
        new RegExp(
          `plugin-workbench: Refused: a connection to cloud\\.invalid:443 that goes past the proxy\\. ${condition}\\.`,
        ),
      );
    });
  }

  it('is told of while it is recorded, and goes its way', async () => {
    const lines = await watched('record', 'CALLS.with_aiohttp(False)');
    match(lines, /plugin-workbench: Not recorded: a connection to cloud\.invalid:443/);
    match(lines, /ClientConnectorDNSError|Name or service not known|getaddrinfo|nodename/i);
  });
});

/** What a process prints that calls a cloud which does not exist, watched as plugins are. */
async function watched(how: 'record' | 'replay', code: string): Promise<string> {
  const wayOut = path.resolve('src/runtime/recording/way_out.py');
  const script = [
    'import importlib.util, runpy, sys',
    `runpy.run_path(${JSON.stringify(wayOut)})["watch_if_wanted"]()`,
    `spec = importlib.util.spec_from_file_location("calls", ${JSON.stringify(SCRIPT)})`,
    'CALLS = importlib.util.module_from_spec(spec); spec.loader.exec_module(CALLS)',
    code,
  ].join('\n');
  return printed(['-c', script], {
    CLOUD: 'https://cloud.invalid',
    CLIENT_SECRET: '',
    PLUGIN_WORKBENCH_CLOUD: how,
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
}

async function ask(way: CloudCalls, address: string, libraries: readonly string[]): Promise<Record<string, unknown>> {
  // The cloud is on this machine, to which calls of gRPC go straight otherwise.
  const own = { CLOUD: address, CLIENT_SECRET: SECRET, no_grpc_proxy: 'elsewhere.example' };
  const lines = await printed([SCRIPT, ...libraries], { ...way.variables, ...own });
  return JSON.parse(lines.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

function printed(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(testPython('clouds'), words, { env: { ...process.env, ...variables } });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('close', () => resolve(text));
  });
}
