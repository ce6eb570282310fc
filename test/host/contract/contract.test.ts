import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { Conversation, file, open, replace, stopSessions, noSession } from '../window';
import type { Observed, ObservedRun, TestSnapshot } from './observer/extension';

const PLUGIN = 'plugin-example-inven-collector';
const STATES = ['unset', 'queued', 'running', 'passed', 'failed', 'skipped', 'errored'];
const main = (): vscode.Uri => file(PLUGIN, 'src/plugin/main.py');
const runContract = (): Thenable<unknown> =>
  vscode.commands.executeCommand('pluginWorkbench.runContract', file(PLUGIN).fsPath);

describe('an author who keeps the contract of a collector', () => {
  let conversation: Conversation;
  let observed: Observed;
  let original: string;

  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', process.env['PLUGIN_WORKBENCH_TEST_PYTHON'], vscode.ConfigurationTarget.Global);
    await vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!.activate();
    await vscode.commands.executeCommand('testing.refreshTests');
    observed = await vscode.extensions.getExtension<Observed>('plugin-workbench-tests.observer')!.activate();
  });
  beforeEach(async () => {
    conversation = new Conversation('plugin-server');
    original = (await vscode.workspace.openTextDocument(main())).getText();
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stopSessions();
    conversation.dispose();
    await write(original);
  });

  async function write(text: string): Promise<void> {
    const editor = await open(main());
    if (editor.document.getText() !== text) {
      await replace(editor, editor.document.getText(), text);
      await editor.document.save();
    }
  }

  /** Has init do this first; gives the 1-based line of its route. */
  async function initDoes(...lines: string[]): Promise<number> {
    const route = '@app.route("Collector.init")\ndef collector_init(params: dict) -> dict:\n';
    assert.ok(original.includes(route));
    await write(original.replace(route, () => [route, ...lines.map((line) => `    ${line}\n`)].join('')));
    return original.slice(0, original.indexOf(route)).split('\n').length;
  }

  /** What the Testing view has of the run that ends with the work. */
  async function runThatEnds(work: () => Thenable<unknown>): Promise<ObservedRun> {
    const before = observed().length;
    await work();
    return until('the end of the run', () => observed().length > before && observed()[0], 60_000);
  }

  const checksOf = ({ results }: ObservedRun): TestSnapshot[] =>
    results.flatMap(({ label, children }) => (children.length > 0 ? checksIn(children) : [{ label } as TestSnapshot]));
  const checksIn = (items: readonly TestSnapshot[]): TestSnapshot[] =>
    items.flatMap((item) => (item.children.length > 0 ? checksIn(item.children) : [item]));
  const lines = (run: ObservedRun): string[] =>
    checksOf(run).map(({ label, taskStates }) => {
      // Contracts and the plugin's own tests are tasks of one run, and each item has a state in its own.
      const states = taskStates.map(({ state }) => state);
      return `${STATES[Math.max(0, ...states)]} ${label}`;
    });

  it('runs it from the Testing view and sees each check pass, and is left with no server', async () => {
    // The view may not have its tests yet: nothing runs then, and nothing ends.
    const run = await runThatEnds(() =>
      until('tests to run', async () => {
        await vscode.commands.executeCommand('testing.runAll');
        return until('its end', () => observed().length > 0, 5_000);
      }),
    );
    assert.ok(lines(run).includes('passed The test server starts and says that it serves'), lines(run).join('\n'));
    assert.deepEqual(
      lines(run).filter((line) => !line.startsWith('passed ')),
      ['skipped Without credentials collect fails, in place of a short list'],
    );
    await noSession();
  });

  it('sees what has broken at its line, from the menu of the plugin', async () => {
    const line = await initDoes('raise ValueError("no luck")');
    const run = await runThatEnds(runContract);
    const [failed] = checksOf(run).filter(({ taskStates }) => taskStates[0]?.state === 4);
    assert.deepEqual(
      lines(run).filter((line) => /^\w+ init /.test(line)),
      [
        'failed init answers with one message that has metadata',
        'skipped init answers a second time as it did the first',
      ],
    );
    const [message] = failed!.taskStates[0]!.messages;
    assert.match(JSON.stringify(message!.message), /no luck/);
    assert.deepEqual([message!.location?.uri.fsPath, message!.location?.range.start.line], [main().fsPath, line - 1]);
  });

  it('cancels it while a check waits, and its server ends with it', async () => {
    const entered = file(PLUGIN, 'entered.txt');
    await initDoes(`open(${JSON.stringify(entered.fsPath)}, "w").close()`, 'import time; time.sleep(600)');
    const run = await runThatEnds(async () => {
      const running = runContract();
      await until('the call of init', async () => vscode.workspace.fs.stat(entered).then(Boolean, () => false), 60_000);
      await vscode.commands.executeCommand('testing.cancelRun');
      await running;
    });
    assert.equal(lines(run).filter((line) => line.startsWith('passed ')).length, 3);
    await noSession();
    await vscode.workspace.fs.delete(entered);
  });

  it('debugs it: a breakpoint in the method stops while its check calls it', async () => {
    const line = await initDoes('answer = 42');
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(main(), new vscode.Position(line + 1, 0))),
    ]);
    const run = await runThatEnds(async () => {
      const running = vscode.commands.executeCommand('pluginWorkbench.debugContract', file(PLUGIN).fsPath);
      const stopped = await conversation.event('stopped');
      assert.equal(stopped['reason'], 'breakpoint');
      const session = vscode.debug.activeDebugSession!;
      const { stackFrames } = await session.customRequest('stackTrace', { threadId: stopped['threadId'] });
      assert.deepEqual([stackFrames[0].name, stackFrames[0].line], ['collector_init', line + 2]);
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      await session.customRequest('continue', { threadId: stopped['threadId'] });
      await running;
    });
    assert.ok(
      lines(run).every((text) => /^(?:passed|skipped) /.test(text)),
      lines(run).join('\n'),
    );
    await noSession();
  });

  it('keeps the server that ran before', async () => {
    await vscode.commands.executeCommand('pluginWorkbench.startServer', file(PLUGIN).fsPath);
    const session = await until('the session', () => vscode.debug.activeDebugSession);
    const run = await runThatEnds(runContract);
    assert.ok(
      lines(run).every((text) => /^(?:passed|skipped) /.test(text)),
      lines(run).join('\n'),
    );
    assert.equal(vscode.debug.activeDebugSession, session);
  });
});
