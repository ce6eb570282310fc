import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SupervisedWork } from '../../../../src/runtime/loading/supervised-work';
import { Processes } from '../../../../src/runtime/processes/processes';
import { DebuggerConnection, type DebugMessage } from '../../../../src/runtime/server/debugger-connection';
import type {
  TestFailure,
  TestListener,
  TestRunOptions,
  WantedTest,
} from '../../../../src/runtime/testing/plugin-tests';
import { runUnittests } from '../../../../src/runtime/testing/run-unittests';
import { writeTree } from '../../../source-servers';
import { component, sopsLoader } from '../../../sops-loader';

const CASE = 'from django.test import SimpleTestCase\n\n\nclass A(SimpleTestCase):\n';

describe("a package's own tests on the Python of SOPS", function () {
  this.timeout(60_000);
  const processes = new Processes();
  let worker: SupervisedWork;
  let folder: string;

  before(() => {
    worker = sopsLoader(processes, 'sops_tests.py');
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'package tests ')));
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  interface Told {
    readonly ends: string[];
    readonly lines: string[];
  }

  /** Runs tests of the package `team` and gives what is told of them, a line each. */
  async function run(
    files: Readonly<Record<string, string>>,
    wanted: readonly string[] = ['A'],
    options: Partial<TestRunOptions> & { settings?: string } = {},
  ): Promise<Told> {
    await writeTree(folder, { 'team/__init__.py': '', 'team/tests/__init__.py': '', ...files });
    const told: Told = { ends: [], lines: [] };
    const listener: TestListener = {
      onStart: () => undefined,
      onEnd: ({ id }, outcome) => {
        const whys: readonly TestFailure[] =
          outcome.is === 'failed' ? outcome.failures : outcome.is === 'skipped' ? [{ message: outcome.why }] : [];
        const lines = whys.map(({ message, where }) => {
          const at = where ? ` at ${path.relative(folder, where.file)}:${where.line ?? ''}` : '';
          return `${message.replaceAll(folder, '…')}${at}`;
        });
        told.ends.push([`${outcome.is} ${id.replace('team.tests.', '')}`, ...lines].join('; '));
      },
      onLine: (line, test) => void told.lines.push(`${test?.name ?? '-'}: ${line}`),
    };
    const { settings, ...more } = options;
    const tests = wanted.map((each): WantedTest => {
      const [module, name] = each.includes('/') ? each.split('/') : ['test_a', each];
      return { module: `team.tests.${module}`, name: name! };
    });
    const task = { folder, ...(settings !== undefined && { settings }) };
    await runUnittests(worker, task, tests, listener, { signal: new AbortController().signal, ...more });
    return told;
  }

  it('tell how each test went, and what it printed', async () => {
    const text = `${CASE}    def test_fails(self):
        print("printed")
        self.assertEqual(1, 2, "no luck")

    def test_passes(self):
        from team.helper import one
        self.assertEqual(one(), 1)

    def test_raises(self):
        from team.helper import two
        two()

    def test_skips(self):
        self.skipTest("not here")
`;
    const helper = 'def one():\n    return 1\n\n\ndef two():\n    raise KeyError("two")\n';
    const { ends, lines } = await run({ 'team/tests/test_a.py': text, 'team/helper.py': helper });
    assert.deepEqual(ends, [
      'failed test_a.A.test_fails; 1 != 2 : no luck at team/tests/test_a.py:7',
      'passed test_a.A.test_passes',
      "failed test_a.A.test_raises; KeyError: 'two' at team/helper.py:6",
      'skipped test_a.A.test_skips; not here',
    ]);
    assert.equal(lines[0], 'test_fails: printed');
    assert.equal(lines.filter((line) => line.startsWith('test_fails: AssertionError')).length, 1);
  });

  it('run one alone, and each with its class and its module prepared', async () => {
    const text = `${CASE}    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        print("prepared")

    def test_a(self):
        pass

    def test_b(self):
        raise RuntimeError()
`;
    const { ends, lines } = await run({ 'team/tests/test_a.py': text }, ['A.test_a']);
    assert.deepEqual([ends, lines], [['passed test_a.A.test_a'], ['-: prepared']]);
  });

  it("tell each case of a component that fails: an assertion at its case, and what is raised at the component's line", async () => {
    const test = `from django.test import SimpleTestCase
from pipeline.component_framework.test import ComponentTestCase, ComponentTestMixin, ExecuteAssertion

from team.a import TheComponent


def case(name, inputs, outputs):
    return ComponentTestCase(
        name=name, inputs=inputs, parent_data={}, schedule_assertion=None,
        execute_assertion=ExecuteAssertion(success=True, outputs=outputs),
    )


class A(ComponentTestMixin, SimpleTestCase):
    def component_cls(self):
        return TheComponent

    def cases(self):
        return [
            case("good", {"who": "you"}, {"to": "you"}),
            ComponentTestCase(
                name="wrong", inputs={"who": "me"}, parent_data={}, schedule_assertion=None,
                execute_assertion=ExecuteAssertion(success=True, outputs={"to": "you"}),
            ),
            case("bad", {}, {}),
        ]
`;
    const body = '        data.set_outputs("to", data.inputs["who"])\n        return True\n';
    const files = {
      'team/a.py': component('a').replace('        return True\n', body),
      'team/tests/test_a.py': test,
    };
    const { ends, lines } = await run(files);
    const [whole] = ends;
    assert.match(whole!, /^failed test_a\.A\.test_component; .*case 2\] - \[wrong\] fail: execute outputs assertion/s);
    assert.match(whole!, / at team\/tests\/test_a\.py:21; KeyError: 'who' at team\/a\.py:7$/);
    assert.ok(lines.includes('test_component: [√] <TheComponent> - [good]'), lines.join('\n'));
  });

  it('a test that ends its process has failed, and those after it run all the same', async () => {
    const text = `import os\nimport signal\n${CASE}    def test_a(self):
        os._exit(3)

    def test_b(self):
        pass

    def test_c(self):
        os.kill(os.getpid(), signal.SIGSEGV)

    def test_d(self):
        pass
`;
    const { ends } = await run({ 'team/tests/test_a.py': text });
    assert.deepEqual(ends, [
      'failed test_a.A.test_a; Its process ended with exit code 3. at team/tests/test_a.py:7',
      'passed test_a.A.test_b',
      'failed test_a.A.test_c; Its process was ended by SIGSEGV. at team/tests/test_a.py:13',
      'passed test_a.A.test_d',
    ]);
  });

  it('a module that cannot be imported fails its own tests alone, whatever way it takes', async () => {
    const files = {
      'team/tests/test_a.py': `${CASE}    def test_a(self):\n        pass\n`,
      'team/tests/test_b.py': 'import nowhere\n',
      'team/tests/test_c.py': 'import os\nos._exit(0)\n',
      'team/tests/test_d.py': 'x = (\n',
    };
    const { ends } = await run(files, ['test_b/B', 'test_c/C', 'test_d/D', 'A']);
    assert.deepEqual(ends.sort(), [
      "failed test_b.B; ModuleNotFoundError: No module named 'nowhere' at team/tests/test_b.py:1",
      'failed test_c.C; It cannot be imported. Its process ended with exit code 0.',
      "failed test_d.D; SyntaxError: '(' was never closed (test_d.py, line 1) at team/tests/test_d.py:1",
      'passed test_a.A.test_a',
    ]);
  });

  it('say what is no test any more, and what nothing would run', async () => {
    const text = `${CASE}    def test_a(self):\n        pass\n\n\nclass Bare:\n    def test_b(self):\n        pass\n`;
    const { ends } = await run({ 'team/tests/test_a.py': text }, ['A.test_gone', 'Bare', 'Gone']);
    assert.deepEqual(ends, [
      "failed test_a.A.test_gone; ValueError: no such test method in <class 'team.tests.test_a.A'>: test_gone",
      'failed test_a.Bare; TypeError: Bare is no TestCase of unittest: nothing would run its tests',
      "failed test_a.Gone; AttributeError: module 'team.tests.test_a' has no attribute 'Gone'",
    ]);
  });

  it('tell of tests that the text does not show, of parts of a test, and of a class that cannot be prepared', async () => {
    const text = `${CASE}    def test_parts(self):
        for number in (1, 2, 3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 2)


setattr(A, "test_made", lambda self: None)


class B(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no disk")

    def test_a(self):
        pass

    def test_b(self):
        pass
`;
    const { ends } = await run({ 'team/tests/test_a.py': text }, ['A', 'B']);
    assert.deepEqual(ends, [
      'passed test_a.A.test_made',
      'failed test_a.A.test_parts; (number=2) 2 == 2 at team/tests/test_a.py:8',
      'failed test_a.B.test_a; setUpClass: OSError: no disk at team/tests/test_a.py:17',
      'failed test_a.B.test_b; setUpClass: OSError: no disk at team/tests/test_a.py:17',
    ]);
  });

  it('have a database where they ask for one, with the settings of a load or their own', async () => {
    const text = `from django.conf import settings
from django.test import TestCase
from pipeline.component_framework.models import ComponentModel


class A(TestCase):
    def test_a(self):
        ComponentModel.objects.create(code="a", name="A", status=True)
        self.assertEqual(ComponentModel.objects.count(), 1)

    def test_b(self):
        self.assertEqual(ComponentModel.objects.count(), 0)
        self.assertEqual(settings.SECRET_KEY, "of-no-use")
`;
    const own = {
      'team/tests/settings.py': `SECRET_KEY = "own"
USE_TZ = True
CELERY_TIMEZONE = "UTC"
AUTO_UPDATE_COMPONENT_MODELS = False
INSTALLED_APPS = ["django.contrib.contenttypes", "pipeline.component_framework"]
`,
      'team/tests/test_a.py': `${CASE}    def test_a(self):
        from django.conf import settings
        self.assertEqual(settings.SECRET_KEY, "own")
`,
    };
    assert.deepEqual((await run({ 'team/tests/test_a.py': text })).ends, [
      'passed test_a.A.test_a',
      'passed test_a.A.test_b',
    ]);
    assert.deepEqual((await run(own, ['A'], { settings: 'team.tests.settings' })).ends, ['passed test_a.A.test_a']);
  });

  it('that cannot be prepared are told as one failure, and not as many', async () => {
    const files = {
      'team/tests/settings.py': 'raise RuntimeError("no settings")\n',
      'team/tests/test_a.py': `${CASE}    def test_a(self):\n        pass\n`,
    };
    await assert.rejects(run(files, ['A'], { settings: 'team.tests.settings' }), {
      what: 'The tests cannot be prepared.',
      why: 'RuntimeError: no settings',
    });
  });

  it('stop at a breakpoint of a test', async () => {
    const text = `${CASE}    def test_a(self):\n        answer = 42\n        self.assertEqual(answer, 42)\n`;
    const file = path.join(folder, 'team/tests/test_a.py');
    const token = randomBytes(16).toString('hex');
    let stopped: Promise<DebugMessage> | undefined;
    const onListening = (port: number): void => {
      stopped = stopAt(port, token, file, 7);
    };
    const { ends } = await run({ 'team/tests/test_a.py': text }, ['A'], { debugger: { token, onListening } });
    assert.deepEqual((await stopped)!['body'], [['test_a', file, 7]]);
    assert.deepEqual(ends, ['passed test_a.A.test_a']);
  });

  it('end with whoever cancels them', async () => {
    const stop = new AbortController();
    const text = `import time\n${CASE}    def test_a(self):\n        print("entered")\n        time.sleep(600)\n`;
    await writeTree(folder, { 'team/__init__.py': '', 'team/tests/__init__.py': '', 'team/tests/test_a.py': text });
    const listener: TestListener = {
      onStart: () => undefined,
      onEnd: () => undefined,
      onLine: () => stop.abort(),
    };
    const wanted = [{ module: 'team.tests.test_a', name: 'A' }];
    await assert.rejects(runUnittests(worker, { folder }, wanted, listener, { signal: stop.signal }), {
      name: 'AbortError',
    });
  });
});

/** Attaches, stops at a breakpoint, goes on, and gives the innermost frame. */
async function stopAt(port: number, token: string, file: string, line: number): Promise<DebugMessage> {
  const connection = await DebuggerConnection.open(port, token);
  let seq = 0;
  const send = (command: string, given: object = {}): void => {
    connection.send({ seq: (seq += 1), type: 'request', command, arguments: given });
  };
  return new Promise((resolve) => {
    connection.onMessage((message) => {
      const body = message['body'] as {
        threadId: number;
        stackFrames: { name: string; line: number; source: { path: string } }[];
      };
      switch (message['event'] ?? message['command']) {
        case 'initialize':
          send('attach', { justMyCode: true });
          break;
        case 'initialized':
          send('setBreakpoints', { source: { path: file }, breakpoints: [{ line }] });
          send('configurationDone');
          break;
        case 'stopped':
          send('stackTrace', { threadId: body.threadId, levels: 1 });
          break;
        case 'stackTrace':
          send('continue', { threadId: 1 });
          resolve({ ...message, body: body.stackFrames.map((frame) => [frame.name, frame.source.path, frame.line]) });
          break;
      }
    });
    send('initialize', { adapterID: 'debugpy', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true });
  });
}
