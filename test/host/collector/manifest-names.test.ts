import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, findings, open, replace } from '../window';

const plugin = 'plugin-example-inven-collector';
const register = (): vscode.Uri => file(plugin, 'test/spacectl/register_plugin.yaml');
const deploy = (): vscode.Uri => file(plugin, 'test/spacectl/create_collector.yaml');

/** Where the text stands in an open document, a character into it. */
async function placeOf(uri: vscode.Uri, text: string): Promise<vscode.Position> {
  const { document } = await open(uri);
  return document.positionAt(document.getText().indexOf(text) + 1);
}

async function revert(uri: vscode.Uri): Promise<void> {
  await open(uri);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

describe('an author whose manifests name each other', () => {
  afterEach(async () => {
    await revert(register());
    await revert(deploy());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('goes from the plugin that is deployed to its register manifest, and back', async () => {
    const at = await placeOf(deploy(), `"${plugin}"`);
    const found = await until('a definition', async () => {
      const [first] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
        'vscode.executeDefinitionProvider',
        deploy(),
        at,
      );
      return first;
    });
    assert.equal(found.targetUri.toString(), register().toString());
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      register(),
      found.targetRange.start,
    );
    const uris = new Set(references.map(({ uri }) => uri.toString()));
    assert.deepEqual([...uris].sort(), [deploy().toString(), register().toString()].sort());
  });

  it('renames a plugin in both', async () => {
    const at = await placeOf(deploy(), `"${plugin}"`);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      deploy(),
      at,
      'plugin-new-inven-collector',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    for (const uri of [register(), deploy()]) {
      const { document } = await open(uri);
      assert.match(document.getText(), /plugin_id: "plugin-new-inven-collector"/);
    }
  });

  it('is told at once in one manifest of what changes in the other', async () => {
    await open(deploy());
    await until('no finding', () => findings(deploy()).length === 0);
    const { document } = await open(register());
    await replace(
      await vscode.window.showTextDocument(document),
      `plugin_id: "${plugin}"`,
      'plugin_id: "other-plugin"',
    );
    await until('the finding', () => findings(deploy()).includes('8: spaceone/unknown-plugin'));
    await revert(register());
    await until('its end', () => findings(deploy()).length === 0);
  });

  it('hears no more of what was typed in an editor that is closed without saving', async () => {
    await replace(await open(register()), `plugin_id: "${plugin}"`, 'plugin_id: "other-plugin"');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await open(deploy());
    await until('no finding', () => findings(deploy()).length === 0);
  });

  it('completes the id of a plugin that the workspace has', async () => {
    const editor = await open(deploy());
    await replace(editor, `"${plugin}"`, '');
    const at = editor.document.positionAt(editor.document.getText().indexOf('plugin_id: ') + 'plugin_id: '.length);
    const labels = await until('the id', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        deploy(),
        at,
      );
      const found = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes(plugin) && found;
    });
    assert.ok(labels.includes(plugin));
  });
});
