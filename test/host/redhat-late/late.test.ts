import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { marks, rewrite, standIn } from '../redhat/beside';
import { until } from '../until';
import { file, open } from '../window';

/** Packs the stand-in and installs it, as a person does who has missed the extension. */
async function installStandIn(): Promise<void> {
  const { extensionPath } = vscode.extensions.getExtension('plugin-workbench.plugin-workbench')!;
  const folder = await mkdtemp(path.join(tmpdir(), 'stand-in-'));
  const packed = path.join(folder, 'stand-in.vsix');
  await promisify(execFile)(
    process.execPath,
    [
      path.join(extensionPath, 'node_modules/@vscode/vsce/vsce'),
      ...['package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', packed],
    ],
    { cwd: path.join(extensionPath, 'out/host/redhat/stand-in'), env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  );
  await vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.file(packed));
  await rm(folder, { recursive: true });
}

describe("Red Hat's YAML extension, installed while the window is open", () => {
  it('shares the checks from then on', async () => {
    const editor = await open(file('plugin.yml'));
    const { document } = editor;
    const text = document.getText();
    const all = new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length));
    assert.ok(await editor.edit((edit) => edit.replace(all, `${text}provider: @aws\n`)));
    const key = '4:1 Plugin Workbench manifest/unknown-key';
    await until('both of ours', () => marks(document.uri).join() === `${key},5:11 Plugin Workbench manifest/syntax`);

    await installStandIn();
    await until('the extension', () => vscode.extensions.getExtension('redhat.vscode-yaml')?.isActive);
    const { asks } = await standIn();
    await until('an ask', () => asks.some(({ answers }) => answers.includes('plugin-workbench://built-in-checks')));
    await until('one of each', () => marks(document.uri).join() === `${key},5:11 YAML 0`);

    await rewrite(editor, `${text}provider: aws\n`);
    assert.deepEqual(marks(document.uri), [key]);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
