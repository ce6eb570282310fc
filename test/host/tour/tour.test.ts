import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until';
import type { View } from './driver/views';
import type { Workbench } from './driver/workbench';
import { steps } from './steps';

const name = 'plugin-tour-inven-collector';
/** Typed once, behind dots, and never to be seen again. */
const secret = 'tour-secret-value-1234';
const setUpLimit = 600_000;

function plugins(workbench: Workbench): View {
  return workbench.view('Plugins');
}

/** Opens the register manifest of the tour's plugin. */
async function openManifest(workbench: Workbench): Promise<void> {
  await workbench.editor.open(`${name}/test/spacectl/register_plugin.yaml`);
}

/** The text of the answer that is open beside the request. */
async function answer(page: Page, wanted: RegExp): Promise<string> {
  const editor = page.locator('.editor-group-container').last().locator('.monaco-editor .view-lines').last();
  return until(
    `an answer with ${String(wanted)}`,
    async () => {
      const text = (await editor.innerText()).replaceAll('\u00a0', ' ');
      return wanted.test(text) && text;
    },
    60_000,
  );
}

// The way of a plugin author from nothing to a breakpoint. Each step begins where the one before has ended.
describe('the tour', function () {
  this.bail(true);
  this.timeout(0); // each wait has its own limit, and the suite has one
  const step = steps();

  step('The workbench opens', async ({ workbench }) => {
    await workbench.untilOpen();
    await workbench.untilOffered('Plugin Workbench');
    await workbench.theme('dark');
    await workbench.openContainer('Explorer');
    return `VS Code with ${(await workbench.explorer()).join(', ')}`;
  });

  step('The Plugins view lists the plugins of the workspace', async ({ workbench }) => {
    await workbench.openContainer('Plugin Workbench');
    const view = plugins(workbench);
    await view.row('plugin-example-inven-collector', { description: 'inventory.Collector' });
    await view.row('Collector.collect');
    await view.row('register_plugin.yaml');
    return `\n${await view.outline()}`;
  });

  step('New Plugin shows its files first', async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.run('Plugin Workbench: New Plugin…');
    await quickInput.pick('Inventory Collector');
    await quickInput.pick('examples');
    await quickInput.answer(name);
    await quickInput.accept();
    for (const title of ['Provider', 'Package']) {
      await quickInput.question({ title });
      await quickInput.accept();
    }
    const { title, options } = await quickInput.question({ option: 'Write these files' });
    return `${title}, beginning with ${options.slice(1, 5).join(', ')}`;
  });

  step('and writes them whole', async ({ workbench }) => {
    await workbench.quickInput.pick('Write these files');
    await workbench.editor.untilShown('main.py');
    await plugins(workbench).row(name, { description: 'inventory.Collector' });
    await workbench.notifications.message(/is written/);
    return (await workbench.editor.tabs()).join(', ');
  });

  step('Set Up Python Environment makes what the plugin needs', async ({ workbench }) => {
    await workbench.notifications.press(/is written/, 'Set Up Python Environment');
    return workbench.notifications.message(/is set up|with problems/, setUpLimit);
  });

  step('A mistake in a register manifest is marked where it is', async ({ workbench }) => {
    await openManifest(workbench);
    const line = await workbench.editor.lineOf('resource_type:');
    await workbench.editor.replaceLine(line, 'resource_typ: inventory.Collector');
    await workbench.editor.untilMarked('error');
    return (await workbench.problems()).join(' | ');
  });

  step('and gone when it is mended', async ({ workbench }) => {
    await workbench.editor.focus();
    const line = await workbench.editor.lineOf('resource_typ:');
    await workbench.editor.replaceLine(line, 'resource_type: inventory.Collector');
    await workbench.editor.untilUnmarked();
    await workbench.editor.save();
    await workbench.tidy();
    return 'no problems left';
  });

  step('Manifests that name each other are held against each other', async ({ workbench }) => {
    await workbench.closeAllEditors();
    await workbench.editor.open('manifests/tour-generator.yaml');
    await workbench.editor.untilMarked('error', 'warning');
    return (await workbench.problems()).join(' | ');
  });

  step('and what is there is offered', async ({ workbench }) => {
    await workbench.editor.focus();
    await workbench.editor.replaceLine(18, '      name: "tenant-{{ .tenant }}"');
    await workbench.editor.replaceLine(36, '  token: ');
    return (await workbench.editor.completions()).join(', ');
  });

  step('and taken with Enter', async ({ workbench, page }) => {
    await page.keyboard.press('Enter');
    await workbench.editor.lineOf('$tenants-token:token');
    await workbench.editor.untilUnmarked();
    await workbench.editor.save();
    await workbench.tidy();
    return 'no problems left';
  });

  step('Registering shows the request first', async ({ workbench }) => {
    await workbench.closeAllEditors();
    await openManifest(workbench);
    await workbench.editor.pressLens('Register at Local');
    const { title, options } = await workbench.quickInput.question({ title: 'Register ', option: 'Register at Local' });
    // The local Repository has started for it, and its view looks what is there.
    const view = workbench.view('Registered Plugins');
    await view.row('Local');
    await until('an answer of Local', async () => (await view.rows()).every(({ label }) => label !== 'Asking…'));
    return `${title}: ${options.join(', ')}`;
  });

  step('and the local Repository has the plugin', async ({ workbench }) => {
    await workbench.quickInput.pick('Register at Local');
    const view = workbench.view('Registered Plugins');
    await view.row('Tour Collector');
    await workbench.tidy();
    return `\n${await view.outline()}`;
  });

  step('The test server starts under the debugger', async ({ workbench }) => {
    await workbench.closeAllEditors();
    // From here on there is one plugin to look at.
    await plugins(workbench).collapseAll();
    await plugins(workbench).expand(name, 'Methods');
    await plugins(workbench).click('Collector.collect');
    await workbench.editor.untilShown('main.py');
    const lenses = await workbench.editor.lenses();
    await workbench.editor.setBreakpoint(await workbench.editor.lineOf('connector = CloudConnector'));
    await plugins(workbench).press(name, 'Debug Test Server');
    await plugins(workbench).row('Test server', { description: 'ready at', milliseconds: 60_000 });
    return `lenses ${lenses.join(' ')}; status "${await workbench.statusItem('127.0.0.1:')}"`;
  });

  step('A call stops at the breakpoint', async ({ workbench }) => {
    await plugins(workbench).press('Collector.collect', 'Call Method');
    const { file, line, frames } = await workbench.debugging.stop();
    const variables = await workbench.debugging.variables();
    return `${file}:${line} in ${frames[0]}; ${variables.slice(0, 2).join('; ')}`;
  });

  step('and goes on to the answer, item by item', async ({ workbench, page }) => {
    // The cursor stands where the debugger does; once was enough.
    await workbench.run('Debug: Toggle Breakpoint');
    await workbench.debugging.continue();
    await workbench.openContainer('Plugin Workbench');
    return (await answer(page, /\d+ items in \d+ ms/)).split('\n').slice(0, 6).join(' / ');
  });

  step('A credential profile keeps its value out of files and answers', async ({ workbench, page }) => {
    const { quickInput, editor } = workbench;
    await workbench.run('Plugin Workbench: Edit Credential Profiles…');
    await quickInput.pick('New profile…');
    await quickInput.answer('tour-account');
    await quickInput.pick('Add a secret…');
    await quickInput.answer('CLOUD_API_KEY');
    await quickInput.answer(secret);
    await editor.open(`${name}/requests/Collector.collect.yaml`);
    await editor.replaceLine(await editor.lineOf('message:'), 'profile: tour-account\nmessage:');
    const line = await editor.lineOf('secret_data');
    await editor.replaceLine(
      line,
      "  secret_data: { endpoint: 'http://127.0.0.1:9/${profile:CLOUD_API_KEY}', api_key: '${profile:CLOUD_API_KEY}' }",
    );
    await editor.save();
    await editor.goTo(line);
    await workbench.run('Plugin Workbench: Send Request');
    const text = await answer(page, /next:/);
    assert.ok(!text.includes(secret) && !(await page.content()).includes(secret), 'the secret is not on show');
    return text.split('\n').slice(3, 8).join(' / ');
  });

  step('A refused call says what to do', async ({ workbench, page }) => {
    const { editor } = workbench;
    await editor.open(`${name}/requests/Collector.collect.yaml`);
    const line = await editor.lineOf('secret_data');
    await editor.replaceLine(line, '  secret_dat: {}');
    await editor.save();
    await editor.goTo(line);
    await workbench.run('Plugin Workbench: Send Request');
    return (await answer(page, /"secret_dat"/)).split('\n').slice(3).join(' / ');
  });

  step('Stop leaves nothing behind', async ({ workbench }) => {
    await plugins(workbench).press(name, 'Stop Test Server');
    await plugins(workbench).row('Test server', { description: 'idle' });
    await workbench.debugging.end();
    await workbench.tidy();
    const servers = (await plugins(workbench).rows()).filter(({ label }) => label === 'Test server');
    return servers.map(({ description }) => description).join(', ');
  });

  step('The same in light', async ({ workbench }) => {
    await workbench.theme('light');
    return 'the light theme';
  });
});
