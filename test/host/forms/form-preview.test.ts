import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, lenses, open, pressLens, replace } from '../window';

/** What the command resolves with: what the panel shows, as HTML by part. */
interface Panel {
  readonly content: Readonly<Partial<Record<'title' | 'note' | 'form' | 'findings' | 'inputs', string>>>;
}

const deploy = file('demo_plugins', 'components', 'collections', 'deploy.py');
const titles = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

describe('the form preview, in a workspace that is not trusted', () => {
  let editor: vscode.TextEditor;
  let panel: Panel;

  before(async () => {
    editor = await open(deploy);
    await pressLens(deploy, 'Show form preview', 'form = r"""');
    const shown = await vscode.commands.executeCommand<Panel | undefined>('pluginWorkbench.showFormPreview', deploy);
    assert.ok(shown);
    panel = shown;
  });

  it('stands beside the Python file, once', async () => {
    await until('the tab', () => titles().includes('Form: Deploy a release'));
    assert.deepEqual(titles().sort(), ['Form: Deploy a release', 'deploy.py']);
    assert.ok(panel.content.form?.includes('>Port</label>'));
  });

  it('follows the text, and keeps the last form while that is half typed', async () => {
    await replace(editor, 'gettext("Port")', 'gettext("Gate")');
    await until('the new label', () => panel.content.form?.includes('>Gate</label>'));
    await replace(editor, '{ tag_code: "port"', '{ tag_code "port"');
    await until('the note', () => panel.content.note?.includes('Shown is the form as it was before.'));
    assert.ok(panel.content.form?.includes('>Gate</label>'));
    await replace(editor, '{ tag_code "port"', '{ tag_code: "port"');
    await until('no note', () => panel.content.note === '');
  });

  it('has no lens over a component without a form of its own', async () => {
    await replace(editor, '    embedded_form = True', '    embedded_form = False');
    await replace(editor, 'form = r"""', 'form = "/static/demo.js"\n    other = r"""');
    await until('no lens', async () => (await lenses(deploy)).length === 0);
    await until('the note', () => panel.content.note?.includes('is not in the file'));
  });

  it('goes with its file', async () => {
    await open(deploy);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('no tab', () => titles().length === 0);
  });
});
