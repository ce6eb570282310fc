import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { Conversation, file, findings, open, pressLens, replace, stopSessions } from '../window';

/** What the command resolves with: what the panel shows, as HTML by part, and what a person can choose. */
interface Panel {
  readonly content: Readonly<Partial<Record<'title' | 'controls' | 'state' | 'result', string>>>;
  readonly session: { ask(): Promise<void>; keep(): void };
  choose(setting: string, value: string): Promise<void>;
}

const generator = (): vscode.Uri => file('example-generator');
const set = (): vscode.Uri => file('example-generator', 'deploy', 'application-set.yaml');
const nodeGenerator = (): vscode.Uri => file('more', 'node-generator');
const nodeSet = (): vscode.Uri => file('more', 'node-generator', 'deploy', 'all.yaml');

const preview = async (uri: vscode.Uri): Promise<Panel> => {
  const panel = await vscode.commands.executeCommand<Panel | undefined>('pluginWorkbench.showSetPreview', uri);
  assert.ok(panel);
  return panel;
};

/** Starts a test server and waits until it answers. */
async function start(plugin: vscode.Uri, command = 'pluginWorkbench.startServer'): Promise<void> {
  await vscode.commands.executeCommand(command, plugin.fsPath);
  await until('the server', async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('pluginWorkbench.copyServerAddress', plugin.fsPath);
    return (await vscode.env.clipboard.readText()).startsWith('http');
  });
}

async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(text) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((each) => (each instanceof vscode.MarkdownString ? each.value : '')))
    .join('\n');
}

/** The names of the Applications on the page, in their order. */
function namesOn({ content }: Panel): string[] {
  return [...(content.result ?? '').matchAll(/<span class="name(?: deleted)?">([^<]*)</g)].map(([, name = '']) => name);
}

/** Waits until calls are shown that say that; those of earlier calls may be open still. */
async function callsSay(words: RegExp): Promise<void> {
  const shown = (): string[] =>
    vscode.window.visibleTextEditors
      .filter(({ document }) => document.uri.scheme === 'plugin-workbench-generator-call')
      .map(({ document }) => document.getText());
  await until(`calls that say ${String(words)}`, () => {
    assert.ok(
      shown().some((text) => words.test(text)),
      shown().join('\n'),
    );
    return true;
  });
}

