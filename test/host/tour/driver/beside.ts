import type { Locator, Page } from 'playwright-core';
import { until } from '../../until';

/** Waits for a text in the editor group at the side. */
export async function textBeside(page: Page, wanted: RegExp): Promise<string> {
  const editor = page.locator('.editor-group-container').last().locator('.monaco-editor .view-lines').last();
  return until(
    `a text with ${String(wanted)}`,
    async () => {
      const text = (await editor.innerText()).replaceAll('\u00a0', ' ');
      return wanted.test(text) && text;
    },
    60_000,
  );
}

/** The body of a page of the workbench, which stands in a frame within a frame, once it says that. */
export async function pageWith(page: Page, wanted: RegExp, milliseconds: number): Promise<Locator> {
  return until(
    `a page with ${String(wanted)}`,
    async () => {
      for (const frame of page
        .mainFrame()
        .childFrames()
        .flatMap((outer) => outer.childFrames())) {
        const body = frame.locator('body');
        if (wanted.test(await body.innerText({ timeout: 1_000 }).catch(() => ''))) {
          return body;
        }
      }
      return undefined;
    },
    milliseconds,
  );
}
