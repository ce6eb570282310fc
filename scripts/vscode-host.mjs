#!/usr/bin/env node
// A VS Code without a screen, for extension tests: takes the place of the desktop executable and understands those of its
// flags that tests use. A VS Code server and a headless Chromium show the workbench; the tests run in the server's
// extension host, which is Node as on the desktop, or here, where they drive the window through Chromium.
//
//   vscode-host.mjs [FOLDER | FILE.code-workspace [FILE]] [--extensionDevelopmentPath=DIR…] [--install-extension=VSIX]
//       --extensionTestsPath=FILE | --drivingTestsPath=FILE
//       [--user-data-dir=DIR] [--extensions-dir=DIR] [--disable-workspace-trust]
//
// The first development path is the extension under test; the folders of further ones are installed, and so is a VSIX.
//
// Environment: PLUGIN_WORKBENCH_HOST_LANE (newest, oldest), PLUGIN_WORKBENCH_HOST_FINDINGS (a folder; after a failure it
// gets pictures of the window and VS Code's own logs). Tests find the folder of what VS Code and its extensions keep in
// PLUGIN_WORKBENCH_HOST_DATA.
// Exit code: the one of the tests; 1 when the host failed; 124 when SIGTERM or SIGINT ended a run.
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main } from './commands.mjs';
import { closeWindow, startBrowser } from './host/browser.mjs';
import { installFolder, installVsix } from './host/extensions.mjs';
import { quietSettings, startServer } from './host/server.mjs';
import { testQuery } from './host/test-window.mjs';
import { laneOf, vscodeServer } from './set-up/vscode-server.mjs';

const stoppedExitCode = 124;
const findings = process.env['PLUGIN_WORKBENCH_HOST_FINDINGS'];

/** What a test bootstrap prints when a test fails, so that the window is seen as it was then. */
const failureLine = /^plugin-workbench test failed: (.*)$/s;

const { values, positionals } = parseArgs({
  strict: false, // a desktop VS Code has many more flags
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true, default: [] },
    extensionTestsPath: { type: 'string' },
    drivingTestsPath: { type: 'string' },
    'install-extension': { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean', default: false },
    'enable-proposed-api': { type: 'string' },
  },
});
const flags =
  /** @type {import('./host/test-window.mjs').WindowFlags & { drivingTestsPath?: string, 'install-extension'?: string, 'user-data-dir'?: string, 'extensions-dir'?: string, 'disable-workspace-trust': boolean }} */ (
    values
  );

function userSettings() {
  const file = flags['user-data-dir'] && path.join(flags['user-data-dir'], 'User/settings.json');
  return { ...quietSettings, ...(file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) };
}

/** @typedef {import('playwright-core').Page} Page */

/**
 * Keeps pictures of the window; a failed one never fails the run.
 * @param {Page} page
 */
function photographer(page) {
  /** @type {Promise<unknown>} */
  let taken = Promise.resolve();
  return {
    /** @param {string} title */
    take(title) {
      if (findings) {
        const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
        const shoot = () => page.screenshot({ path: path.join(findings, `${name}.png`), timeout: 10_000 });
        taken = taken.then(shoot).catch(() => undefined);
      }
    },
    allTaken: () => taken,
  };
}

/**
 * Shows the workbench until its tests are through; resolves with their exit code.
 * @param {Page} page
 * @param {string} url
 * @returns {Promise<number>}
 */
async function runWorkbench(page, url) {
  const photos = photographer(page);
  /** @type {Promise<number>} */
  const finished = new Promise((resolve) => {
    process.once('SIGTERM', () => resolve(stoppedExitCode));
    process.once('SIGINT', () => resolve(stoppedExitCode));
    page.once('crash', () => resolve(1));
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
    console.log(`[${type}]`, ...values);
    const failed = values.map((value) => failureLine.exec(String(value))?.[1]).find(Boolean);
    if (failed) {
      photos.take(failed);
    }
  });
  await page.goto(url);
  const code = await (flags.drivingTestsPath
    ? Promise.race([drive(flags.drivingTestsPath, page), finished])
    : finished);
  if (code !== 0) {
    photos.take('the end');
  }
  await photos.allTaken();
  return code;
}

/**
 * Runs tests that drive the window; resolves with their exit code.
 * @param {string} tests a module with `drive(page)`, which rejects when one of them fails
 * @param {Page} page
 */
async function drive(tests, page) {
  /** @type {{ drive(page: Page): Promise<void> }} */
  const suite = createRequire(import.meta.url)(tests);
  return suite.drive(page).then(
    () => 0,
    (error) => {
      console.error(error);
      return 1;
    },
  );
}

await main(async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-vscode-'));
  process.env['PLUGIN_WORKBENCH_HOST_DATA'] = data;
  const extensions = flags['extensions-dir'] ?? path.join(data, 'extensions');
  await mkdir(extensions, { recursive: true });
  const [, ...further] = flags.extensionDevelopmentPath;
  for (const folder of further) {
    await installFolder(folder, extensions);
  }
  const installation = vscodeServer(laneOf(process.env['PLUGIN_WORKBENCH_HOST_LANE']));
  if (flags['install-extension']) {
    await installVsix(installation, flags['install-extension'], { data, extensions });
  }
  /** @type {number} */
  let code;
  const server = await startServer(installation, {
    data,
    extensions,
    settings: userSettings(),
    trustEverything: flags['disable-workspace-trust'],
    forTests: !flags.drivingTestsPath,
  });
  try {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      code = await runWorkbench(page, server.url(testQuery(flags, ...positionals)));
      await closeWindow(page);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
  if (code !== 0 && findings) {
    await cp(path.join(data, 'data/logs'), path.join(findings, 'logs'), { recursive: true });
    await cp(path.join(data, 'server.log'), path.join(findings, 'logs/server.log'));
  }
  await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return code;
});
process.exit(); // a timer of the browser's library may still be there
