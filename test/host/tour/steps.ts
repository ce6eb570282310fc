import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { Workbench } from './driver/workbench';

/** What a step drives; `page` for what is on show beyond the workbench's own parts. */
export interface Window {
  readonly workbench: Workbench;
  readonly page: Page;
}

/**
 * What declares the steps of a suite that drives the window handed to it, each a test: it tells what it saw, and a
 * picture shows the window after it, by its number, in the folder that `PLUGIN_WORKBENCH_TEST_PICTURES` names.
 * The error of one that fails has the messages that were on show.
 */
export function steps(): (title: string, take: (window: Window) => Promise<string>) => void {
  let count = 0;
  return (title, take) => {
    const number = ++count;
    it(title, async function () {
      const page = this['page'] as Page;
      const workbench = new Workbench(page);
      const picture = pictureFile(number, title);
      try {
        console.log(`${number}. ${title}: ${await take({ workbench, page })}`);
        await workbench.settle();
      } catch (error) {
        const messages = await workbench.notifications.texts().catch(() => []);
        const onShow = messages.length > 0 ? `\nMessages on show:\n${messages.join('\n')}` : '';
        throw new Error(`The window then: ${picture}${onShow}`, { cause: error });
      } finally {
        await workbench.picture(picture);
      }
    });
  };
}

function pictureFile(number: number, title: string): string {
  const slug = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const folder = process.env['PLUGIN_WORKBENCH_TEST_PICTURES'];
  assert.ok(folder, 'PLUGIN_WORKBENCH_TEST_PICTURES is set');
  return path.join(folder, `${String(number).padStart(2, '0')}-${slug}.png`);
}
