// The browser that shows a workbench to scripts: headless, and with no way out of this machine.
import { Refusal } from '../commands.mjs';
import { chromiumExecutable } from '../set-up/chromium.mjs';

/** Opens a browser; `newPage` opens a window in it that reaches loopback only. */
export async function startBrowser() {
  const executablePath = chromiumExecutable();
  if (!executablePath) {
    throw new Refusal('Chromium is missing: run "node scripts/set-up.mjs chromium".');
  }
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    // Whoever started it closes it, in the right order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox', // it cannot be had as root, and only our own loopback page is ever loaded
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
  return {
    async newPage({ scale = 1 } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1400, height: 900 },
        deviceScaleFactor: scale,
        locale: 'en-US',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      await page.route(
        (url) => url.hostname !== '127.0.0.1',
        (route) => route.abort(),
      );
      return page;
    },
    close: () => browser.close(),
  };
}

/**
 * Closes a window as a person does, so that the extension host hears of it and deactivates its extensions.
 * @param {import('playwright-core').Page} page
 */
export async function closeWindow(page) {
  if (!page.isClosed()) {
    const closed = page.waitForEvent('close', { timeout: 10_000 }).catch(() => undefined);
    await page.close({ runBeforeUnload: true });
    await closed;
  }
}
