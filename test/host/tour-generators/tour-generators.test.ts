import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until';
import { pageWith, textBeside } from '../tour/driver/beside';
import type { View } from '../tour/driver/views';
import type { Workbench } from '../tour/driver/workbench';
import { steps } from '../tour/steps';

const name = 'tour-generator';
const set = `${name}/deploy/application-set.yaml`;

const plugins = (workbench: Workbench): View => workbench.view('Plugins');

/** Opens a file where the set is, and not in the place of the page. */
async function openBesidePage(workbench: Workbench, file: string): Promise<void> {
  await workbench.run('View: Focus First Editor Group');
  await workbench.editor.open(file);
}

/** What the page of the preview says, on one line. */
async function previewText(page: Page, wanted: RegExp): Promise<string> {
  const text = await (await pageWith(page, wanted, 60_000)).innerText();
  return text.replaceAll(/\s+/g, ' ').trim();
}

// The way of an author of a plugin generator from nothing to what a mistake in it would delete.
describe('the tour of plugin generators', function () {
  this.bail(true);
  this.timeout(0); // each wait has its own limit, and the suite has one
  const step = steps();

  step('New Plugin writes a generator with its manifests', async ({ workbench }) => {
    const { quickInput } = workbench;
    await workbench.untilOpen();
    await workbench.untilOffered('Plugin Workbench');
    await workbench.theme('dark');
    await workbench.openContainer('Plugin Workbench');
    await workbench.run('Plugin Workbench: New Plugin…');
    await quickInput.pick('Plugin Generator');
    await quickInput.pick('examples');
    await quickInput.answer(name);
    await quickInput.pick('JavaScript');
    await quickInput.question({ title: 'Token' });
    await quickInput.accept();
    await quickInput.pick('Write these files');
    await workbench.editor.untilShown('generator.mjs');
    await plugins(workbench).row(name);
    return `\n${await plugins(workbench).outline()}`;
  });

  step('Its test server starts', async ({ workbench }) => {
    await plugins(workbench).press(name, 'Start Test Server');
    const shown = await workbench.statusItem(name);
    await workbench.tidy();
    return shown;
  });

  step('Call shows the request of the controller and what it makes of the answer', async ({ workbench, page }) => {
    await workbench.editor.open(set);
    await until('the lens', async () => (await workbench.editor.lenses()).some((lens) => lens.includes('Call')));
    await workbench.editor.pressLens('Call');
    const text = await textBeside(page, /authorization: Bearer/);
    return text.split('\n').slice(0, 12).join('\n');
  });

  step('Preview shows the Applications beside the set', async ({ workbench, page }) => {
    await openBesidePage(workbench, set);
    await workbench.editor.pressLens('Preview');
    const text = await previewText(page, new RegExp(`${name}-prod`));
    await (await pageWith(page, /2 Applications/, 60_000)).locator('summary').first().click();
    return text;
  });

  step('A mistake in the set stops the controller, at its place', async ({ workbench, page }) => {
    await openBesidePage(workbench, set);
    const line = await workbench.editor.lineOf('name: "tour-generator-{{');
    await workbench.editor.replaceLine(line, '      name: "tour-generator-{{ .stage }}"');
    await workbench.editor.untilMarked('error');
    return previewText(page, /The controller stops/);
  });

  step('and is gone once it is mended', async ({ workbench, page }) => {
    const line = await workbench.editor.lineOf('.stage');
    await workbench.editor.replaceLine(line, '      name: "tour-generator-{{ .environment }}"');
    const text = await previewText(page, /2 parameter sets, 2 Applications/);
    await workbench.editor.save();
    return text.slice(0, 200);
  });

  step('A mistake in the server would delete everything, which is told by name', async ({ workbench, page }) => {
    const body = await pageWith(page, /2 Applications/, 60_000);
    await body.locator('#keep').click();
    await body.locator('#against').selectOption('kept');
    await previewText(page, /0 created, 0 changed, 0 deleted/);
    await openBesidePage(workbench, `${name}/generator.mjs`);
    const line = await workbench.editor.lineOf('const wanted =');
    await workbench.editor.replaceLine(line, '  return [];');
    await workbench.editor.save();
    await plugins(workbench).press(name, 'Restart Test Server');
    const text = await previewText(page, /DELETES EVERYTHING/);
    assert.match(text, /Deleted: tour-generator-dev, tour-generator-prod/);
    return text;
  });

  step('The same in a light window', async ({ workbench, page }) => {
    await openBesidePage(workbench, set);
    await workbench.theme('light');
    return previewText(page, /DELETES EVERYTHING/);
  });
});
