import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as vscode from 'vscode';
import { until } from '../until';
import {
  Conversation,
  answer,
  answers,
  file,
  findings,
  folder,
  freePort,
  lenses,
  listens,
  open,
  pressLens,
  replace,
  stopSessions,
  noSession,
} from '../window';

const PLUGIN = 'plugin-example-inven-collector';
const python = process.env['PLUGIN_WORKBENCH_TEST_PYTHON'];
const main = (): vscode.Uri => file(PLUGIN, 'src/plugin/main.py');
const manifest = (): vscode.Uri => file(PLUGIN, 'test/spacectl/register_plugin.yaml');

const launch = (extra: object = {}): vscode.DebugConfiguration => ({
  type: 'plugin-server',
  request: 'launch',
  name: 'collector',
  plugin: file(PLUGIN).fsPath,
  ...extra,
});

describe('an author of a collector', () => {
  let conversation: Conversation;

  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', python, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('pluginWorkbench.plugins.focus');
  });
  beforeEach(() => {
    conversation = new Conversation('plugin-server');
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stopSessions();
    conversation.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function breakIn(text: string): Promise<number> {
    const document = await vscode.workspace.openTextDocument(main());
    const line = document
      .getText()
      .split('\n')
      .findIndex((candidate) => candidate.includes(text));
    assert.ok(line >= 0, text);
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(main(), new vscode.Position(line, 0))),
    ]);
    return line + 1;
  }

  describe('who writes a register manifest', () => {
    async function revert(editor: vscode.TextEditor): Promise<void> {
      await vscode.window.showTextDocument(editor.document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }

    it('sees a misspelt key where it stands, and it is gone when it is mended', async () => {
      const editor = await open(manifest());
      const line =
        editor.document
          .getText()
          .split('\n')
          .findIndex((text) => text.startsWith('resource_type:')) + 1;
      await replace(editor, 'resource_type:', 'resource_typ:');
      await until('the finding', () => findings(manifest()).includes(`${line}: manifest/unknown-key`));
      await replace(editor, 'resource_typ:', 'resource_type:');
      await until('no finding', () => findings(manifest()).length === 0);
      await revert(editor);
    });

    it('sees only the first mistake in what is not YAML', async () => {
      const editor = await open(manifest());
      await replace(editor, 'resource_type: ', ' resource_type: ');
      const found = await until('a finding', () => findings(manifest()).length > 0 && findings(manifest()));
      assert.deepEqual(
        found.map((text) => text.split(': ')[1]),
        ['manifest/syntax'],
      );
      await revert(editor);
    });

    it('reads nothing from us about YAML that is not ours', async () => {
      const document = await vscode.workspace.openTextDocument({
        language: 'yaml',
        content: 'apiVersion: v1\nkind: Pod\nmetadata: {nme: x}\n',
      });
      const ours = await vscode.workspace.openTextDocument({
        language: 'yaml',
        content: 'name: x\nresource_type: inventory.Collector\nimage: a/b:latest\ncapability: {}\n',
      });
      await until('findings on ours', () => findings(ours.uri).length > 0);
      assert.deepEqual(findings(document.uri), []);
    });
  });

  it('sees Call, Debug and Edit request over each method', async () => {
    await open(main());
    const found = await until('the lenses', async () => (await lenses(main())).length > 0 && lenses(main()));
    const document = await vscode.workspace.openTextDocument(main());
    const lines = [...new Set(found.map(({ range }) => document.lineAt(range.start.line).text))];
    assert.deepEqual(lines, [
      '@app.route("Collector.init")',
      '@app.route("Collector.verify")',
      '@app.route("Job.get_tasks")',
      '@app.route("Collector.collect")',
    ]);
    assert.deepEqual(
      found.slice(0, 3).map(({ command }) => command?.title),
      ['$(send) Call', '$(bug) Debug', 'Edit request'],
    );
  });

  it('calls a method without any preparation: the server starts, the request is written, the answer opens', async () => {
    await open(main());
    await pressLens(main(), 'Call', 'Collector.init');
    assert.match(
      await answer('Collector.init', /answer in \d+ ms/),
      /supported_resource_type:\n\s+- inventory\.CloudService/,
    );
    const request = await vscode.workspace.openTextDocument(file(PLUGIN, 'requests/Collector.init.yaml'));
    assert.match(request.getText(), /^call: Collector\.init$/m);
  });

  it('starts from a lens with the configuration that launch.json has for the plugin', async () => {
    const started = new Promise<vscode.DebugSession>((resolve) => {
      const listening = vscode.debug.onDidStartDebugSession((session) => {
        listening.dispose();
        resolve(session);
      });
    });
    await pressLens(main(), 'Call', 'Collector.init');
    assert.equal((await started).name, 'Example Collector');
  });

  it('gets a stream item by item', async () => {
    await pressLens(main(), 'Call', 'Collector.collect');
    const text = await answer('Collector.collect', /9 items in \d+ ms/);
    assert.equal(text.match(/^---$/gm)?.length, 9);
  });

  it('sees the pages that the console would make of what was collected, and is told of nothing that is wrong in them', async () => {
    const plugin = { platform: 'spaceone', folder: file(PLUGIN).fsPath };
    const shown = await vscode.commands.executeCommand<{
      readonly content: Readonly<Partial<Record<'list' | 'detail' | 'findings', string>>>;
    }>('pluginWorkbench.previewViews', plugin);
    await until('the list page', () => shown.content.list?.includes('List page'));
    assert.match(shown.content.list ?? '', /<th scope="col">\s*State/);
    assert.match(shown.content.detail ?? '', /Raw Data/);
    assert.equal(shown.content.findings, '');
  });

  it('has the answers that came before, beside each other', async () => {
    await pressLens(main(), 'Call', 'Collector.init');
    await answer('Collector.init', /answer in \d+ ms/);
    const plugin = { platform: 'spaceone', folder: file(PLUGIN).fsPath };
    const compared = vscode.commands.executeCommand('pluginWorkbench.compareAnswers', plugin);
    const accept = (): Thenable<unknown> =>
      vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    const tab = (): string | undefined => vscode.window.tabGroups.activeTabGroup.activeTab?.label;
    await until('the two answers', async () => {
      await accept();
      return tab()?.startsWith('Collector.init: ');
    });
    await compared;
    const schemes = vscode.window.visibleTextEditors.map(({ document }) => document.uri.scheme);
    assert.equal(schemes.filter((scheme) => scheme === 'plugin-workbench-earlier-answer').length, 2);
  });

  it('keeps the request that was edited', async () => {
    const request = file(PLUGIN, 'requests/Collector.verify.yaml');
    await vscode.workspace.fs.writeFile(
      request,
      new TextEncoder().encode('call: Collector.verify\n# mine\nmessage:\n  options: {}\n'),
    );
    await pressLens(main(), 'Call', 'Collector.verify');
    const text = await answer('Collector.verify', /failed after/);
    assert.match(text, /status: INVALID_ARGUMENT\n\s+id: ERROR_REQUIRED_PARAMETER\n\s+message: .*secret_data/);
    assert.match(text, /next: .*secret_data/);
    assert.match((await vscode.workspace.openTextDocument(request)).getText(), /# mine/);
  });

  it('is told which key of a request the plugin does not know', async () => {
    const request = file(PLUGIN, 'requests/Collector.init.yaml');
    const editor = await open(request);
    await replace(editor, 'options:', 'option:');
    await vscode.commands.executeCommand('pluginWorkbench.sendRequest');
    assert.match(await answer('Collector.init', /not sent/), /option\b[\s\S]*options/);
    await replace(editor, 'option:', 'options:');
    await editor.document.save();
  });

  describe('who presses F5', () => {
    it('stops at a breakpoint in collect when the workbench calls it, and gets the answer afterwards', async () => {
      const line = await breakIn('connector = CloudConnector(');
      assert.equal(await vscode.debug.startDebugging(folder(), launch()), true);
      const calling = pressLens(main(), 'Call', 'Collector.collect');
      const stopped = await Promise.race([
        conversation.event('stopped'),
        calling.then(() => assert.fail('the call ended before it came to the breakpoint')),
      ]);
      assert.equal(stopped['reason'], 'breakpoint');
      const session = vscode.debug.activeDebugSession!;
      const { stackFrames } = await session.customRequest('stackTrace', { threadId: stopped['threadId'] });
      assert.deepEqual([stackFrames[0].name, stackFrames[0].line], ['collector_collect', line]);
      const { result } = await session.customRequest('evaluate', {
        expression: 'sorted(params)',
        frameId: stackFrames[0].id,
        context: 'repl',
      });
      assert.match(String(result), /'secret_data'/);
      await session.customRequest('continue', { threadId: stopped['threadId'] });
      await calling;
      await answer('Collector.collect', /9 items in \d+ ms/);
    });

    it('stops in code that runs while the plugin is imported', async () => {
      const line = await breakIn('app = CollectorPluginServer()');
      await vscode.debug.startDebugging(folder(), launch());
      const stopped = await conversation.event('stopped');
      const { stackFrames } = await vscode.debug.activeDebugSession!.customRequest('stackTrace', {
        threadId: stopped['threadId'],
      });
      assert.equal(stackFrames[0].line, line);
    });

    it('with a file of the plugin open and nothing configured starts that plugin', async () => {
      await open(main());
      assert.equal(
        await vscode.debug.startDebugging(folder(), { type: 'plugin-server', request: 'launch', name: 'x' }),
        true,
      );
      await pressLens(main(), 'Call', 'Collector.init');
      await answer('Collector.init', /answer in/);
    });

    it('starts the plugin of the open file where the folder has several, and asks where the configuration names another', async () => {
      const other = file('plugin-other-inven-collector');
      const source = await vscode.workspace.fs.readFile(main());
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(other, 'src/plugin/main.py'), source);
      const started: unknown[] = [];
      const tracking = vscode.debug.registerDebugAdapterTrackerFactory('plugin-server', {
        createDebugAdapterTracker: ({ configuration }) => void started.push(configuration['plugin']),
      });
      try {
        await vscode.commands.executeCommand('pluginWorkbench.refreshPlugins');
        for (const [shown, configured] of [
          [vscode.Uri.joinPath(other, 'src/plugin/main.py'), {}],
          [main(), {}],
          [vscode.Uri.joinPath(other, 'src/plugin/main.py'), { plugin: '${workspaceFolder}' }],
          [vscode.Uri.joinPath(other, 'src/plugin/main.py'), { plugin: `\${workspaceFolder}/${PLUGIN}` }],
        ] as const) {
          await open(shown);
          const asked = { type: 'plugin-server', request: 'launch', name: 'Plugin of the open file', ...configured };
          const count = started.length;
          void vscode.debug.startDebugging(folder(), asked);
          await until('the start of a plugin', async () => {
            // Takes the first of the plugins to choose from, where there is a choice.
            await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
            return started.length > count;
          });
          await vscode.commands.executeCommand('pluginWorkbench.stopServer', other.fsPath);
          await stopSessions();
        }
        assert.deepEqual(
          started,
          [other, file(PLUGIN), other, other].map(({ fsPath }) => fsPath),
        );
      } finally {
        tracking.dispose();
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        await vscode.workspace.fs.delete(other, { recursive: true });
        await vscode.commands.executeCommand('pluginWorkbench.refreshPlugins');
      }
    });

    it('gives the plugin the variables of env and envFile, and sees no secret in the console', async () => {
      const text = new TextEncoder().encode('FROM_FILE=file\nBOTH=file\nAPI_TOKEN=very-secret-value\n');
      await vscode.workspace.fs.writeFile(file(PLUGIN, 'tour.env'), text);
      const document = await vscode.workspace.openTextDocument(main());
      const original = document.getText();
      const editor = await open(main());
      await replace(
        editor,
        'app = CollectorPluginServer()',
        'import os\nprint("SEEN", os.environ["FROM_FILE"], os.environ["BOTH"], os.environ["API_TOKEN"])\napp = CollectorPluginServer()',
      );
      await document.save();
      try {
        await vscode.debug.startDebugging(
          folder(),
          launch({ envFile: file(PLUGIN, 'tour.env').fsPath, env: { BOTH: 'own' } }),
          { noDebug: true },
        );
        await until('what the plugin prints', () => conversation.output.includes('SEEN'));
        assert.match(conversation.output, /SEEN file own •••/);
        assert.doesNotMatch(conversation.output, /very-secret-value/);
      } finally {
        await replace(editor, document.getText(), original);
        await document.save();
      }
    });

    it('starts without an envFile that is not there, and is told', async () => {
      await vscode.debug.startDebugging(folder(), launch({ envFile: file(PLUGIN, 'none.env').fsPath }), {
        noDebug: true,
      });
      await until('the note', () => conversation.output.includes('There is no environment file'));
    });

    it('frees the port when the session is stopped', async () => {
      const port = await freePort();
      await vscode.debug.startDebugging(folder(), launch({ port }));
      await until('the server', () => answers(port), 60_000);
      await vscode.debug.stopDebugging();
      await until('the port to be free', async () => !(await answers(port)));
    });

    it('gets a new server when the session is restarted', async () => {
      const port = await freePort();
      await vscode.debug.startDebugging(folder(), launch({ port }), { noDebug: true });
      await until('the server', () => answers(port), 60_000);
      await vscode.commands.executeCommand('workbench.action.debug.restart');
      const starts = (): number => conversation.messages.filter(({ event }) => event === 'initialized').length;
      await until('a second start', () => starts() === 2);
      await until('the server again', () => answers(port), 60_000);
    });

    describe('on a plugin that cannot be imported', () => {
      let original: string;
      beforeEach(async () => {
        const editor = await open(main());
        original = editor.document.getText();
        await replace(editor, 'from typing import Generator', 'import no_such_module');
        await editor.document.save();
      });
      afterEach(async () => {
        await stopSessions();
        const editor = await open(main());
        await replace(editor, editor.document.getText(), original);
        await editor.document.save();
      });

      it('sees the traceback and is left with no session', async () => {
        await vscode.debug.startDebugging(folder(), launch(), { noDebug: true });
        await conversation.event('terminated');
        await noSession();
        assert.match(conversation.output, /ModuleNotFoundError: No module named 'no_such_module'/);
      });

      it('stops at the exception under the debugger', async () => {
        await vscode.debug.startDebugging(folder(), launch());
        assert.equal((await conversation.event('stopped'))['reason'], 'exception');
      });
    });

    it('attaches to a server in which debugpy listens', async () => {
      const [port, server] = [await freePort(), await freePort()];
      const words = [
        '-m',
        'debugpy',
        '--listen',
        `127.0.0.1:${port}`,
        '--wait-for-client',
        '-m',
        'spaceone.core.command',
        'run',
        'plugin-server',
        'plugin',
        '-p',
        String(server),
      ];
      const child = spawn(python!, words, { cwd: file(PLUGIN, 'src').fsPath, stdio: 'ignore' });
      try {
        await until('debugpy', () => listens(port));
        const line = await breakIn('app = CollectorPluginServer()');
        await vscode.debug.startDebugging(folder(), {
          type: 'plugin-server',
          request: 'attach',
          name: 'attach',
          connect: { port },
        });
        const stopped = await conversation.event('stopped');
        const { stackFrames } = await vscode.debug.activeDebugSession!.customRequest('stackTrace', {
          threadId: stopped['threadId'],
        });
        assert.equal(stackFrames[0].line, line);
      } finally {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
    });
  });

  it('finds a configuration for every plugin of the workspace among the dynamic ones', async () => {
    const { packageJSON } = vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!;
    assert.ok((packageJSON.activationEvents as string[]).includes('onDebugDynamicConfigurations:plugin-server'));
    await vscode.debug.startDebugging(folder(), launch(), { noDebug: true });
    await until('the session', () => vscode.debug.activeDebugSession?.name === 'collector');
  });
});
