import type { FilePlace } from '../../base/workbench-error';

/** A test of a plugin's own, as the source has it or as running told of it. */
export interface PluginTest {
  /** The name by which its framework knows it, such as `pkg.tests.test_a.HelloTest.test_component`. */
  readonly id: string;
  /** The last word of it. */
  readonly name: string;
  readonly at?: FilePlace | undefined;
}

/** A class of tests, or what stands in a file without one. */
export interface PluginTestClass extends PluginTest {
  /** Its name in the module; empty for the tests that stand in no class. */
  readonly inModule: string;
  /** What runs it: unittest, or pytest alone. */
  readonly by: 'unittest' | 'pytest';
  /** The module in which it stands, such as `pkg.tests.test_a`. */
  readonly module: string;
  readonly at: Required<FilePlace>;
  /** Those that its text shows; running may tell of more. */
  readonly tests: readonly PluginTest[];
}

/** What is to be run: a class with all of its tests, or one test of it. */
export interface WantedTest {
  readonly module: string;
  /** In the module: `HelloTest`, or `HelloTest.test_component`; empty for all tests that stand in no class. */
  readonly name: string;
  /** Where the module stands, for what runs files. */
  readonly file?: string;
}

/** What is to be run of a class: all of it, or one of its tests. */
export function wantedOf({ module, inModule }: PluginTestClass, test = ''): WantedTest {
  return { module, name: [inModule, test].filter(Boolean).join('.') };
}

/** The name by which what is wanted is told. */
export function idOf({ module, name }: WantedTest): string {
  return [module, name].filter(Boolean).join('.');
}

/** Why a test has failed; a test can have several reasons. */
export interface TestFailure {
  readonly message: string;
  /** The innermost line of the plugin's own files, or the place that the framework knows better. */
  readonly where?: FilePlace | undefined;
}

export type TestOutcome =
  | { readonly is: 'passed' }
  | { readonly is: 'failed'; readonly failures: readonly TestFailure[] }
  | { readonly is: 'skipped'; readonly why: string };

/** What is told of tests while they run. */
export interface TestListener {
  onStart(test: PluginTest): void;
  onEnd(test: PluginTest, outcome: TestOutcome, milliseconds: number): void;
  /** Hears what is printed, without secrets, and by which test; undefined for what is printed between tests. */
  onLine(line: string, test: PluginTest | undefined): void;
}

export interface TestRunOptions {
  readonly signal: AbortSignal;
  /** Hears where a debugger may attach, who has to know the token; the tests are imported once it has. */
  readonly debugger?: { readonly token: string; readonly onListening: (port: number) => void } | undefined;
}

/** What runs the tests of one plugin; to be disposed of after the last run. */
export interface TestRunner extends AsyncDisposable {
  /** Such as `bamboo-pipeline 4.0.4 on Python 3.11.7`. */
  readonly about: string;
  /**
   * Resolves when each test that is wanted has been told.
   * @throws WorkbenchError when nothing could be run; an AbortError on abort
   */
  run(wanted: readonly WantedTest[], listener: TestListener, options: TestRunOptions): Promise<void>;
}
