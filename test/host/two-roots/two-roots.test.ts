import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { lenses, open, pressLens } from '../window';

type Root = 'first' | 'second';

/** A file of the one plugin that a folder of the window has. */
function fileOf(root: Root, path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find(({ name }) => name === root);
  assert.ok(folder, `the window has the folder ${root}`);
  return vscode.Uri.joinPath(folder.uri, `plugin-${root}-inven-collector`, path);
}

const main = (root: Root): vscode.Uri => fileOf(root, 'src/plugin/main.py');
const requests = (root: Root): vscode.Uri => fileOf(root, 'requests/both.yaml');

/** The open answer of a plugin that matches. */
function answerOf(root: Root, call: string, wanted: RegExp): Promise<string> {
  return until(`an answer of ${call} from the ${root} plugin`, () => {
    const answers = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'plugin-workbench-answer');
    const own = answers.find(({ uri }) => uri.path.includes(`plugin-${root}-`) && uri.path.includes(call));
    const text = own?.getText() ?? '';
    return wanted.test(text) && text;
  });
}

describe('a window with two folders and a plugin in each', () => {
  /** The folders of the plugins that were started. */
  const started: string[] = [];
  let tracking: vscode.Disposable;

  before(async () => {
    const python = process.env['PLUGIN_WORKBENCH_TEST_PYTHON'];
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', python, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('pluginWorkbench.plugins.focus');
    tracking = vscode.debug.registerDebugAdapterTrackerFactory('plugin-server', {
      createDebugAdapterTracker: ({ configuration }) => void started.push(String(configuration['plugin'])),
    });
  });
  after(() => {
    tracking.dispose();
  });
  beforeEach(() => {
    started.length = 0;
  });
  afterEach(async () => {
    for (const root of ['first', 'second'] as const) {
      await vscode.commands.executeCommand('pluginWorkbench.stopServer', fileOf(root, '').fsPath.replace(/[\\/]$/, ''));
    }
    await vscode.debug.stopDebugging();
    await until('the end of every session', () => vscode.debug.activeDebugSession === undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('starts with F5 the plugin of the open file, whichever folder the configuration is of', async () => {
    for (const root of ['second', 'first'] as const) {
      await open(main(root));
      const configuration = { type: 'plugin-server', request: 'launch', name: 'Plugin of the open file' };
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.equal(await vscode.debug.startDebugging(folder, configuration, { noDebug: true }), true);
      assert.deepEqual(started.splice(0), [fileOf(root, '').fsPath.replace(/[\\/]$/, '')]);
    }
  });

  it('calls the plugin over whose method Call stands, and writes its request beside it', async () => {
    for (const root of ['second', 'first'] as const) {
      await open(main(root));
      await pressLens(main(root), 'Call', 'Collector.init');
      assert.match(await answerOf(root, 'Collector.init', /answer in \d+ ms/), new RegExp(`- ${root}\\b`));
      const written = await vscode.workspace.fs.stat(fileOf(root, 'requests/Collector.init.yaml'));
      assert.equal(written.type, vscode.FileType.File);
    }
  });

  it('sends each request of a file by itself, to the plugin beside which the file lies', async () => {
    await open(requests('second'));
    const found = await until('a Send each', async () => {
      const all = await lenses(requests('second'));
      return all.length === 2 && all;
    });
    assert.deepEqual(
      found.map(({ range, command }) => [range.start.line, command?.title]),
      [
        [0, '$(send) Send'],
        [4, '$(send) Send'],
      ],
    );
    await pressLens(requests('second'), 'Send', 'Collector.verify');
    await answerOf('second', 'Collector.verify', /answer in \d+ ms/);
    assert.ok(started.every((folder) => folder.includes('plugin-second-')));
  });

  it('sends the request at the cursor, and the last one again from wherever one is', async () => {
    const editor = await open(requests('first'));
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    await vscode.commands.executeCommand('pluginWorkbench.sendRequest');
    const before = await answerOf('first', 'Collector.init', /answer in \d+ ms/);
    assert.match(before, /- first\b/);
    await open(main('second'));
    const changes: string[] = [];
    const listening = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === 'plugin-workbench-answer') {
        changes.push(document.uri.path);
      }
    });
    await vscode.commands.executeCommand('pluginWorkbench.callAgain');
    await until('the answer to be written anew', () => changes.length > 0);
    listening.dispose();
    assert.ok(changes.every((path) => /plugin-first-.*Collector\.init/.test(path)));
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), main('second').toString());
  });

  it('sends the request of a row, and from the row of a plugin the last one of that plugin', async () => {
    const plugin = { platform: 'spaceone', folder: fileOf('first', '').fsPath.replace(/[\\/]$/, '') };
    const request = { file: requests('first').fsPath, line: 5 };
    await vscode.commands.executeCommand('pluginWorkbench.sendRequest', { is: 'request', plugin, request });
    await answerOf('first', 'Collector.verify', /answer in \d+ ms/);
    const shown = vscode.window.activeTextEditor;
    assert.equal(shown?.document.uri.toString(), requests('first').toString());
    assert.equal(shown.selection.active.line, 4);
    await pressLens(requests('second'), 'Send', 'Collector.init');
    await answerOf('second', 'Collector.init', /answer in \d+ ms/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no open answer', () => !vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0));
    await vscode.commands.executeCommand('pluginWorkbench.callAgain', { is: 'plugin', plugin });
    await answerOf('first', 'Collector.verify', /answer in \d+ ms/);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    assert.deepEqual(tabs, ['Collector.verify.answer.yaml']);
  });
});
