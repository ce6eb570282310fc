// node scripts/host-tests.mjs [--lane newest|oldest] [--grep TEXT] [SUITE…]
// Runs the tests of test/host in a real VS Code, a window for each suite. A suite is a folder with a suite.json:
//
//   workspace        what the window opens: "none", "empty" (a folder with nothing in it), "examples", "stand-in" (the
//                    plugins of test/stand-in), or the name of a folder in test/fixtures/workspaces; always a fresh copy,
//                    under a path that is hard to get right
//   alsoInWorkspace  folders of the suite that the workspace has as well
//   notInWorkspace   folders that it has not
//   workspaceFile    a .code-workspace of the workspace, for a window with its folders instead
//   trusted          false: workspace trust is on, and the workspace has not got it (default true)
//   settings         the person's settings, on top of the quiet ones
//   freshHome        true: the person's own folder is a new and empty one (default false)
//   open             a file of the workspace that is open when the window starts
//   extraExtensions  folders of the suite that hold further extensions to load; scripts/build.mjs bundles them
//   withStandIn      true: the extension is a build that has the platform of test/stand-in as well (default false)
//   proposedApi      the id of the one of them that asks VS Code for what is not final, such as the results of tests
//   drivesWindow     true: its tests run beside the window and drive it as a person does, with the packed extension
//                    installed, on scripts/vscode-host.mjs only (default false: they run in the window's extension host);
//                    what they tell is shown at once, and their pictures are in out/SUITE
//   onlyByName       true: it runs when it is named, and not among all (default false)
//   timeoutSeconds   for the whole suite (default 300)
//
// VS Code is the executable in VSCODE_EXECUTABLE where that is set, else scripts/vscode-host.mjs on Linux, else a desktop
// VS Code that @vscode/test-electron downloads. Tests find a Python with the platforms' packages in
// PLUGIN_WORKBENCH_TEST_PYTHON. What ran is in out/host/results/LANE/SUITE, with pictures of the window at each failure.
// A suite that has failed is run once more in the end, in fresh folders and with nothing beside it; what then passes is
// named in the summary, and what ran is in SUITE/second-run.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal, isMain, main, root } from './commands.mjs';
import { quietSettings } from './host/server.mjs';
import { findSuites, prepareWorkspace } from './host/suites.mjs';
import { lastWords } from './host/test-window.mjs';
import { testPython } from './set-up/python.mjs';
import { laneOf } from './set-up/vscode-server.mjs';
import { lookForLeftovers, runMark } from './test/leftovers.mjs';
import { showResults, summaryOf } from './test/results.mjs';
import { afterSecondRun, hasFailed } from './test/second-run.mjs';

/** VS Code itself may hang on the way out, after SIGTERM. */
const closingMilliseconds = 40_000;

const standInHost = path.join(root, 'scripts/vscode-host.mjs');

/** @typedef {import('./test/results.mjs').Result} Result */
/** @typedef {import('./host/suites.mjs').Suite} Suite */
/** @typedef {import('./set-up/vscode-server.mjs').Lane} Lane */

/**
 * A suite on its way.
 * @typedef {object} Run
 * @property {string} name
 * @property {Suite} suite
 * @property {Lane} lane
 * @property {string} executable VS Code
 * @property {string} folder for the results
 * @property {string} scratch for what is gone after it
 * @property {string} mark the value of the variable that tells its processes
 * @property {string | undefined} grep
 *
 * @typedef {{ code: number, output: string, timedOut: boolean }} Ended how a window ended
 */

/**
 * Runs suites one after the other. Resolves with what runs once more those that have failed, for a time when nothing runs
 * beside them, and resolves with the results of all.
 * @param {{ lane?: Lane, suites?: readonly string[], grep?: string | undefined }} [options]
 * @returns {Promise<() => Promise<Result[]>>}
 */
