import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { writeTree } from '../../source-servers';
import { component, sopsPython } from '../../sops-loader';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const tests = `from django.test import SimpleTestCase


class HelloTest(SimpleTestCase):
    def test_a(self):
        print("printed")
        self.assertEqual(1, 2)

    def test_b(self):
        pass

    def test_c(self):
        self.skipTest("not here")
`;

describe('plugin-workbench test', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line test ')));
    await writeTree(place, {
      'team/__init__.py': '',
      'team/components/__init__.py': '',
      'team/components/collections/__init__.py': '',
      'team/components/collections/a.py': component('a'),
      'team/tests/__init__.py': '',
      'team/tests/test_hello.py': tests,
    });
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function cli(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'test', ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'kept'), PLUGIN_WORKBENCH_PYTHON: sopsPython() },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n').replace(/\d+ ms/g, 'N ms'), err: lines.stderr.join('\n') };
  }

  it('prints each test, what a failed one says and has printed and where, and exits with 1', async () => {
    const { code, out, err } = await cli('team');
    assert.equal(
      out.replace(/ {4}\| (?:Traceback| {2}).*\n/g, ''),
      `failed team.tests.test_hello.HelloTest.test_a (N ms)
    1 != 2
    at team/tests/test_hello.py:7
    | printed
    | AssertionError: 1 != 2
passed team.tests.test_hello.HelloTest.test_b (N ms)
skipped team.tests.test_hello.HelloTest.test_c: not here (N ms)
1 passed, 1 failed, 1 skipped`,
    );
    assert.deepEqual(
      [code, err.replace(/Python 3.*/, 'Python 3')],
      [1, 'Testing with bamboo-pipeline 4.0.4 on Python 3'],
    );
  });

  it('runs those that are named alone, and exits with 0 when none of them fails', async () => {
    const { code, out } = await cli('team', 'HelloTest.test_b');
    assert.deepEqual(
      [code, out],
      [0, 'passed team.tests.test_hello.HelloTest.test_b (N ms)\n1 passed, 0 failed, 0 skipped'],
    );
    const unknown = await cli('team', 'HeloTest');
    assert.deepEqual(
      [unknown.code, unknown.err.split('\n')[0]],
      [2, 'There is no class of tests for "HeloTest". Did you mean "HelloTest"?'],
    );
  });

  it('gives a pipeline the same as JSON, each at its line', async () => {
    const { out } = await cli('team', '--format', 'json');
    const { target, platform, tests: told } = JSON.parse(out.replace(/"milliseconds": [\d.]+/g, '"milliseconds": 0'));
    const test = (name: string, more: object): object => ({
      id: `team.tests.test_hello.HelloTest.${name}`,
      ...more,
      file: 'team/tests/test_hello.py',
      milliseconds: 0,
    });
    assert.deepEqual(
      { target, platform, told },
      {
        ...{ target: 'team', platform: 'bksops' },
        told: [
          test('test_a', { outcome: 'failed', message: '1 != 2', line: 7 }),
          test('test_b', { outcome: 'passed', line: 9 }),
          test('test_c', { outcome: 'skipped', message: 'not here', line: 12 }),
        ],
      },
    );
  });

  it('runs the tests of the example as they are', async () => {
    const { code, out } = await cli(path.resolve('examples/example-sops-plugins'));
    assert.deepEqual([code, out.split('\n').at(-1)], [0, '2 passed, 0 failed, 0 skipped']);
  });

  it('says of a plugin without tests how it gets some', async () => {
    await rm(path.join(place, 'team/tests'), { recursive: true });
    assert.match((await cli('team')).err, /^team has no tests\. Write classes of tests into files/);
  });
});
