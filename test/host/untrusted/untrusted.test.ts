import assert from 'node:assert/strict';
import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { effectOf } from '../../../src/editor/command-effects';
import { ids } from '../../../src/ids';
import { until } from '../until';
import { file, findings, folder, lenses, open, replace } from '../window';

const PLUGIN = 'plugin-example-inven-collector';

/** The command lines of every Python that this window has started. */
async function pythons(): Promise<string[]> {
  const mark = process.env['PLUGIN_WORKBENCH_TEST_RUN'] ?? 'no mark';
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.includes(mark) ? readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
    }),
  );
  return lines.filter((line) => line.split('\0')[0]?.includes('python'));
}

/** Every path below a folder with its size and the moment of its last change. */
async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const full = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await lstat(full);
    return entry.isFile() ? `${full} ${size} ${mtimeMs}` : full;
  });
  return (await Promise.all(lines)).sort();
}

describe('a workspace that is not trusted', () => {
  it('is one', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('has its manifests checked', async () => {
    const manifest = file(PLUGIN, 'test/spacectl/register_plugin.yaml');
    const editor = await open(manifest);
    await replace(editor, 'resource_type:', 'resource_typ:');
    await until('the finding', () => findings(manifest).length > 0);
  });

  it('starts nothing, whichever command is called', async () => {
    const plugin = file(PLUGIN).fsPath;
    for (const command of [
      'startServer',
      'debugServer',
      'restartServer',
      'setUpEnvironment',
      'call',
      'runContract',
      'debugContract',
      'loadSource',
      'loadAllSources',
      'loadSourcesFromCache',
      'installRequirements',
      'readyToDeploy',
    ]) {
      await vscode.commands.executeCommand(`pluginWorkbench.${command}`, plugin);
    }
    assert.equal(vscode.debug.activeDebugSession, undefined);
    assert.deepEqual(await pythons(), []);
  });

  it('has no file written into it, whichever command is called', async () => {
    const before = await filesBelow(file().fsPath);
    const plugin = file(PLUGIN).fsPath;
    for (const command of ['editRequest', 'call', 'sendRequest', 'newPlugin', 'editProfiles', 'setUpEnvironment']) {
      await vscode.commands.executeCommand(`pluginWorkbench.${command}`, plugin);
    }
    assert.deepEqual(await filesBelow(file().fsPath), before);
  });

  it('is shown its plugins, log and files by the commands that need no trust, which write and start nothing', async () => {
    const before = await filesBelow(file().fsPath);
    const shows = Object.values(ids.command).filter((id) => effectOf(id) === 'shows');
    for (const id of shows) {
      const given = id === ids.command.openPlugin ? { file: file(PLUGIN, 'README.md').fsPath } : file(PLUGIN).fsPath;
      await vscode.commands.executeCommand(id, given);
    }
    assert.deepEqual(await filesBelow(file().fsPath), before);
    assert.deepEqual(await pythons(), []);
  });

  it('registers nothing', async () => {
    const manifest = file(PLUGIN, 'test/spacectl/register_plugin.yaml');
    await vscode.commands.executeCommand('pluginWorkbench.registerPlugin', manifest);
    await vscode.commands.executeCommand('pluginWorkbench.deregisterPlugin', manifest);
    const schemes = vscode.workspace.textDocuments.map(({ uri }) => uri.scheme);
    assert.ok(!schemes.includes('plugin-workbench-request'), 'no request is proposed');
    assert.deepEqual(await lenses(manifest), []);
  });

  it('starts no session, even when one is asked for directly', async () => {
    // The editor's own question for trust stays open for ever here, so the answer is not waited for.
    void vscode.debug.startDebugging(folder(), {
      type: 'plugin-server',
      request: 'launch',
      name: 'x',
      plugin: file(PLUGIN).fsPath,
    });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(vscode.debug.activeDebugSession, undefined);
    assert.deepEqual(await pythons(), []);
  });
});
