// node scripts/bench-activation.mjs [--windows N] [--lane newest|oldest]
// What activating the extension costs, beside an extension as small as the official hello-world sample, in the same host.
//
// Each window has a fresh extension host. In it both extensions are activated, with `performance.now()` around loading
// the code and around `activate()` to its end: what the host's own record ("Developer: Show Running Extensions") counts,
// but in microseconds, not whole milliseconds. Timing `extension.activate()` from outside would be less exact: it also
// waits for the window, which is busy while it opens. Both are installed, as for a person. The window has no folder and
// shows no view of the extension, so that nothing activates it before; the measuring code makes sure of that. The first
// two windows, in which files come from the disk, do not count.
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal, main, root } from './commands.mjs';
import { closeWindow, startBrowser } from './host/browser.mjs';
import { installFolder, installVsix } from './host/extensions.mjs';
import { quietSettings, startServer } from './host/server.mjs';
import { lastWords, testQuery } from './host/test-window.mjs';
import { packExtension } from './package.mjs';
import { setUp } from './set-up.mjs';
import { laneOf, vscodeServer } from './set-up/vscode-server.mjs';

const bench = path.join(root, 'test/bench/activation');
const peer = 'plugin-workbench-bench.hello-world';
const own = 'plugin-workbench.plugin-workbench';
const warmUps = 2;
const goalMilliseconds = 25;

/**
 * What measure.cjs writes of a window.
 * @typedef {{ load: number, activate: number }} Times milliseconds
 * @typedef {{ vscode: string, milliseconds: Record<string, Times>, loaded: string[] }} Measured
 *
 * @typedef {{ min: number, median: number }} Summary
 */

/**
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 * @param {Awaited<ReturnType<typeof startServer>>} server
 */
async function openWindow(browser, server) {
  const page = await browser.newPage();
  const finished = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  /** @type {string[]} */
  const output = [];
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ values) =>
    output.push(values.join(' ')),
  );
  await page.goto(
    server.url(
      testQuery({
        extensionDevelopmentPath: [path.join(bench, 'measure')],
        extensionTestsPath: path.join(bench, 'measure/measure.cjs'),
      }),
    ),
  );
  const code = await finished;
  await closeWindow(page);
  if (code !== 0) {
    throw new Refusal(`The measurement failed:\n${lastWords(output.join('\n'))}`);
  }
}

/**
 * @param {number} windows
 * @param {import('./set-up/vscode-server.mjs').Lane} lane
 * @returns {Promise<Measured[]>}
 */
async function measure(windows, lane) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-bench-'));
  const installation = vscodeServer(lane);
  const extensions = path.join(scratch, 'extensions');
  const results = path.join(scratch, 'results.jsonl');
  process.env['PLUGIN_WORKBENCH_BENCH_RESULTS'] = results;
  try {
    await installFolder(path.join(bench, 'hello-world'), extensions);
    await installVsix(installation, await packExtension(), { data: scratch, extensions });
    const server = await startServer(installation, {
      data: scratch,
      extensions,
      settings: quietSettings,
      forTests: true,
    });
    const browser = await startBrowser();
    process.once('SIGINT', () => void server.stop().then(() => process.exit(130)));
    try {
      for (let window = 0; window < windows + warmUps; window++) {
        await openWindow(browser, server);
      }
    } finally {
      await browser.close();
      await server.stop();
    }
    const lines = (await readFile(results, 'utf8')).trim().split('\n');
    return lines.slice(warmUps).map((line) => JSON.parse(line));
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * @param {readonly number[]} values
 * @returns {Summary}
 */
function summary(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [lower = NaN, upper = lower] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return { min: sorted[0] ?? NaN, median: (lower + upper) / 2 };
}

/**
 * @param {string} name
 * @param {Summary} summary
 */
function show(name, { min, median }) {
  console.log(`${name.padEnd(28)}${min.toFixed(1).padStart(8)}${median.toFixed(1).padStart(8)}`);
}

/**
 * The milliseconds of an extension in all windows, in all and for its two parts.
 * @param {string} id
 * @param {readonly Measured[]} measured
 */
function timesOf(id, measured) {
  const times = measured.flatMap(({ milliseconds }) => milliseconds[id] ?? []);
  return {
    all: summary(times.map(({ load, activate }) => load + activate)),
    load: summary(times.map(({ load }) => load)),
    activate: summary(times.map(({ activate }) => activate)),
  };
}

await main(async () => {
  const { values } = parseArgs({
    options: { windows: { type: 'string', default: '10' }, lane: { type: 'string', default: 'newest' } },
  });
  const lane = laneOf(values.lane);
  await setUp('packages', 'chromium', lane === 'oldest' ? 'oldest-server' : 'server');
  const measured = await measure(Number(values.windows), lane);
  const peerTimes = timesOf(peer, measured);
  const ownTimes = timesOf(own, measured);
  const [first] = measured;
  if (!first) {
    throw new Refusal('Nothing was measured: --windows must be 1 or more.');
  }
  console.log(`Activation in VS Code ${first.vscode}, ${measured.length} windows`);
  console.log(`${'milliseconds'.padEnd(28)}${'min'.padStart(8)}${'median'.padStart(8)}`);
  show('hello-world', peerTimes.all);
  show('Plugin Workbench', ownTimes.all);
  show('  loading the code', ownTimes.load);
  show('  activate()', ownTimes.activate);
  show('difference', {
    min: ownTimes.all.min - peerTimes.all.min,
    median: ownTimes.all.median - peerTimes.all.median,
  });
  console.log(`Goal: + ${goalMilliseconds} ms at most, and no gRPC.`);
  console.log(`Loaded: ${first.loaded.join(', ')}`);
});
