// npm test   installs what is missing, then checks, builds and runs all tests; the last line counts them.
//
//   --unit     only the tests that need no VS Code
//   --attacks  only the attacks, those that take long included
//   --host     only those in VS Code
//   --oldest   the same in the oldest version that the extension admits
//   --grep T   only tests whose name has T in it
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, run } from './commands.mjs';
import { setUp } from './set-up.mjs';
import { showResults } from './test/results.mjs';

const checks = {
  formatting: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  'lint rules': ['eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  types: ['typescript/bin/tsc', '--noEmit', '-p', '.'],
};

/** The checks only read, so they run at the same time. Only failed ones are results: a check is no test. */
async function runChecks() {
  const results = await Promise.all(
    Object.entries(checks).map(async ([title, [script, ...scriptArguments]]) => {
      const checkArguments = [path.join(root, 'node_modules', script), ...scriptArguments];
      const { code, output } = await run(process.execPath, checkArguments, { env: { ...process.env, NO_COLOR: '1' } });
      return code === 0 ? { title, state: 'passed' } : { title, state: 'failed', error: output };
    }),
  );
  showResults('checks', results);
  return results.filter(({ state }) => state === 'failed');
}

/** Builds what is tested: the very files that are shipped. */
async function runBuild() {
  const { buildHostTests, buildProduct } = await import('./build.mjs');
  try {
    await buildProduct({ production: true });
    await buildHostTests();
    return [];
  } catch (error) {
    const results = [{ title: 'build', state: 'failed', error: error.message }];
    showResults('build', results);
    return results;
  }
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      unit: { type: 'boolean' },
      attacks: { type: 'boolean' },
      host: { type: 'boolean' },
      oldest: { type: 'boolean' },
      grep: { type: 'string' },
    },
  });
  const { grep } = values;
  const all = !values.unit && !values.attacks && !values.host && !values.oldest;
  const inWindow = all || values.host || values.oldest;
  const lane = values.oldest ? 'oldest' : 'newest';
  // Without a window too: grammars are tested on those of VS Code.
  const server = process.env.VSCODE_EXECUTABLE ? [] : [lane === 'oldest' ? 'oldest-server' : 'server'];
  await setUp('packages', 'python', ...server, ...(inWindow ? ['chromium'] : []));
  const results = [];
  if (all) {
    results.push(...(await runChecks()));
  }
  // The command line's tests run what is shipped, so the build comes first.
  const built = await runBuild();
  results.push(...built);
  if (built.length === 0 && (all || values.unit || values.attacks)) {
    const { runUnitTests } = await import('./test/unit-tests.mjs');
    results.push(...(await runUnitTests({ grep, onlyAttacks: values.attacks })));
  }
  if (built.length === 0 && inWindow) {
    const { runHostTests } = await import('./host-tests.mjs');
    results.push(...(await runHostTests({ lane, grep })));
  }
  const passed = results.filter(({ state }) => state === 'passed').length;
  console.log(`\n${passed} passed, ${results.length - passed} failed`);
  return passed === results.length && passed > 0 ? 0 : 1;
});
