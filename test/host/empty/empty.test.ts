import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, findings } from '../window';

const extension = (): vscode.Extension<unknown> => vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!;

describe('a folder without a plugin', () => {
  it('shows the view without a failure', async () => {
    await vscode.commands.executeCommand('pluginWorkbench.plugins.focus');
    await until('the extension', () => extension().isActive);
  });

  it('has every command that package.json promises', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const promised = (extension().packageJSON.contributes.commands as { command: string }[]).map(
      ({ command }) => command,
    );
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('checks a manifest that is typed into it', async () => {
    const manifest = file('plugin.yaml');
    await vscode.workspace.fs.writeFile(
      manifest,
      new TextEncoder().encode(
        'name: demo\nservice_type: inventory.Collector\nresource_type: inventory.Collector\nimage: a/b\n',
      ),
    );
    await vscode.window.showTextDocument(manifest);
    await until('the finding', () => findings(manifest).length > 0);
  });

  it('loads no gRPC before the first call', async () => {
    await extension().activate();
    const loaded = Object.keys(require.cache).filter((module) => module.includes('grpc-connection'));
    assert.deepEqual(loaded, []);
  });
});
