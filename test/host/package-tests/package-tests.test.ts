import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeTree } from '../../source-servers';
import { until } from '../until';
import { Conversation, file, folder, noSession, open, replace } from '../window';
import type { Observed, ObservedRun, TestSnapshot } from '../contract/observer/extension';

const STATES = ['unset', 'queued', 'running', 'passed', 'failed', 'skipped', 'errored'];

const component = `from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service


class HelloService(Service):
    def execute(self, data, parent_data):
        data.set_outputs("greeting", "Hello " + data.get_one_of_inputs("who"))
        return True


class HelloComponent(Component):
    name = "Hello"
    code = "demo_hello"
    bound_service = HelloService
`;

const tests = `from django.test import SimpleTestCase
from pipeline.component_framework.test import ComponentTestCase, ComponentTestMixin, ExecuteAssertion

from team.components.collections.hello import HelloComponent


class HelloTest(SimpleTestCase, ComponentTestMixin):
    def component_cls(self):
        return HelloComponent

    def cases(self):
        return [
            ComponentTestCase(
                name="greets",
                inputs={"who": "you"},
                parent_data={},
                execute_assertion=ExecuteAssertion(success=True, outputs={"greeting": "Hello you"}),
                schedule_assertion=None,
            ),
        ]


class PlainTest(SimpleTestCase):
    def test_skipped(self):
        self.skipTest("not here")
`;

describe('an author of components who runs the tests that are written for them', () => {
  const module = (): vscode.Uri => file('team', 'components', 'collections', 'hello.py');
  let observed: Observed;

  before(async () => {
    const sops = path.resolve(path.dirname(process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? ''), '../../sops/bin/python');
    await vscode.workspace
      .getConfiguration('pluginWorkbench')
      .update('python', sops, vscode.ConfigurationTarget.Global);
    await writeTree(folder().uri.fsPath, {
      'team/__init__.py': '',
      'team/components/__init__.py': '',
      'team/components/collections/__init__.py': '',
      'team/components/collections/hello.py': component,
      'team/tests/__init__.py': '',
      'team/tests/test_hello.py': tests,
    });
    observed = await vscode.extensions.getExtension<Observed>('plugin-workbench-tests.observer')!.activate();
    await open(file('team', 'tests', 'test_hello.py'));
  });
  afterEach(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const leavesOf = (items: readonly TestSnapshot[]): TestSnapshot[] =>
    items.flatMap((item) => (item.children.length > 0 ? leavesOf(item.children) : [item]));
  const own = ['test_component', 'test_skipped'];
  const lines = (run: ObservedRun): string[] =>
    leavesOf(run.results)
      .filter(({ label }) => own.includes(label))
      .map(({ label, taskStates }) => `${STATES[taskStates[0]?.state ?? 0]} ${label}`);

  /** Runs the tests of the open file until the editor has them and each has a result. */
  async function ran(command: string): Promise<ObservedRun> {
    return until(
      'a run of the tests',
      async () => {
        const before = observed().length;
        await vscode.commands.executeCommand(command);
        const [latest] = observed().length > before ? observed() : [];
        return latest && lines(latest).length > 0 ? latest : undefined;
      },
      60_000,
    );
  }

  it('sees each pass or be skipped, from the file that is open', async () => {
    await open(file('team', 'tests', 'test_hello.py'));
    assert.deepEqual(lines(await ran('testing.runCurrentFile')), ['passed test_component', 'skipped test_skipped']);
  });

  it('sees the case that has failed at its line', async () => {
    await replace(await open(module()), '"Hello "', '"Good day "');
    await vscode.workspace.saveAll();
    await open(file('team', 'tests', 'test_hello.py'));
    const run = await ran('testing.runCurrentFile');
    const [failed] = leavesOf(run.results).filter(({ label }) => label === 'test_component');
    assert.deepEqual(lines(run), ['failed test_component', 'skipped test_skipped']);
    const [message] = failed!.taskStates[0]!.messages;
    assert.match(JSON.stringify(message!.message), /\[greets\] fail: execute outputs assertion failed/);
    assert.equal(message!.location?.range.start.line, 12);
    await replace(await open(module()), '"Good day "', '"Hello "');
    await vscode.workspace.saveAll();
  });

  it('debugs them: a breakpoint in the component stops while its case runs it', async () => {
    const conversation = new Conversation('plugin-test');
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(module(), new vscode.Position(6, 0))),
    ]);
    await open(file('team', 'tests', 'test_hello.py'));
    const before = observed().length;
    const running = vscode.commands.executeCommand('testing.debugCurrentFile');
    const stopped = await conversation.event('stopped');
    const session = vscode.debug.activeDebugSession!;
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId: stopped['threadId'] })) as {
      stackFrames: { name: string; line: number }[];
    };
    assert.deepEqual([stackFrames[0]!.name, stackFrames[0]!.line], ['execute', 7]);
    const goesOn = Promise.allSettled([session.customRequest('continue', { threadId: stopped['threadId'] })]);
    await running;
    await noSession();
    await goesOn;
    const run = await until('the end of the run', () => observed().length > before && observed()[0], 60_000);
    assert.deepEqual(lines(run), ['passed test_component', 'skipped test_skipped']);
    conversation.dispose();
  });
});
