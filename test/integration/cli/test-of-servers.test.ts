import assert from 'node:assert/strict';
import { appendFile, cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { writeTree } from '../../source-servers';
import { testPython } from '../test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const plain = `import unittest

from plugin.words import hello
from helper import NAME


class WordsTest(unittest.TestCase):
    def test_hello(self):
        self.assertEqual(hello(NAME), "hello you")

    def test_folder(self):
        with open("src/VERSION") as version:
            self.assertEqual(version.read(), "1.0")
`;

const pytests = `import pytest

from plugin.words import hello


@pytest.fixture
def name():
    return "you"


class TestWords:
    def test_hello(self, name):
        assert hello(name) == "hello you"


def test_fixture(name):
    assert name == "you"

@pytest.mark.parametrize("number", [1, 3], ids=["one", "three"])
def test_each(number):
    assert number < 3


@pytest.mark.skip(reason="not yet")
def test_later():
    raise AssertionError
`;

const ofServer = `import os

from spaceone.tester import TestCase, to_json


class TestCollector(TestCase):
    def test_init(self):
        with open("beside.txt") as beside:
            self.assertEqual(beside.read(), "beside the tests")
        metadata = to_json(self.inventory.Collector.init({"options": {}}))["metadata"]
        self.assertEqual(metadata["options_schema"]["word"], os.environ["WORD"])
`;

describe('plugin-workbench test, of plugins that are servers', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'tests of servers ')));
    await cp('test/fixtures/spaceone/style-c', path.join(place, 'plugin'), { recursive: true });
    await writeTree(place, {
      'plugin/.env': 'WORD=from-env\n',
      'plugin/src/VERSION': '1.0',
      'plugin/src/plugin/words.py': 'def hello(name):\n    return f"hello {name}"\n',
      'plugin/src/plugin/main.py': [
        'import os',
        'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer',
        'app = CollectorPluginServer()',
        "@app.route('Collector.init')",
        'def init(params):',
        "    return {'metadata': {'options_schema': {'word': os.environ['WORD']}}}",
        '',
      ].join('\n'),
      'plugin/test/helper.py': 'NAME = "you"\n',
      'plugin/test/test_words.py': plain,
      'plugin/test/api/beside.txt': 'beside the tests',
      // Nobody listens there: the port is that of whichever server the author has started.
      'plugin/test/api/config.yml': 'GLOBAL:\n  ENDPOINTS:\n    inventory:\n      plugin: localhost:9\n',
      'plugin/test/api/scenario.json': '{}',
      'plugin/test/api/test_collector.py': ofServer,
    });
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function cli(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'test', ...words], {
      cwd: place,
      env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n').replace(/\d+ ms/g, 'N ms'), err: lines.stderr.join('\n') };
  }

  it('starts the server, and runs each file in the folder and with the paths and variables that it needs', async () => {
    const { code, out, err } = await cli('plugin');
    assert.equal(
      out,
      [
        'passed test.api.test_collector.TestCollector.test_init (N ms)',
        'passed test.test_words.WordsTest.test_folder (N ms)',
        'passed test.test_words.WordsTest.test_hello (N ms)',
        '3 passed, 0 failed, 0 skipped',
      ].join('\n'),
    );
    assert.deepEqual([code, err.replace(/3\.[\d.]+$/, '3')], [0, 'Testing with spaceone-core 2.0.144 on Python 3']);
  });

  it('runs what pytest alone knows: functions with fixtures and parameters, and classes without a base', async () => {
    const pytest = path.join(place, 'pytest');
    const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', pytest, 'pytest<9'];
    const { code: installed } = await processes.run(testPython(), words, { cwd: place });
    assert.equal(installed, 0);
    await writeTree(place, {
      'plugin/.env': `WORD=from-env\nPYTHONPATH=${pytest}\n`,
      'plugin/test/test_pytest.py': pytests,
      'plugin/test/test_broken.py': 'import nowhere\n\ndef test_it():\n    pass\n',
    });
    const { code, out } = await cli('plugin', 'test.test_pytest', 'TestWords', 'test_broken.py');
    assert.equal(
      out.replace(/ {4}\| .*\n/g, ''),
      [
        'passed test.test_pytest.TestWords.test_hello (N ms)',
        'passed test.test_pytest.test_fixture (N ms)',
        'failed test.test_pytest.test_each (N ms)',
        '    [three] assert 3 < 3',
        '    at plugin/test/test_pytest.py:21',
        'skipped test.test_pytest.test_later: Skipped: not yet (N ms)',
        'failed test.test_broken.test_it (N ms)',
        "    ModuleNotFoundError: No module named 'nowhere'",
        '    at plugin/test/test_broken.py:1',
        '2 passed, 2 failed, 1 skipped',
      ].join('\n'),
    );
    assert.equal(code, 1);
  });

  it('says of such tests what is missing where the Python has no pytest', async () => {
    await writeTree(place, { 'plugin/test/test_pytest.py': pytests });
    const { out } = await cli('plugin', 'TestWords');
    assert.equal(
      out,
      "failed test.test_pytest.TestWords (N ms)\n    ModuleNotFoundError: No module named 'pytest'\n    at plugin/test/test_pytest.py:11\n0 passed, 1 failed, 0 skipped",
    );
  });

  it('starts no server for tests that call none', async () => {
    await appendFile(path.join(place, 'plugin/src/plugin/main.py'), 'raise RuntimeError("It was started.")\n');
    const { code, out } = await cli('plugin', 'WordsTest');
    assert.deepEqual([code, out.split('\n').at(-1)], [0, '2 passed, 0 failed, 0 skipped']);
    assert.match(
      (await cli('plugin', 'TestCollector')).err,
      /The plugin stopped while starting\. RuntimeError: It was started\./,
    );
  });
});
