import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { Cloud } from '../runtime/recording/cloud';
import { testPython } from '../test-python';

const program = path.resolve('dist/cli.js');
const EXAMPLE = path.resolve('examples/plugin-example-inven-collector');
const CANARY = 'canary-api-key-5f1e0c9a7b';

describe('recordings in the command line', function () {
  this.timeout(240_000);
  let folder: string;
  let plugin: string;
  let request: string;
  let cloud: Cloud;
  let live: Ran;
  let seen: number;

  before(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'recordings-')));
    plugin = path.join(folder, 'plugin');
    await cp(EXAMPLE, plugin, { recursive: true });
    const sample = JSON.parse(await readFile(path.join(EXAMPLE, 'src/plugin/connector/sample.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const resources = Object.fromEntries(Object.entries(sample).map(([name, value]) => [`/${name}`, value]));
    cloud = await new Cloud('unused', {
      ...resources,
      '/account': { ...(sample['account'] as object), token: CANARY },
    }).start();
    request = path.join(folder, 'collect.json');
    const options = {};
    await writeFile(request, JSON.stringify({ options, secret_data: { endpoint: cloud.address, api_key: CANARY } }));
    const words = ['record', plugin, '--keep', '--', 'call', 'Collector.collect', '--data', `@${request}`];
    live = await ran(words, { SSL_CERT_FILE: cloud.certificates });
    seen = cloud.seen.length;
    await cloud[Symbol.asyncDispose]();
    // Whoever replays it has other credentials, or none.
    const others = { endpoint: cloud.address, api_key: 'no-key-at-all-0000' };
    await writeFile(request, JSON.stringify({ options, secret_data: others }));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('are made of what a call asks of the cloud, and say what is hidden in them', () => {
    strictEqual(live.code, 0, live.stderr);
    match(live.stdout, /"resource_type":"inventory\.CloudService"/);
    match(
      live.stderr,
      /\d different calls recorded\.\nHidden in it:\n {2}request header, authorization \(by its name, /,
    );
    match(
      live.stderr,
      /\n {2}answer body, token \(by its name, 2 times, first in GET https:\/\/localhost:\d+\/account\)/,
    );
    match(live.stderr, /\nKept in .*recordings\/cloud\.json\.\n/);
    strictEqual(seen > 2, true);
  });

  it('have no byte of the credentials, and neither has what was printed', async () => {
    const text = await readFile(path.join(plugin, 'recordings/cloud.json'), 'utf8');
    for (const each of [text, live.stdout, live.stderr]) {
      strictEqual(each.includes(CANARY), false);
      strictEqual(each.includes(Buffer.from(CANARY).toString('base64').slice(2, 20)), false);
    }
  });

  it('answer the same call without the cloud', async () => {
    const again = await ran(['call', plugin, 'Collector.collect', '--replay', '--data', `@${request}`]);
    strictEqual(again.code, 0, again.stderr);
    strictEqual(again.stdout, live.stdout);
  });

  it('name what they have no answer for', async () => {
    const file = path.join(plugin, 'recordings/less.json');
    const { version, calls } = JSON.parse(await readFile(path.join(plugin, 'recordings/cloud.json'), 'utf8')) as {
      version: number;
      calls: { address: string }[];
    };
    const left = calls.filter(({ address }) => !address.endsWith('/buckets'));
    await writeFile(file, JSON.stringify({ version, calls: left }));
    const { stderr } = await ran(['call', plugin, 'Collector.collect', '--replay=less', '--data', `@${request}`]);
    match(stderr, /Not in the recording less: GET https:\/\/localhost:\d+\/buckets\n/);
  });

  it('are listed call by call, and cut by their numbers', async () => {
    await cp(path.join(plugin, 'recordings/cloud.json'), path.join(plugin, 'recordings/cut.json'));
    const listed = await ran(['recording', plugin, 'cut']);
    match(listed.stdout, /^ {2}1 {2}200 20\d\d-\S+Z 1× GET https:\/\/localhost:\d+\/regions$/m);
    const cut = await ran(['recording', plugin, 'cut', '--drop', '1']);
    strictEqual(cut.stdout.split('\n').length, listed.stdout.split('\n').length - 1);
    deepStrictEqual(/\/regions$/m.exec(cut.stdout), null);
  });

  it('are refused with their line where they cannot be read', async () => {
    const text = await readFile(path.join(plugin, 'recordings/cloud.json'), 'utf8');
    await writeFile(path.join(plugin, 'recordings/torn.json'), text.slice(0, text.length / 2));
    const { code, stderr } = await ran(['call', plugin, 'Collector.init', '--replay=torn']);
    strictEqual(code, 1);
    match(
      stderr,
      /The recording \S+torn\.json cannot be replayed\. It is cut off: its end is missing\. Correct it there, or record again\.\n {2}at \S+torn\.json:\d+/,
    );
  });

  it('are chosen by the nearest name where there is none of the name', async () => {
    const { code, stderr } = await ran(['call', plugin, 'Collector.init', '--replay=cloudy']);
    strictEqual(code, 1);
    match(stderr, /There is no recording cloudy in .*recordings\. Did you mean "?cloud"?\?/);
  });

  it('take --keep where nobody can be asked', async () => {
    const { code, stderr } = await ran(['record', plugin, '--', 'contract']);
    strictEqual(code, 2);
    match(stderr, /record takes --keep where nobody can be asked whether to keep the recording\./);
  });

  it('run a contract and the tests of a plugin that call its cloud', async () => {
    const own = `import os
import unittest

import requests


class CloudTest(unittest.TestCase):
    def test_cloud(self):
        self.assertIsInstance(requests.get(os.environ["CLOUD"] + "/servers", timeout=30).json(), list)
`;
    await writeFile(path.join(plugin, 'test/test_cloud.py'), own);
    await writeFile(path.join(plugin, '.env'), `CLOUD=${cloud.address}\n`);
    const tested = await ran(['test', plugin, 'CloudTest', '--replay']);
    strictEqual(tested.code, 0, tested.stdout + tested.stderr);
    match(tested.stdout, /1 passed, 0 failed/);
    const checked = await ran(['contract', plugin, '--replay', '--format', 'json']);
    strictEqual(checked.code, 0, checked.stdout + checked.stderr);
  });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ran(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ran> {
  await using processes = new Processes();
  const printed = { stdout: '', stderr: '' };
  const started = await processes.start(process.execPath, [program, ...words], {
    env: { ...variables, PLUGIN_WORKBENCH_PYTHON: testPython() },
    isForProgram: true,
    onLine: (line, stream) => (printed[stream] += `${line}\n`),
  });
  const { code } = await started.exited;
  return { code, ...printed };
}
