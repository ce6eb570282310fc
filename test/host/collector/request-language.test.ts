import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, findings, open } from '../window';

const request = (): vscode.Uri => file('plugin-example-inven-collector', 'requests/Collector.verify.yaml');
const text = 'call: Collector.verify\nmessage:\n  options: {}\n  secret_date: {}\n';

describe('an author who writes a request', () => {
  before(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', process.env['PLUGIN_WORKBENCH_TEST_PYTHON'], vscode.ConfigurationTarget.Global);
    await vscode.workspace.fs.writeFile(request(), new TextEncoder().encode(text));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(request());
  });

  it('is told of a field that its method does not have, before any server runs', async () => {
    await open(request());
    await until('the finding', () => findings(request()).includes('4: manifest/unknown-key'));
  });

  it('completes the fields that are not there yet', async () => {
    const editor = await open(request());
    const end = editor.document.lineAt(3).range;
    assert.ok(await editor.edit((edit) => edit.replace(end, '  ')));
    const at = new vscode.Position(3, 2);
    const labels = await until('the fields', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        request(),
        at,
      );
      const found = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('secret_data') && found;
    });
    assert.ok(!labels.includes('options'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