describe('an author of a plugin generator', () => {
  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', process.env['PLUGIN_WORKBENCH_TEST_PYTHON'], vscode.ConfigurationTarget.Global);
    await vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!.activate();
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    for (const editor of vscode.window.visibleTextEditors.filter(({ document }) => document.isDirty)) {
      await vscode.window.showTextDocument(editor.document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await stopSessions(generator(), nodeGenerator());
  });

  it('is told that the address of the cluster is not reached, and by which server it can be', async () => {
    await open(set());
    await pressLens(set(), 'Preview', 'apiVersion');
    const panel = await preview(set());
    await until('the offer', () => panel.content.state?.includes('Start the test server of example-generator'));
    assert.match(panel.content.result ?? '', /The controller stops, and creates, changes and deletes nothing/);
  });

  describe('with the test server running', () => {
    let editor: vscode.TextEditor;
    let panel: Panel;

    beforeEach(async () => {
      await start(generator());
      editor = await open(set());
      panel = await preview(set());
      await until('the preview', () => namesOn(panel).length === 2);
    });

    it('sees the Applications, and where each value comes from', () => {
      assert.deepEqual(namesOn(panel), ['example-generator-dev', 'example-generator-prod']);
      assert.match(panel.content.result ?? '', /environment of plugin in generators\[0\]/);
    });

    it('sees them change while the set is typed, and its own mistake at its place until that is gone', async () => {
      await replace(editor, 'example-generator-{{ .environment }}', 'guestbook-{{ .environment }}');
      await until('the new names', () => namesOn(panel)[0] === 'guestbook-dev');
      await replace(editor, 'guestbook-{{ .environment }}', 'guestbook-{{ .stage }}');
      const line =
        editor.document
          .getText()
          .split('\n')
          .findIndex((text) => text.includes('.stage')) + 1;
      await until('the finding', () => findings(set()).includes(`${line}: argocd/controller-stops`));
      await replace(editor, '.stage', '.environment');
      await until('no finding', () => findings(set()).length === 0);
    });

    it('reads them as YAML, and hovers over a value and over a template', async () => {
      const yaml = await until('the document', async () => {
        const found = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'plugin-workbench-preview');
        if (!found) {
          await (panel as unknown as { hear(message: object): Promise<void> }).hear({ is: 'yaml' });
        }
        return found;
      });
      await until('the text', () => yaml.getText().includes('name: example-generator-dev'));
      assert.match(
        await hoverOn(yaml, 'guestbook-prod'),
        /From the template: `guestbook-\{\{ \.environment \}\}`[\s\S]*`environment` is `prod`, of plugin in generators\[0\]/,
      );
      assert.match(
        await hoverOn(editor.document, 'guestbook-{{ .environment }}'),
        /In each parameter set:[\s\S]*1\. `guestbook-dev`\n2\. `guestbook-prod`/,
      );
    });

    it('calls the generator as the controller does, with the token hidden', async () => {
      await pressLens(set(), 'Call', 'plugin:');
      await callsSay(
        /^# The ApplicationSet example-generator asks example-generator for plugin in generators\[0\]\. One call/,
      );
      await callsSay(
        /authorization: Bearer •••[\s\S]*applicationSetName: example-generator[\s\S]*status: 200[\s\S]*takes: 2 parameter sets/,
      );
    });

    it('is warned loudly of an answer that deletes everything, by name', async () => {
      await panel.choose('against', 'kept');
      const code = await open(file('example-generator', 'generator.py'));
      await replace(
        code,
        '    wanted = parameters.get("environments")',
        '    return []\n    wanted = parameters.get("environments")',
      );
      await code.document.save();
      try {
        await start(generator(), 'pluginWorkbench.restartServer');
        await until('the warning', () => panel.content.result?.includes('DELETES EVERYTHING'));
        assert.match(panel.content.result ?? '', /Deleted: example-generator-dev, example-generator-prod/);
        const line =
          editor.document
            .getText()
            .split('\n')
            .findIndex((text) => text.includes('plugin:')) + 1;
        await until('the finding', () => findings(set()).some((each) => each.endsWith('argocd/no-parameter-sets')));
        assert.ok(line > 0);
      } finally {
        await replace(code, '    return []\n', '');
        await code.document.save();
      }
    });

    it('has a fixture written for a generator that looks elsewhere', async () => {
      await replace(editor, '    - plugin:', '    - clusters: {}\n    - plugin:');
      await until('what is missing', () => panel.content.result?.includes('Write the fixture'));
      await (panel as unknown as { hear(message: object): Promise<void> }).hear({ is: 'fixture' });
      const fixture = file('example-generator', 'deploy', 'application-set.preview.yaml');
      assert.match(
        (await vscode.workspace.openTextDocument(fixture)).getText(),
        /^# Stands in for what generators of application-set\.yaml find elsewhere\.[\s\S]*\nclusters: \[/,
      );
      await vscode.workspace.fs.delete(fixture);
    });
  });

  describe('under the debugger', () => {
    /** Calls from the lens over a generator and gives where the server stands, then lets it go on. */
    async function stopAt(
      plugin: vscode.Uri,
      uri: vscode.Uri,
      text: string,
      call: () => Promise<void>,
    ): Promise<number> {
      const conversation = new Conversation('*');
      try {
        const source = (await vscode.workspace.openTextDocument(uri)).getText();
        const line = source.split('\n').findIndex((each) => each.includes(text));
        const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line, 0)));
        vscode.debug.addBreakpoints([breakpoint]);
        await start(plugin, 'pluginWorkbench.debugServer');
        await until('the breakpoint to be taken', () =>
          conversation.messages.some((message) => JSON.stringify(message).includes('"verified":true')),
        );
        const calling = call();
        assert.equal((await conversation.event('stopped'))['reason'], 'breakpoint');
        const frame = await until(
          'the frame',
          () => vscode.debug.activeStackItem instanceof vscode.DebugStackFrame && vscode.debug.activeStackItem,
        );
        const { stackFrames } = await frame.session.customRequest('stackTrace', {
          threadId: frame.threadId,
          levels: 1,
        });
        vscode.debug.removeBreakpoints([breakpoint]);
        await frame.session.customRequest('continue', { threadId: frame.threadId });
        await calling;
        return stackFrames[0].line - line;
      } finally {
        conversation.dispose();
      }
    }

    it('stops at a breakpoint in Python when the set calls it', async () => {
      await open(set());
      const code = file('example-generator', 'generator.py');
      assert.equal(
        await stopAt(generator(), code, 'wanted = parameters.get', () => pressLens(set(), 'Call', 'plugin:')),
        1,
      );
      await callsSay(/takes: 2 parameter sets/);
    });

    it("stops at a breakpoint in Node by the editor's own debugger, in a matrix called for each outer set", async () => {
      await open(nodeSet());
      const code = file('more', 'node-generator', 'server.mjs');
      assert.equal(
        await stopAt(nodeGenerator(), code, 'const { applicationSetName }', () =>
          pressLens(nodeSet(), 'Call', '- plugin:'),
        ),
        1,
      );
      await callsSay(/2 calls for each reconcile[\s\S]*env: dev[\s\S]*env: prod/);
    });
  });

  it('calls the sets of a connection from the lens over its ConfigMap', async () => {
    await start(nodeGenerator());
    await open(nodeSet());
    await pressLens(nodeSet(), 'Call', 'apiVersion: v1');
    await callsSay(/^# letters asks the server of node-generator\. 2 calls for each reconcile\./);
  });
});