export async function runHostTests({ lane = 'newest', suites = [], grep } = {}) {
  const executable = await vscodeExecutable(lane);
  const wanted = await findSuites(suites);
  const driving = wanted.find(([, { drivesWindow }]) => drivesWindow);
  if (driving && executable !== standInHost) {
    throw new Refusal(`The suite "${driving[0]}" drives the window of scripts/vscode-host.mjs, which is for Linux.`);
  }
  await rm(path.join(root, 'out/host/results', lane), { recursive: true, force: true });
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true)); // the window is closed where it is open
  /** @type {(name: string, suite: Suite, again: boolean) => Promise<Result[]>} */
  const runOne = async (name, suite, again) => {
    if (interrupted) {
      throw new Refusal('Interrupted.');
    }
    return runSuite({ name, suite, lane, executable, grep, again });
  };
  /** @type {{ name: string, suite: Suite, results: Result[] }[]} */
  const ran = [];
  for (const [name, suite] of wanted) {
    ran.push({ name, suite, results: await runOne(name, suite, false) });
  }
  return async () => {
    /** @type {Result[]} */
    const all = [];
    for (const { name, suite, results } of ran) {
      const judged = hasFailed(results) ? afterSecondRun(results, await runOne(name, suite, true)) : results;
      all.push(...judged.map((result) => ({ ...result, title: `${name}: ${result.title}` })));
    }
    return all;
  };
}

/** @param {Lane} lane */
async function vscodeExecutable(lane) {
  if (process.env['VSCODE_EXECUTABLE']) {
    return process.env['VSCODE_EXECUTABLE'];
  }
  if (process.platform === 'linux') {
    return standInHost;
  }
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode(lane === 'oldest' ? '1.100.3' : 'stable');
}

/**
 * @param {Pick<Run, 'name' | 'suite' | 'lane' | 'executable' | 'grep'> & { again: boolean }} wanted
 * @returns {Promise<Result[]>}
 */
async function runSuite({ again, ...wanted }) {
  const { name, suite, lane } = wanted;
  const folder = path.join(root, 'out/host/results', lane, name, again ? 'second-run' : '');
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-tests-'));
  const mark = randomUUID();
  try {
    const started = performance.now();
    const ended = await runWindow({ ...wanted, folder, scratch, mark });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const results = [...(await readResults(folder, ended, suite)), ...(await lookForLeftovers(mark))];
    showResults(`${name}${again ? ', second run' : ''} (VS Code ${lane}, ${seconds} s)`, results);
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * Opens the suite's window and waits until it has closed.
 * @param {Run} run
 */
async function runWindow({ name, suite, lane, executable, folder, scratch, mark, grep }) {
  const workspace = await prepareWorkspace(name, suite, scratch);
  const pictures = path.join(root, 'out', name);
  if (suite.drivesWindow) {
    await rm(pictures, { recursive: true, force: true });
  }
  const data = path.join(scratch, 'data');
  await mkdir(path.join(data, 'User'), { recursive: true });
  await writeFile(path.join(data, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...suite.settings }));
  // Driven as a person drives it, it is installed as by a person.
  const installed = suite.drivesWindow ? await packed() : undefined;
  const development = [
    ...(installed ? [] : [suite.withStandIn ? await builtWithStandIn() : root]),
    ...suite.extraExtensions.map((extra) => path.join(root, 'out/host', name, extra)),
  ];
  const flags = [
    ...(workspace ? [path.join(workspace, suite.workspaceFile ?? '')] : []),
    ...(workspace && suite.open ? [path.join(workspace, suite.open)] : []),
    ...development.map((extension) => `--extensionDevelopmentPath=${extension}`),
    ...(installed ? [`--install-extension=${installed}`] : []),
    `--${suite.drivesWindow ? 'drivingTestsPath' : 'extensionTestsPath'}=${path.join(root, 'out/host/index.js')}`,
    `--user-data-dir=${data}`,
    `--extensions-dir=${path.join(scratch, 'extensions')}`,
    ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    ...(suite.proposedApi ? [`--enable-proposed-api=${suite.proposedApi}`] : []),
    ...(suite.trusted ? ['--disable-workspace-trust'] : []),
  ];
  const env = {
    ...process.env,
    ...(suite.freshHome ? await freshHome(scratch) : {}),
    [runMark]: mark,
    PLUGIN_WORKBENCH_HOST_LANE: lane,
    PLUGIN_WORKBENCH_HOST_FINDINGS: folder,
    PLUGIN_WORKBENCH_HOST_DATA: data,
    PLUGIN_WORKBENCH_TEST_SUITE: name,
    PLUGIN_WORKBENCH_TEST_RESULTS: path.join(folder, 'results.json'),
    PLUGIN_WORKBENCH_TEST_PICTURES: pictures,
    PLUGIN_WORKBENCH_TEST_PYTHON: testPython(),
    ...(grep ? { PLUGIN_WORKBENCH_TEST_GREP: grep } : {}),
  };
  return watchWindow(spawn(executable, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] }), {
    logFile: path.join(folder, 'host.log'),
    seconds: suite.timeoutSeconds,
    show: suite.drivesWindow,
  });
}

