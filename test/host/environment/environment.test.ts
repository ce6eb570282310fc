import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../until';
import { answer, file, pressLens, stopSessions } from '../window';

const PLUGIN = 'plugin-example-inven-collector';

describe('the environment of a new plugin', () => {
  after(() => stopSessions());

  it('is made by one command, and then the plugin answers', async function () {
    this.timeout(800_000);
    const environment = path.join(file(PLUGIN).fsPath, '.venv');
    await vscode.commands.executeCommand('pluginWorkbench.plugins.focus');
    await vscode.commands.executeCommand('pluginWorkbench.setUpEnvironment', file(PLUGIN).fsPath);
    await access(path.join(environment, 'bin/python'));
    assert.match(await readFile(path.join(environment, 'plugin-workbench.json'), 'utf8'), /"finished":true/);
    await pressLens(file(PLUGIN, 'src/plugin/main.py'), 'Call', 'Collector.collect');
    await answer('Collector.collect', /9 items in \d+ ms/, 60_000);
  });

  it('is told from an environment whose set-up was cut off', async () => {
    const mark = file(PLUGIN, '.venv/plugin-workbench.json');
    await stopSessions();
    await vscode.workspace.fs.writeFile(mark, new TextEncoder().encode('{"made":true,"finished":false}\n'));
    await vscode.commands.executeCommand('pluginWorkbench.startServer', file(PLUGIN).fsPath);
    await until('the end of the session', () => vscode.debug.activeDebugSession === undefined);
  });
});
