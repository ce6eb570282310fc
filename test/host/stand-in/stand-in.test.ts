import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Observed, TestSnapshot } from '../contract/observer/extension';
import { until } from '../until';
import { Conversation, answer, file, folder, noSession, open, replace, stopSessions } from '../window';

const STATES = ['unset', 'queued', 'running', 'passed', 'failed', 'skipped', 'errored'];
const echo = (): vscode.Uri => file('echo');
const program = (): vscode.Uri => file('echo', 'server.mjs');

const checks = (items: readonly TestSnapshot[]): TestSnapshot[] =>
  items.flatMap((item) => (item.children.length > 0 ? checks(item.children) : [item]));

describe('a platform that the extension has beside those of the product', () => {
  let conversation: Conversation;

  before(() => vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!.activate());
  beforeEach(() => {
    conversation = new Conversation('*');
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stopSessions(echo());
    conversation.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Writes a request of the plugin into a file of its own, and sends it from its editor. */
  async function send(name: string, message: string): Promise<unknown> {
    const request = file('echo', 'requests', `${name}.yaml`);
    const text = `call: echo.say\nmessage: ${message}\n`;
    await vscode.workspace.fs.writeFile(request, new TextEncoder().encode(text));
    await open(request);
    return vscode.commands.executeCommand('pluginWorkbench.sendRequest');
  }

  it('has its plugin found, started and called, with a request that holds the sample', async () => {
    const calling = vscode.commands.executeCommand('pluginWorkbench.call', echo().fsPath);
    const written = file('echo', 'requests/echo.say.yaml');
    const text = await until('the request', async () => {
      // Takes the one method that there is to choose from.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await vscode.workspace.fs.readFile(written)).toString();
    });
    await calling;
    assert.match(text, /^call: echo\.say\n[\s\S]*^ {2}word: sample$/m);
    assert.match(await answer('echo.say', /answer in \d+ ms/), /^word: sample$/m);
  });

  it('has what its server refuses told in its own terms', async () => {
    await send('nothing', '{}');
    assert.match(await answer('echo.say', /failed after/), /id: NO_WORD\n[\s\S]*next: Give it a word/);
  });

  it("has its server debugged by the editor's own debugger", async () => {
    const source = (await vscode.workspace.openTextDocument(program())).getText();
    const line = source.split('\n').findIndex((text) => text.includes('console.log(`heard'));
    assert.ok(line >= 0);
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(program(), new vscode.Position(line, 0))),
    ]);
    const configuration = { type: 'plugin-server', request: 'launch', name: 'echo', plugin: echo().fsPath };
    assert.ok(await vscode.debug.startDebugging(folder(), configuration));
    await until('the breakpoint to be taken', () =>
      conversation.messages.some((message) => JSON.stringify(message).includes('"verified":true')),
    );
    const sending = send('slowly', '{word: slowly}');
    assert.equal((await conversation.event('stopped'))['reason'], 'breakpoint');
    const frame = await until(
      'the frame',
      () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame && vscode.debug.activeStackItem,
    );
    const { session, threadId } = frame;
    const { stackFrames } = await session.customRequest('stackTrace', { threadId, levels: 1 });
    assert.equal(stackFrames[0].line, line + 1);
    await session.customRequest('continue', { threadId });
    await sending;
    assert.match(await answer('echo.say', /answer in \d+ ms/), /^word: slowly$/m);
  });

  it('has the contracts of its plugins in the Testing view, with a server for what asks one', async () => {
    const observed = await vscode.extensions.getExtension<Observed>('plugin-workbench-tests.observer')!.activate();
    await vscode.commands.executeCommand('testing.refreshTests');
    const before = observed().length;
    await vscode.commands.executeCommand('pluginWorkbench.runContract', echo().fsPath);
    const run = await until('the end of the run', () => observed().length > before && observed()[0], 60_000);
    assert.deepEqual(
      checks(run.results).map(({ label, taskStates }) => `${STATES[taskStates[0]?.state ?? 0]} ${label}`),
      [
        'passed The test server starts and says that it serves',
        'passed The plugin has a name',
        'passed It says what it hears',
        'failed It says more than it hears',
        'skipped It says much more',
      ],
    );
    await noSession();
  });

  it('has its checks run again after each saved change, while a person wants it', async () => {
    const observed = await vscode.extensions.getExtension<Observed>('plugin-workbench-tests.observer')!.activate();
    await vscode.commands.executeCommand('testing.refreshTests');
    const runs = observed().length;
    await vscode.commands.executeCommand('testing.startContinuousRun');
    const editor = await open(program());
    await replace(editor, 'JSON.stringify({ word })', "'{}'");
    await editor.document.save();
    const run = await until('the end of a run', () => observed().length > runs && observed()[0], 60_000);
    await vscode.commands.executeCommand('testing.stopContinuousRun');
    const says = checks(run.results).find(({ label }) => label === 'It says what it hears');
    assert.equal(STATES[says?.taskStates[0]?.state ?? 0], 'failed');
  });

  it('starts no session for a plugin that is not served', async () => {
    const started: string[] = [];
    const listening = vscode.debug.onDidStartDebugSession(({ name }) => void started.push(name));
    await vscode.commands.executeCommand('pluginWorkbench.startServer', file('package').fsPath);
    listening.dispose();
    assert.deepEqual(started, []);
  });
});