async function builtWithStandIn() {
  const { buildWithStandIn } = await import('./build-stand-in.mjs');
  return buildWithStandIn();
}

async function packed() {
  const { packExtension } = await import('./package.mjs');
  return packExtension();
}

/** @param {string} scratch */
async function freshHome(scratch) {
  const home = path.join(scratch, 'home');
  await mkdir(home);
  return { HOME: home, USERPROFILE: home };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {{ logFile: string, seconds: number, show: boolean }} options `show`: what it tells goes to the terminal too
 * @returns {Promise<Ended>}
 */
function watchWindow(child, { logFile, seconds, show }) {
  const log = createWriteStream(logFile);
  let output = '';
  let timedOut = false;
  /** @param {string} chunk */
  const take = (chunk) => {
    output += chunk;
    log.write(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  if (show) {
    child.stdout.on('data', (chunk) => process.stdout.write(chunk));
  }
  child.stderr.setEncoding('utf8').on('data', take);
  const close = () => {
    timedOut = true;
    child.kill('SIGTERM');
  };
  const timers = [
    setTimeout(close, seconds * 1000),
    setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + closingMilliseconds),
  ];
  const interrupted = () => child.kill('SIGTERM');
  process.once('SIGINT', interrupted);
  return new Promise((resolve) => {
    /** @param {number} code */
    const done = (code) => {
      timers.forEach(clearTimeout);
      process.off('SIGINT', interrupted);
      log.end();
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      done(127);
    });
    // Not "close": a process that outlives the window may hold on to its streams.
    child.once('exit', (code) => done(code ?? 128));
  });
}

/**
 * The results of the tests; a window that did not run them, or ran none, is a failure of its own.
 * @param {string} folder
 * @param {Ended} ended
 * @param {Suite} suite
 */
async function readResults(folder, { code, output, timedOut }, { timeoutSeconds }) {
  const file = path.join(folder, 'results.json');
  /** @type {Result[]} */
  const results = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  /** @type {(title: string, error: string) => void} */
  const failure = (title, error) => void results.push({ title, state: 'failed', milliseconds: 0, error });
  if (timedOut) {
    failure(`ends within ${timeoutSeconds} seconds`, `The window was closed; see ${path.relative(root, folder)}.`);
  } else if (!existsSync(file)) {
    failure('runs its tests', `VS Code ended with exit code ${code} and without results:\n${lastWords(output)}`);
  } else if (results.length === 0) {
    failure('has tests', `No test ran; VS Code ended with exit code ${code}.`);
  } else if (code !== 0 && results.every(({ state }) => state === 'passed')) {
    failure('ends well', `VS Code ended with exit code ${code} after all tests had passed:\n${lastWords(output)}`);
  }
  return results;
}

if (isMain(import.meta)) {
  await main(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { lane: { type: 'string' }, grep: { type: 'string' } },
    });
    const failedAgain = await runHostTests({ grep: values.grep, lane: laneOf(values.lane), suites: positionals });
    const results = await failedAgain();
    console.log(`\n${summaryOf(results)}`);
    return hasFailed(results) ? 1 : 0;
  });
}
