// npm run mutation   changes the sources in many small ways, runs the unit tests that reach each change, and lists the
//                    changes that no test notices; fails below the goal.
//
//   -- --all     every change, not only a sample: hours
//   -- FILE…     every change in these sources
import { Stryker } from '@stryker-mutator/core';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import picomatch from 'picomatch';
import { Refusal, main, root } from './commands.mjs';

/** What decides what a person is told and what a program answers. */
const judged = [
  'src/contract/**/*.ts',
  'src/manifest/**/*.ts',
  'src/platforms/*/contract/**/*.ts',
  'src/platforms/*/rules/**/*.ts',
  'src/platforms/spaceone/repository/**/*.ts',
  'src/runtime/**/*.ts',
];

/**
 * Left as they are: changed, they could end processes or remove folders that are none of the tests', or lead git into
 * the repository of the checkout itself.
 */
const leftAlone = [
  'src/runtime/fetching/git-{command,origin}.ts',
  'src/runtime/processes/**',
  'src/runtime/scaffold/**',
  'src/runtime/records/stage.ts',
  'src/runtime/python/virtual-environment.ts',
];

/** The tests of what the platforms and the manifest engine say. */
const ofManifests = ['test/unit/{catalog,contract,manifest,platforms}/**/*.test.ts', 'test/golden/*.test.ts'];

/** Those of the runtime take longer than all others; of the attacks, what needs no Python and no time. */
const ofTheRuntime = [
  'test/unit/platforms/**/*.test.ts',
  'test/unit/runtime/**/*.test.ts',
  'test/attack/5-{cuts,errors,origins}.test.ts',
];

/**
 * The tests that notice a change of a file: those of the same rooms.
 * @param {readonly string[]} files
 */
function specsFor(files) {
  const inRuntime = files.filter((file) => file.startsWith('src/runtime/'));
  return [...(inRuntime.length > 0 ? ofTheRuntime : []), ...(inRuntime.length < files.length ? ofManifests : [])];
}

/** The share of changes that a test notices, in per cent. */
const goal = 85;

/** The sample: one block in so many, of so many lines each, the same at every run. It takes some five minutes. */
const sample = { oneIn: 40, lines: 10 };

/**
 * The blocks of a file that are in the sample, as Stryker takes them: `src/manifest/cursor.ts:11-20`.
 * @param {string} file
 */
async function sampleOf(file) {
  const lines = (await readFile(path.join(root, file), 'utf8')).split('\n').length;
  const blocks = Array.from({ length: Math.ceil(lines / sample.lines) }, (_, block) => block);
  return blocks
    .filter((block) => createHash('sha256').update(`${file} ${block}`).digest().readUInt32BE() % sample.oneIn === 0)
    .map((block) => `${file}:${block * sample.lines + 1}-${(block + 1) * sample.lines}`);
}

await main(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } });
  const isSample = !values.all && positionals.length === 0;
  const allowed = await judgedFiles();
  const refused = positionals.find((file) => !allowed.includes(file));
  if (refused) {
    throw new Refusal(`"${refused}" is none of the sources that are changed: ${judged.join(', ')}.`);
  }
  const files = isSample || values.all ? allowed : positionals;
  const mutate = isSample ? (await Promise.all(files.map(sampleOf))).flat() : files;
  const stryker = new Stryker({
    mutate,
    testRunner: 'mocha',
    mochaOptions: { 'no-config': true, 'no-package': true, spec: specsFor(files) },
    testRunnerNodeArgs: ['--import', 'tsx'],
    coverageAnalysis: 'perTest',
    // What runs once, when a module is loaded, would need a new process for every change.
    ignoreStatic: true,
    ignorePatterns: ['dist', 'out', '.test-env', '.vscode-host*'],
    tempDirName: 'out/mutation',
    plugins: ['@stryker-mutator/*', path.join(root, 'scripts/mutation-report.mjs')],
    reporters: ['unnoticed'],
    logLevel: /** @type {import('@stryker-mutator/api/core').LogLevel} */ ('warn'),
    concurrency: Math.min(2, availableParallelism()),
    timeoutMS: 4000,
    allowEmpty: true,
  });
  const mutants = await stryker.runMutationTest();
  /** @type {(...statuses: string[]) => typeof mutants} */
  const having = (...statuses) => mutants.filter(({ status }) => statuses.includes(status));
  const noticed = having('Killed', 'Timeout');
  const unnoticed = having('Survived', 'NoCoverage');
  if (noticed.length + unnoticed.length === 0) {
    throw new Refusal('There was nothing to change.');
  }
  const score = (100 * noticed.length) / (noticed.length + unnoticed.length);
  const seen = `${noticed.length} of ${noticed.length + unnoticed.length} changes noticed`;
  console.log(`\nMutation score: ${score.toFixed(1)} % (${seen}; goal ${goal} %)`);
  return score >= goal ? 0 : 1;
});

async function judgedFiles() {
  const files = await readdir(path.join(root, 'src'), { recursive: true });
  const names = files.map((file) => path.posix.join('src', file.replaceAll('\\', '/')));
  const isJudged = picomatch(judged, { ignore: leftAlone });
  return names.filter((name) => isJudged(name)).sort();
}
