import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeTree } from '../../source-servers';
import { file, folder, open, pressLens, replace } from '../window';
import { result, stopsAt } from './runs';

const module = `from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service


class HelloService(Service):
    def execute(self, data, parent_data):
        who = data.get_one_of_inputs("who")
        self.logger.info("for %s", parent_data.get_one_of_inputs("executor"))
        if who == "nobody":
            raise ValueError("nobody is there")
        data.set_outputs("greeting", f"Hello {who}")
        return True

    def inputs_format(self):
        return [self.InputItem(name="Who", key="who", type="string", required=True)]


class HelloComponent(Component):
    name = "Hello"
    code = "demo_hello"
    version = "1.0.0"
    bound_service = HelloService
    form = """(function(){ $.atoms.demo_hello = [{ tag_code: "who", type: "input", attrs: { name: "Who" } }]; })();"""
    embedded_form = True
`;

describe('a person who runs the component that they write', () => {
  const python = (): vscode.Uri => file('team', 'components', 'collections', 'hello.py');
  const request = (): vscode.Uri => file('team', 'requests', 'demo_hello.yaml');
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('pluginWorkbench');

  before(async () => {
    const sops = path.resolve(path.dirname(process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? ''), '../../sops/bin/python');
    await settings().update('python', sops, vscode.ConfigurationTarget.Global);
    await writeTree(folder().uri.fsPath, {
      'team/__init__.py': '',
      'team/components/__init__.py': '',
      'team/components/collections/__init__.py': '',
      'team/components/collections/hello.py': module,
    });
    await open(python());
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('presses its lens: a file with its inputs is written, and the result opens beside', async () => {
    await pressLens(python(), 'Run', 'class HelloComponent');
    assert.match(
      await readFile(request().fsPath, 'utf8'),
      /component: demo_hello\nversion: 1\.0\.0\ninputs:\n {2}# Who; input, required\n {2}who: ""\n$/,
    );
    const text = (await result(/succeeded/)).getText();
    assert.match(text, /outputs:\n {2}greeting: "Hello "\nlog:\n {2}- INFO for None\ninputs:\n {2}who: ""\n$/);
  });

  it('changes an input and runs it again', async () => {
    const editor = await open(request());
    await replace(editor, 'who: ""', 'who: team\nparent: { executor: admin }');
    await pressLens(request(), 'Run', 'component: demo_hello');
    const text = (await result(/greeting: Hello team/)).getText();
    assert.match(text, /log:\n {2}- INFO for admin\n/);
  });

  it('sees where a run has failed, and may go there', async () => {
    const editor = await open(request());
    await replace(editor, 'who: team', 'who: nobody');
    await pressLens(request(), 'Run', 'component: demo_hello');
    const document = await result(/# failed in/);
    assert.ok(document.getText().includes('message: "ValueError: nobody is there"'), document.getText());
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const [link] = links.filter(({ target }) => target?.scheme === 'file');
    assert.equal(link?.target?.fsPath, python().fsPath);
    assert.equal(link.target.fragment, 'L10');
  });

  it('runs it with what was filled into its form', async () => {
    await vscode.commands.executeCommand('pluginWorkbench.runComponent', {
      uri: python().toString(),
      component: 'HelloComponent',
      inputs: { who: 'the form' },
    });
    await result(/greeting: Hello the form/);
  });

  it('debugs it: a breakpoint in execute stops, with the inputs there', async () => {
    const editor = await open(request());
    await replace(editor, 'who: nobody', 'who: debugger');
    await stopsInExecute(() => pressLens(request(), 'Debug', 'component: demo_hello'));
    await result(/greeting: Hello debugger/);
  });

  it('presses F5 in its file without a launch.json: it runs under the debugger', async () => {
    await replace(await open(request()), 'who: debugger', 'who: F5');
    await open(python());
    await stopsInExecute(pressF5);
    await result(/greeting: Hello F5/);
  });

  it('presses F5 in the file of its inputs: it runs with them', async () => {
    await replace(await open(request()), 'who: F5', 'who: these');
    await stopsInExecute(pressF5);
    await result(/greeting: Hello these/);
  });

  /** As the key does; resolves when the session has begun. */
  async function pressF5(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.debug.start');
  }

  /** Starts a run that has to stop in `execute`, and lets it go on to its end. */
  function stopsInExecute(start: () => Promise<void>): Promise<void> {
    return stopsAt(python(), 7, start);
  }
});
