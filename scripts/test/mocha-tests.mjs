// Runs the tests that need no VS Code window, each kind in a process of its own.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root, run, tail } from '../commands.mjs';
import { lookForLeftovers, runMark } from './leftovers.mjs';
import { showResults } from './results.mjs';

/** @typedef {import('./results.mjs').Result} Result */

/** For tests that start programs: beside others, on a slow machine, some of them take a while. */
const patient = ['--timeout', '60000'];

/**
 * Where tests of each kind stand. A run that takes longer than its `timeoutSeconds` hangs on something that a test has left open.
 * @satisfies {Record<string, { title: string, specs: string[], timeoutSeconds: number, more?: string[] }>}
 */
const kinds = {
  unit: { title: 'unit tests', specs: ['test/unit/**/*.test.ts', 'test/golden/*.test.ts'], timeoutSeconds: 900 },
  integration: {
    title: 'integration tests',
    specs: ['test/integration/**/*.test.ts'],
    timeoutSeconds: 1500,
    more: patient,
  },
  // The same in two parts of about the same length.
  'integration-of-platforms': {
    title: 'integration tests of platforms',
    specs: ['test/integration/platforms/**/*.test.ts'],
    timeoutSeconds: 1500,
    more: patient,
  },
  'integration-of-the-rest': {
    title: 'integration tests of all else',
    specs: ['test/integration/**/*.test.ts'],
    timeoutSeconds: 1500,
    more: [...patient, '--ignore', 'test/integration/platforms/**'],
  },
  attack: { title: 'attacks', specs: ['test/attack/*.test.ts'], timeoutSeconds: 900, more: patient },
  // The long ones take hours, each of them bounded by its own count.
  'every-attack': {
    title: 'attacks',
    specs: ['test/attack/*.test.ts', 'test/attack/long/*.test.ts'],
    timeoutSeconds: 14_400,
    more: ['--timeout', '0'],
  },
};

/** @typedef {keyof typeof kinds} Kind */

/**
 * Resolves with the results of a kind of tests; those of attacks also stand in `out/attacks.txt`.
 * @param {Kind} kind
 * @param {{ grep?: string | undefined, files?: readonly string[], jobs?: number }} [options]
 * `grep` and `files`: only tests whose name has that in it, and in these files; `jobs`: how many files run at a time
 */
export async function runMochaTests(kind, { grep, files = [], jobs = 1 } = {}) {
  const { title, specs, timeoutSeconds, more = [] } = /** @type {(typeof kinds)['every-attack']} */ (kinds[kind]);
  const file = path.join(root, `out/${kind}-results.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const mark = randomUUID();
  const started = performance.now();
  const { code, output } = await run(
    process.execPath,
    [
      path.join(root, 'node_modules/mocha/bin/mocha.js'),
      ...['--forbid-only', '--forbid-pending', '--reporter', 'json', '--reporter-option', `output=${file}`],
      ...(grep ? ['--grep', grep] : []),
      ...(jobs > 1 && files.length !== 1 ? ['--parallel', '--jobs', String(jobs)] : []),
      ...more,
      ...(files.length > 0 ? files : specs),
    ],
    { env: { ...process.env, [runMark]: mark }, timeoutSeconds },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const results = [...(await readResults(file, code, output)), ...(await lookForLeftovers(mark))];
  showResults(`${title} (${seconds} s)`, results);
  await reportAttacks(results);
  return results;
}

/**
 * A line a case, by number: `1.01 held three writers lose nothing … (1234 ms)`.
 * @param {readonly Result[]} results
 */
async function reportAttacks(results) {
  const attacks = results.filter(({ file }) => file?.includes(`${path.sep}attack${path.sep}`));
  const lines = attacks.flatMap(({ title, state, milliseconds }) => {
    const [, number, words] = /(?:^|\s)(\d\.\d\d+) (.*)$/.exec(title) ?? [];
    return number ? [`${number} ${state === 'passed' ? 'held' : 'BROKEN'} ${words} (${milliseconds} ms)`] : [];
  });
  if (lines.length > 0) {
    const byNumber = new Intl.Collator('en', { numeric: true });
    await writeFile(path.join(root, 'out/attacks.txt'), `${lines.sort(byNumber.compare).join('\n')}\n`);
    console.log(`  ${lines.length} attacks, a line each in out/attacks.txt`);
  }
}

/**
 * What mocha's reporter of JSON writes, as far as it is read here.
 * @typedef {{ fullTitle: string, file?: string, duration?: number, err: { stack?: string, message?: string } }} Test
 * @typedef {{ passes: Test[], failures: Test[] }} Report
 */

/**
 * @param {string} file
 * @param {number} code
 * @param {string} output
 * @returns {Promise<Result[]>}
 */
async function readResults(file, code, output) {
  const report = await readFile(file, 'utf8').then(
    (text) => /** @type {Report} */ (JSON.parse(text)),
    () => undefined,
  );
  if (!report || report.passes.length + report.failures.length === 0) {
    const error = `mocha ended with exit code ${code}${report ? ' and ran no test' : ''}:\n${tail(output)}`;
    return [{ title: 'run', state: 'failed', milliseconds: 0, error }];
  }
  /** @type {(test: Test) => Omit<Result, 'state'>} */
  const result = ({ fullTitle: title, file, duration = 0 }) => ({ title, file, milliseconds: duration });
  /** @type {Result[]} */
  const passed = report.passes.map((test) => ({ ...result(test), state: 'passed' }));
  /** @type {Result[]} */
  const failed = report.failures.map((test) => ({
    ...result(test),
    state: 'failed',
    error: test.err.stack ?? test.err.message,
  }));
  if (code !== 0 && failed.length === 0) {
    const error = `mocha ended with exit code ${code} after all tests had passed:\n${tail(output)}`;
    failed.push({ title: 'end well', state: 'failed', milliseconds: 0, error });
  }
  return [...passed, ...failed];
}
