// npm test   installs what is missing, then checks, builds and runs all tests; the last line counts them.
//
//   --unit          only the tests that need nothing but the npm packages: no build, no Python, no VS Code
//   --integration   only those of the built command line, of real plugins in Python, and beside other programs
//   --attacks       only the attacks, those that take long included
//   --host          only those in VS Code
//   --oldest        the same in the oldest version that the extension admits
//   --grep T        only tests whose name has T in it
//   FILE…           only the tests in these files, of --unit, --integration or --attacks
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Refusal, main, root, run } from './commands.mjs';
import { setUp } from './set-up.mjs';
import { showResults, slowestOf, summaryOf } from './test/results.mjs';
import { hasFailed } from './test/second-run.mjs';
import { wordsOf } from './words.mjs';

/** @typedef {import('./test/results.mjs').Result} Result */

/** @type {Record<string, [script: string, ...scriptArguments: string[]]>} */
const checks = {
  formatting: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  'lint rules': ['eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  types: ['typescript/bin/tsc', '--noEmit', '-p', '.'],
  'types of scripts and tour': ['typescript/bin/tsc', '-p', 'tsconfig.scripts.json'],
};

/**
 * The checks only read, so they run at the same time. Only failed ones are results: a check is no test.
 * @returns {Promise<Result[]>}
 */
async function runChecks() {
  const results = await Promise.all(
    Object.entries(checks).map(
      /** @returns {Promise<Result>} */
      async ([title, [script, ...scriptArguments]]) => {
        const checkArguments = [path.join(root, 'node_modules', script), ...scriptArguments];
        const env = { ...process.env, NO_COLOR: '1' };
        const { code, output } = await run(process.execPath, checkArguments, { env });
        return code === 0 ? { title, state: 'passed' } : { title, state: 'failed', error: output };
      },
    ),
  );
  showResults('checks', results);
  return results.filter(({ state }) => state === 'failed');
}

/**
 * All tests without a window, the longest first.
 * @type {readonly import('./test/mocha-tests.mjs').Kind[]}
 */
const withoutWindow = ['integration-of-the-rest', 'attack', 'integration-of-platforms', 'unit'];

/**
 * Runs all tests: those in windows one after the other, beside them as many kinds of the others as there are processors,
 * since most wait for others' programs half of the time, and in the place of what has ended the next of them. What has
 * failed in a window has its second run when all else is done.
 * @param {import('./set-up/vscode-server.mjs').Lane} lane
 * @param {string | undefined} grep
 * @returns {Promise<Result[]>}
 */
async function runAll(lane, grep) {
  const { runMochaTests } = await import('./test/mocha-tests.mjs');
  const { runHostTests } = await import('./host-tests.mjs');
  const waiting = [...withoutWindow];
  /** @type {Result[]} */
  const results = [];
  const runWaiting = async () => {
    for (let kind = waiting.shift(); kind; kind = waiting.shift()) {
      results.push(...(await runMochaTests(kind, { grep })));
    }
  };
  const runWindows = async () => {
    const runFailedAgain = await runHostTests({ lane, grep });
    await runWaiting();
    return runFailedAgain;
  };
  const beside = Array.from({ length: availableParallelism() }, runWaiting);
  const [runFailedAgain] = await Promise.all([runWindows(), ...beside]);
  return [...results, ...(await runFailedAgain())];
}

/**
 * Builds what is tested: the very files that are shipped.
 * @returns {Promise<Result[]>}
 */
async function runBuild() {
  const { buildHostTests, buildProduct } = await import('./build.mjs');
  try {
    await buildProduct({ production: true });
    await buildHostTests();
    return [];
  } catch (error) {
    /** @type {Result[]} */
    const results = [
      { title: 'build', state: 'failed', error: error instanceof Error ? error.message : String(error) },
    ];
    showResults('build', results);
    return results;
  }
}

await main(async () => {
  const { values, positionals: files } = wordsOf(import.meta, {
    allowPositionals: true,
    options: {
      unit: { type: 'boolean' },
      integration: { type: 'boolean' },
      attacks: { type: 'boolean' },
      host: { type: 'boolean' },
      oldest: { type: 'boolean' },
      grep: { type: 'string' },
    },
  });
  const { grep } = values;
  const all = !values.unit && !values.integration && !values.attacks && !values.host && !values.oldest;
  const inWindow = all || values.host || values.oldest;
  if (files.length > 0 && (all || inWindow)) {
    throw new Refusal(`Name the tests with what they need: "npm run test:unit -- ${files.join(' ')}".`);
  }
  const lane = values.oldest ? 'oldest' : 'newest';
  const needsPython = all || inWindow || values.integration || values.attacks;
  // Grammars are tested on those of VS Code.
  const needsServer = (inWindow || values.integration) && !process.env['VSCODE_EXECUTABLE'];
  /** @type {import('./set-up.mjs').Part[]} */
  const parts = ['engine'];
  if (needsPython) {
    parts.push('python');
  }
  if (needsServer) {
    parts.push(lane === 'oldest' ? 'oldest-server' : 'server');
  }
  if (inWindow) {
    parts.push('chromium');
  }
  await setUp('packages');
  // The rest of the set-up waits for the network most of the time, and the checks do not.
  const settingUp = setUp(...parts);
  settingUp.catch(() => undefined);
  /** @type {Result[]} */
  const results = [];
  if (all) {
    results.push(...(await runChecks()));
  }
  await settingUp;
  const { runMochaTests } = await import('./test/mocha-tests.mjs');
  if (values.unit) {
    results.push(...(await runMochaTests('unit', { grep, files, jobs: availableParallelism() })));
  }
  // The others run what is shipped, so the build comes first.
  const built = needsPython ? await runBuild() : [];
  results.push(...built);
  if (built.length === 0) {
    if (values.integration) {
      results.push(...(await runMochaTests('integration', { grep, files })));
    }
    if (values.attacks) {
      results.push(...(await runMochaTests('every-attack', { grep, files })));
    }
    if (all) {
      console.log(`Installed, checked and built in ${process.uptime().toFixed(0)} s.`);
      results.push(...(await runAll(lane, grep)));
      console.log(`\n${slowestOf(results)}`);
    } else if (inWindow) {
      const { runHostTests } = await import('./host-tests.mjs');
      const runFailedAgain = await runHostTests({ lane, grep });
      results.push(...(await runFailedAgain()));
    }
  }
  console.log(`\n${summaryOf(results)}`);
  return results.length > 0 && !hasFailed(results) ? 0 : 1;
});
