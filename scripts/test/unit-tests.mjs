// Runs the tests that need no VS Code (see .mocharc.json for which).
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root, run, tail } from '../commands.mjs';
import { testPython } from '../set-up/python.mjs';
import { lookForLeftovers, runMark } from './leftovers.mjs';
import { showResults } from './results.mjs';

/** A run that takes longer hangs on something that a test has left open. */
const timeoutSeconds = 1500;

/** The long attacks take hours, each of them bounded by its own count. */
const attackTests = { specs: ['test/attack/*.test.ts', 'test/attack/long/*.test.ts'], timeoutSeconds: 14_400 };

/**
 * Resolves with results, each `{ title, file?, state, milliseconds, error? }`; those of attacks also stand in `out/attacks.txt`.
 * `onlyAttacks` runs these alone, the long ones included.
 */
export async function runUnitTests({ grep, onlyAttacks = false } = {}) {
  const file = path.join(root, 'out/unit-results.json');
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
      ...(onlyAttacks ? ['--no-config', '--import', 'tsx', '--timeout', '0', ...attackTests.specs] : []),
    ],
    {
      env: { ...process.env, [runMark]: mark, PLUGIN_WORKBENCH_TEST_PYTHON: testPython() },
      timeoutSeconds: onlyAttacks ? attackTests.timeoutSeconds : timeoutSeconds,
    },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const results = [...(await readResults(file, code, output)), ...(await lookForLeftovers(mark))];
  showResults(`${onlyAttacks ? 'attacks' : 'unit tests'} (${seconds} s)`, results);
  await reportAttacks(results);
  return results;
}

/** A line a case, by number: `1.01 held three writers lose nothing … (1234 ms)`. */
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

async function readResults(file, code, output) {
  const report = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
  if (!report || report.passes.length + report.failures.length === 0) {
    const error = `mocha ended with exit code ${code}${report ? ' and ran no test' : ''}:\n${tail(output)}`;
    return [{ title: 'run', state: 'failed', milliseconds: 0, error }];
  }
  const result = ({ fullTitle: title, file, duration = 0 }, state) => ({ title, file, state, milliseconds: duration });
  const passed = report.passes.map((test) => result(test, 'passed'));
  const failed = report.failures.map((test) => ({
    ...result(test, 'failed'),
    error: test.err.stack ?? test.err.message,
  }));
  if (code !== 0 && failed.length === 0) {
    const error = `mocha ended with exit code ${code} after all tests had passed:\n${tail(output)}`;
    failed.push({ title: 'end well', state: 'failed', milliseconds: 0, error });
  }
  return [...passed, ...failed];
}
