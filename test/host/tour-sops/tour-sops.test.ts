import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { pageWith, textBeside } from '../tour/driver/beside';
import type { View } from '../tour/driver/views';
import type { Workbench } from '../tour/driver/workbench';
import { steps } from '../tour/steps';

const name = 'tour_plugins';
const component = `${name}/components/collections/greet.py`;
const setUpLimit = 600_000;

const plugins = (workbench: Workbench): View => workbench.view('Plugins');
const sources = (workbench: Workbench): View => workbench.view('Sources');

/** The text of a page of the workbench, once it says that. */
async function pageText(page: Page, wanted: RegExp): Promise<string> {
  return (await pageWith(page, wanted, setUpLimit)).innerText();
}

// The way of an author of SOPS components from nothing to an answer whether it may be deployed.
describe('the tour of SOPS components', function () {
  this.bail(true);
  this.timeout(0); // each wait has its own limit, and the suite has one
  const step = steps();

  step('The Sources view lists the sources of the workspace', async ({ workbench }) => {
    await workbench.untilOpen();
    await workbench.untilOffered('Plugin Workbench');
    await workbench.theme('dark');
    await workbench.openContainer('Plugin Workbench');
    await workbench.run('Plugin Workbench: Focus on Sources View');
    await workbench.view('Registered Plugins').fold();
    await sources(workbench).row('example_folder');
    return `\n${await sources(workbench).outline()}`;
  });

  step('New Plugin asks for a package of components', async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.run('Plugin Workbench: New Plugin…');
    await quickInput.pick('Component Package');
    await quickInput.pick('examples');
    await quickInput.answer(name);
    await quickInput.answer('greet');
    for (const title of ['Title', 'Group', 'Version', 'Form fields', 'Polling']) {
      await quickInput.question({ title });
      await quickInput.accept();
    }
    await quickInput.pick('Write these files');
    await workbench.editor.untilShown('greet.py');
    await plugins(workbench).row(name);
    return (await workbench.editor.tabs()).join(', ');
  });

  step('Add to Plugin writes the manifest that loads it', async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.run('Plugin Workbench: Add to Plugin…');
    await quickInput.pick('Source Manifest');
    await quickInput.answer('tour.yaml');
    await quickInput.answer('tour');
    await quickInput.pick('File system');
    for (const title of ['Folder', 'Modules']) {
      await quickInput.question({ title });
      await quickInput.accept();
    }
    await quickInput.pick('Write these files');
    await workbench.editor.untilShown('tour.yaml');
    await sources(workbench).row('tour');
    return `\n${await sources(workbench).outline()}`;
  });

  step('Load tells what SOPS would make of it', async ({ workbench }) => {
    await sources(workbench).press('tour', 'Load Source');
    await sources(workbench).row('tour', { description: '1 of 1 loaded', milliseconds: setUpLimit });
    return `\n${await sources(workbench).outline()}`;
  });

  step('A mistake is told while it is written', async ({ workbench, page }) => {
    await workbench.editor.open(component);
    const line = await workbench.editor.lineOf('from pipeline.core.flow.io');
    await workbench.editor.goTo(line, 1);
    await page.keyboard.insertText('from django.utils.translation import ugettext_lazy as _\n');
    await workbench.editor.untilMarked('error');
    await workbench.editor.save();
    return (await workbench.problems()).join(' | ');
  });

  step('and by a load, in the manifest and in the code', async ({ workbench }) => {
    await sources(workbench).press('tour', 'Load Source');
    await sources(workbench).row('tour', { description: '0 of 1 loaded', milliseconds: 60_000 });
    await workbench.editor.open('tour.yaml');
    await workbench.editor.untilMarked('error');
    return (await workbench.problems()).join(' | ');
  });

  step('and gone when it is mended', async ({ workbench }) => {
    await workbench.editor.open(component);
    const line = await workbench.editor.lineOf('ugettext_lazy');
    await workbench.editor.replaceLine(line, 'from django.utils.translation import gettext_lazy as _');
    await workbench.editor.save();
    await sources(workbench).press('tour', 'Load Source');
    await sources(workbench).row('tour', { description: '1 of 1 loaded', milliseconds: 60_000 });
    await workbench.editor.untilUnmarked();
    await workbench.tidy();
    return 'no problems left';
  });

  step('Its form stands beside it', async ({ workbench, page }) => {
    await workbench.run('Plugin Workbench: Show Form Preview');
    return (await pageText(page, /Greet[^]*Run with These/)).split('\n').slice(0, 8).join(' / ');
  });

  step('A run under the debugger stops at a breakpoint', async ({ workbench }) => {
    await workbench.closeAllEditors();
    await workbench.editor.open(component);
    await workbench.editor.setBreakpoint(await workbench.editor.lineOf('data.outputs.message'));
    await workbench.editor.pressLens('Debug');
    const { file, line, frames } = await workbench.debugging.stop();
    return `${file}:${line} in ${frames[0]}`;
  });

  step('and goes on to its result', async ({ workbench, page }) => {
    await workbench.run('Debug: Toggle Breakpoint');
    await workbench.debugging.continue();
    await workbench.debugging.end();
    return (await textBeside(page, /outputs/)).split('\n').slice(0, 8).join(' / ');
  });

  step('Ready to Deploy answers on one page', async ({ workbench, page }) => {
    await workbench.closeAllEditors();
    await workbench.openContainer('Plugin Workbench');
    await workbench.editor.open('tour.yaml');
    await workbench.editor.pressLens('Ready to Deploy?');
    const text = await pageText(page, /What SOPS will show/);
    assert.match(text, /\bReady\.[^]*Greet\s+greet\s+v1\.0/);
    await workbench.tidy();
    return text.split('\n').slice(0, 6).join(' / ');
  });

  step('The same in light', async ({ workbench }) => {
    await workbench.theme('light');
    return 'the light theme';
  });
});
