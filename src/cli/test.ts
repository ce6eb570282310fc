import { didYouMean } from '../base/nearest-word';
import { WorkbenchError } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { OwnTests } from '../platforms/platform';
import { platformOf } from '../platforms/platforms';
import type { WayToCloud } from '../runtime/recording/recorded-plugin';
import {
  wantedOf,
  type PluginTest,
  type PluginTestClass,
  type TestListener,
  type TestOutcome,
  type WantedTest,
} from '../runtime/testing/plugin-tests';
import { filesOf, formatOf, parsed, pluginIn, UsageError, type CliCommand, type CliOptions } from './command';
import type { Output } from './output';
import { placeFromHere, placeInJson } from './place';
import { progressLine } from './progress-line';
import { replayOption, replaying } from './replay';
import { chosenPython } from './serve';

const FORMATS = ['text', 'json'] as const;

const options = {
  format: { takes: FORMATS.join('|'), about: 'how the results are printed; text unless given' },
  ...replayOption,
} as const satisfies CliOptions;

export const test: CliCommand = {
  name: 'test',
  takes: 'DIR [TEST…]',
  options,
  summary: "run a plugin's own tests, as its platform would have them",
  terms: ['TEST is the name of a class of tests or of a test, such as HelloTest or HelloTest.test_component.'],
  details: [
    'The tests are found in the text of the files, and run in processes of their own on this machine.',
    'What a test prints is shown when it has failed.',
    'The exit code is 1 when a test has failed.',
  ],
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const { runtime, output, signal, cloud: way } = replaying(context, values.replay);
    const [folder, ...named] = positionals;
    if (folder === undefined) {
      throw new UsageError('test takes the folder of a plugin.');
    }
    const format = formatOf(values.format, FORMATS);
    const files = await filesOf(folder, output, signal);
    const plugin = await pluginIn(folder, files);
    const tests = testsOf(plugin);
    const cloud = way && cloudOf(plugin, tests, way, output);
    const classes = await tests.find(plugin, files);
    const wanted =
      named.length === 0 ? classes.map((each) => wantedOf(each)) : named.map((name) => wantedBy(name, classes));
    if (wanted.length === 0) {
      throw new WorkbenchError({
        what: `${plugin.name} has no tests.`,
        where: plugin.entry,
        next: { title: 'Write classes of tests into files whose names begin with "test"' },
      });
    }
    const progress = { onProgress: (step: Parameters<typeof progressLine>[0]) => output.note(progressLine(step)) };
    await using runner = await tests.runner(runtime, plugin, files, {
      chosen: chosenPython(),
      signal,
      cloud,
      ...progress,
    });
    output.note(`Testing with ${runner.about}.`);
    const told = new ToldTests(classes, format === 'text' ? output : undefined);
    await runner.run(wanted, told, { signal });
    const { results } = told;
    if (format === 'json') {
      await output.json({ target: folder, platform: plugin.platform, tests: results.map(inJson) }, 2);
    } else {
      output.line(summaryOf(results));
    }
    return results.some(({ outcome }) => outcome.is === 'failed') ? 1 : 0;
  },
};

/** @throws WorkbenchError where no tests of such plugins are known */
function testsOf(plugin: Plugin): OwnTests {
  const { tests, title } = platformOf(plugin);
  if (!tests) {
    throw new WorkbenchError({
      what: `The tests of ${plugin.name} cannot be run from here.`,
      why: `It is not known how such plugins of ${title} are tested.`,
      where: plugin.entry,
    });
  }
  return tests;
}

/**
 * The way on which tests reach a cloud, with what is to be said of it.
 * @throws WorkbenchError where the platform's tests go no other way than the straight one
 */
function cloudOf(plugin: Plugin, { takesCloud }: OwnTests, way: WayToCloud, output: Output): WayToCloud {
  if (takesCloud !== true) {
    throw new WorkbenchError({
      what: `The tests of ${plugin.name} are neither recorded nor replayed.`,
      why: `Those of such plugins of ${platformOf(plugin).title} are run without a cloud.`,
      where: plugin.entry,
    });
  }
  return async (recorded) => {
    const calls = await way(recorded);
    calls.onNote((note) => output.note(note));
    return calls;
  };
}

/** A test may be one that only running tells of, so that no more than its class has to be known. */
function wantedBy(named: string, classes: readonly PluginTestClass[]): WantedTest {
  const known = [...classes].sort((a, b) => b.id.length - a.id.length);
  for (const each of known) {
    const rest = [each.id, each.name].map((its) =>
      named === its ? '' : named.startsWith(`${its}.`) ? named.slice(its.length + 1) : undefined,
    );
    const method = rest.find((its) => its !== undefined);
    if (method !== undefined) {
      return wantedOf(each, method);
    }
  }
  throw new UsageError(
    [
      `There is no class of tests for "${named}".`,
      didYouMean(
        named,
        classes.map(({ name }) => name),
      ),
    ]
      .filter(Boolean)
      .join(' '),
  );
}

interface Result {
  readonly test: PluginTest;
  readonly outcome: TestOutcome;
  readonly milliseconds: number;
}

/** What is told of a run, printed as it comes where there is somebody to read it. */
class ToldTests implements TestListener {
  readonly results: Result[] = [];
  private printed: string[] = [];
  private readonly known: ReadonlyMap<string, PluginTest>;

  constructor(
    classes: readonly PluginTestClass[],
    private readonly output: Output | undefined,
  ) {
    this.known = new Map(classes.flatMap((each) => [each, ...each.tests]).map((each) => [each.id, each]));
  }

  onStart(): void {
    this.printed = [];
  }

  onEnd(test: PluginTest, outcome: TestOutcome, milliseconds: number): void {
    // Its text has the line on which a test begins; running has that of whatever wraps it.
    const known = this.known.get(test.id) ?? test;
    this.results.push({ test: known, outcome, milliseconds });
    this.output?.oneLine(lineOf(known, outcome, milliseconds));
    if (outcome.is === 'failed') {
      outcome.failures.forEach(({ message, where }) => {
        const place = where ?? known.at;
        message.split('\n').forEach((each) => this.output?.line(`    ${each}`));
        if (place) {
          this.output?.oneLine(`    at ${placeFromHere(place)}`);
        }
      });
      this.printed.forEach((each) => this.output?.line(`    | ${each}`));
    }
    this.printed = [];
  }

  onLine(line: string): void {
    this.printed.push(line);
  }
}

function lineOf({ id }: PluginTest, outcome: TestOutcome, milliseconds: number): string {
  const why = outcome.is === 'skipped' && outcome.why !== '' ? `: ${outcome.why}` : '';
  return `${outcome.is} ${id}${why} (${Math.round(milliseconds)} ms)`;
}

function inJson({ test: { id, at }, outcome, milliseconds }: Result): object {
  const failures = outcome.is === 'failed' ? outcome.failures : [];
  const where = failures.find((failure) => failure.where)?.where ?? at;
  const message = outcome.is === 'skipped' ? outcome.why : failures.map((failure) => failure.message).join('\n');
  return {
    ...{ id, outcome: outcome.is },
    ...(message !== '' && { message }),
    ...placeInJson(where),
    milliseconds,
  };
}

function summaryOf(results: readonly Result[]): string {
  const count = (is: TestOutcome['is']): number => results.filter(({ outcome }) => outcome.is === is).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
