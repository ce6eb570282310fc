import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { Conversation, file, stopSessions } from '../window';

const PLUGIN = 'plugin-example-inven-collector';
const CANARY = 'c4nary-host-"1"';

/** Python itself prints the value of PYTHONWARNINGS when it is none that it knows. */
const configuration = (): vscode.DebugConfiguration => ({
  type: 'plugin-server',
  request: 'launch',
  name: 'canary',
  plugin: file(PLUGIN).fsPath,
  env: { API_KEY: CANARY, PYTHONWARNINGS: CANARY },
});

describe('a canary in the window', () => {
  let conversation: Conversation;

  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', process.env['PLUGIN_WORKBENCH_TEST_PYTHON'], vscode.ConfigurationTarget.Global);
  });
  beforeEach(() => {
    conversation = new Conversation('plugin-server');
  });
  afterEach(async () => {
    await stopSessions();
    conversation.dispose();
  });

  for (const noDebug of [true, false]) {
    it(`is in nothing that the debug adapter sends, ${noDebug ? 'without' : 'with'} debugging`, async () => {
      assert.ok(await vscode.debug.startDebugging(undefined, configuration(), { noDebug }));
      await until('the line of Python with the canary', () => conversation.output.includes('Invalid -W option'));
      await until('the server', () => conversation.output.includes('Start gRPC Server'));
      assert.match(conversation.output, /Invalid -W option ignored: invalid action: '•••'/);
      assert.doesNotMatch(JSON.stringify(conversation.messages), /c4nary/);
    });
  }
});
