import { readdirSync, writeFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import Mocha from 'mocha';

/** A test as the runner (scripts/host-tests.mjs) reads it back from the results file. */
interface Result {
  readonly title: string;
  readonly state: 'passed' | 'failed';
  readonly milliseconds: number;
  readonly error?: string;
}

/** Runs one suite's tests; VS Code calls this in its extension host (`extensionTestsPath`), a rejection is exit code 1. */
export async function run(): Promise<void> {
  await runSuite({});
}

/** Runs the tests of a suite that drives the window from outside: they find its page, one of Playwright's, as `this.page`. */
export async function drive(page: object): Promise<void> {
  await runSuite({ page });
}

/** The runner names the suite's folder and the results file by environment variables. */
async function runSuite(context: { readonly page?: object }): Promise<void> {
  const suite = required('PLUGIN_WORKBENCH_TEST_SUITE');
  const results = required('PLUGIN_WORKBENCH_TEST_RESULTS');
  process.setSourceMapsEnabled(true); // keeps the maps of what is loaded from here on, for findSourceMap
  const grep = process.env['PLUGIN_WORKBENCH_TEST_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    color: false,
    forbidOnly: true,
    forbidPending: true,
    fullTrace: true,
    reporter: Mocha.reporters.Base, // prints nothing; the runner reads the results file
    ...(grep === undefined ? {} : { grep }),
  });
  Object.assign(mocha.suite.ctx, context);
  for (const file of testFiles(path.join(__dirname, suite))) {
    mocha.addFile(file);
  }
  const collected: Result[] = [];
  const save = (...running: Result[]): void =>
    writeFileSync(results, JSON.stringify([...collected, ...running], undefined, 2));
  save();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test', (test) => {
      // What the runner finds when the window hangs or dies now.
      save({
        title: test.fullTitle(),
        state: 'failed',
        milliseconds: 0,
        error: 'It was still running when the window ended.',
      });
    });
    runner.on('pass', (test) => {
      collected.push({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration ?? 0 });
      save();
    });
    // Hooks fail here too, under a title of their own.
    runner.on('fail', (test, error: Error) => {
      const title = test.fullTitle();
      collected.push({ title, state: 'failed', milliseconds: test.duration ?? 0, error: explain(error) });
      save();
      // The stand-in host takes a picture of the window when it reads this.
      console.log(`plugin-workbench test failed: ${title}`);
    });
  });
  if (failures > 0) {
    throw new Error(`${failures} tests failed.`);
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: start the tests with "npm run test:host".`);
  }
  return value;
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}

/** The stack, and what was compared where the message is a person's own words; the cause first, where it has one. */
function explain(error: Error & { actual?: unknown; expected?: unknown; generatedMessage?: boolean }): string {
  if (error.cause instanceof Error) {
    return `${explain(error.cause)}\n${error.message}`;
  }
  const stack = inSource(error.stack ?? String(error));
  if (error.generatedMessage === false) {
    return `${stack}\n${Mocha.reporters.Base.generateDiff(text(error.actual), text(error.expected))}`;
  }
  return stack;
}

/** The stack with places in TypeScript; Node does not map them here, because VS Code brings its own stack formatting. */
function inSource(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/node:internal|node_modules[\\/]mocha/.test(line))
    .map((line) =>
      line.replace(/([^\s(]+\.js):(\d+):(\d+)/, (place, file: string, lineNumber: string, column: string) => {
        const origin = findSourceMap(file)?.findOrigin(Number(lineNumber), Number(column));
        if (!origin || !('fileName' in origin)) {
          return place;
        }
        return `${fileURLToPath(origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
      }),
    )
    .join('\n');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 10, sorted: true });
}
