import { WorkbenchError, type FilePlace } from '../../base/workbench-error';
import { count, line, listOf, noneOr, oneOf, shape, text, type Judge } from '../loading/event-shapes';
import type { LoadingWork } from '../loading/loading';
import type { WorkEnd } from '../loading/supervised-work';
import {
  idOf,
  type PluginTest,
  type TestListener,
  type TestOutcome,
  type TestRunOptions,
  type WantedTest,
} from './plugin-tests';

/** What unittests.py is told of a plugin, beside the tests. */
export interface UnittestTask {
  /** The folder in which the tests run, the first on the path. */
  readonly folder: string;
  /** What comes first on the path, in the place of the folder. */
  readonly paths?: readonly string[];
  /** What runs them; unittest unless given. */
  readonly by?: 'unittest' | 'pytest';
  /** The folder whose files are the plugin's own; the one in which the tests run unless given. */
  readonly own?: string;
}

/** How long a test may take, and a module to be imported, in seconds; as long as it wants under the debugger. */
const SECONDS_A_TEST = 300;

/** More tests that end their process are not waited for. */
const MOST_PROCESSES = 100;

/** Printed before the first test; worth showing when there is none. */
const LAST_LINES = 12;

/**
 * Runs tests by a worker that does what unittests.py tells. A test that ends its process has failed, and the tests after
 * it run in another.
 * @param work Such a worker.
 * @throws WorkbenchError when the worker cannot begin; an AbortError on abort
 */
export async function runUnittests(
  work: LoadingWork,
  task: UnittestTask,
  wanted: readonly WantedTest[],
  listener: TestListener,
  { signal, debugger: asked }: TestRunOptions,
): Promise<void> {
  let left = wanted;
  for (let processes = 0; left.length > 0; processes += 1) {
    if (processes === MOST_PROCESSES) {
      left.map(testOf).forEach((test) => listener.onEnd(test, notRun(MOST_PROCESSES), 0));
      return;
    }
    const run = new Run(left, listener, asked?.onListening);
    const words = { ...task, tests: left, ...(asked && { debugger: asked.token }) };
    const end = await work.run(words, asked ? undefined : SECONDS_A_TEST, run, signal);
    left = run.leftAfter(end);
  }
}

interface Planned extends PluginTest {
  readonly module: string;
}

interface ToldFailure {
  readonly message: string;
  readonly file?: string | null;
  readonly line?: number | null;
}

type TestEvent =
  | { readonly is: 'debugger'; readonly port: number }
  | { readonly is: 'module'; readonly module: string }
  | { readonly is: 'planned'; readonly tests: readonly ToldTest[] }
  | { readonly is: 'started'; readonly test: string }
  | {
      readonly is: 'ended';
      readonly test: string;
      readonly outcome: TestOutcome['is'];
      readonly failures: readonly ToldFailure[];
      readonly why: string;
      readonly milliseconds: number;
    };

interface ToldTest {
  readonly id: string;
  readonly module: string;
  readonly file?: string | null;
  readonly line?: number | null;
}

const place = { file: noneOr(text), line: noneOr(line) };
const duration: Judge = (value) => typeof value === 'number' && value >= 0;

/** What unittests.py tells; code of others runs where it is told. */
const EVENTS: ReadonlyMap<unknown, Judge> = new Map<TestEvent['is'], Judge>([
  ['debugger', shape({ port: count })],
  ['module', shape({ module: text })],
  ['planned', shape({ tests: listOf(shape({ id: text, module: text, ...place })) })],
  ['started', shape({ test: text })],
  [
    'ended',
    shape({
      ...{ test: text, outcome: oneOf('passed', 'failed', 'skipped'), why: text, milliseconds: duration },
      failures: listOf(shape({ message: text, ...place })),
    }),
  ],
]);

/** What is told of one process. */
class Run {
  private planned: Map<string, Planned> | undefined;
  private readonly over = new Set<string>();
  private module: string | undefined;
  private current: Planned | undefined;
  private readonly lines: string[] = [];

  constructor(
    private readonly wanted: readonly WantedTest[],
    private readonly listener: TestListener,
    private readonly onListening: ((port: number) => void) | undefined,
  ) {}

  readonly onLine = (text: string): void => {
    if (this.planned === undefined) {
      this.lines.push(text);
      this.lines.splice(0, this.lines.length - LAST_LINES);
    }
    this.listener.onLine(text, this.current);
  };

  readonly onUnseen = (bytes: number): void => {
    this.onLine(`(${bytes} bytes more were printed, which are not shown.)`);
  };

  readonly onEvent = (told: Readonly<Record<string, unknown>>): void => {
    const event = EVENTS.get(told['is'])?.(told) === true ? (told as unknown as TestEvent) : undefined;
    switch (event?.is) {
      case 'debugger':
        this.onListening?.(event.port);
        break;
      case 'module':
        this.module = event.module;
        break;
      case 'planned':
        this.planned = new Map(event.tests.map((test) => [test.id, plannedOf(test)]));
        break;
      case 'started':
        this.current = this.known(event.test);
        this.listener.onStart(this.current);
        break;
      case 'ended':
        this.end(this.known(event.test), outcomeOf(event), event.milliseconds);
        break;
      case undefined:
        break;
    }
  };

  /**
   * What is still to be run when a process has ended.
   * @throws WorkbenchError when it has not come to the first module
   */
  leftAfter(end: WorkEnd): readonly WantedTest[] {
    const { planned, module, current } = this;
    if (planned === undefined) {
      if (module === undefined) {
        throw new WorkbenchError({ what: 'The tests cannot be prepared.', why: this.lines.at(-1) ?? endWords(end) });
      }
      const isIts = (each: WantedTest): boolean => each.module === module;
      this.wanted.filter(isIts).forEach((each) => this.fail(testOf(each), `It cannot be imported. ${endWords(end)}`));
      return this.wanted.filter((each) => !isIts(each));
    }
    if (current) {
      this.fail(current, endWords(end));
    }
    const left = [...planned.values()].filter(({ id }) => !this.over.has(id));
    if (end.is === 'done' || current === undefined) {
      left.forEach((test) => this.fail(test, `It was not run. ${endWords(end)}`));
      return [];
    }
    return left.map(({ id, module: its }) => {
      const file = this.wanted.find((each) => each.module === its)?.file;
      return { module: its, name: id.slice(its.length + 1), ...(file !== undefined && { file }) };
    });
  }

  private known(id: string): Planned {
    return this.planned?.get(id) ?? { ...testOf(this.wantedAs(id)), module: this.wantedAs(id).module };
  }

  private wantedAs(id: string): WantedTest {
    return this.wanted.find((each) => idOf(each) === id) ?? { module: '', name: id };
  }

  private fail(test: PluginTest, message: string): void {
    this.end(test, { is: 'failed', failures: [{ message, where: test.at }] }, 0);
  }

  private end(test: PluginTest, outcome: TestOutcome, milliseconds: number): void {
    this.over.add(test.id);
    this.current = undefined;
    this.listener.onEnd(test, outcome, milliseconds);
  }
}

function plannedOf({ id, module, file, line: at }: ToldTest): Planned {
  return { id, module, name: id.slice(id.lastIndexOf('.') + 1), at: placeOf(file, at) };
}

function testOf(wanted: WantedTest): PluginTest {
  const id = idOf(wanted);
  return { id, name: id.slice(id.lastIndexOf('.') + 1) };
}

function outcomeOf({ outcome, failures, why }: Extract<TestEvent, { is: 'ended' }>): TestOutcome {
  switch (outcome) {
    case 'passed':
      return { is: 'passed' };
    case 'skipped':
      return { is: 'skipped', why };
    case 'failed':
      return {
        is: 'failed',
        failures: failures.map(({ message, file, line: at }) => ({ message, where: placeOf(file, at) })),
      };
  }
}

function notRun(processes: number): TestOutcome {
  return {
    is: 'failed',
    failures: [{ message: `It was not run: tests before it have ended ${processes} processes.` }],
  };
}

function placeOf(file: string | null | undefined, at: number | null | undefined): FilePlace | undefined {
  return file ? { file, ...(typeof at === 'number' && { line: at }) } : undefined;
}

function endWords(end: WorkEnd): string {
  switch (end.is) {
    case 'exit':
      return `Its process ended with exit code ${end.code}.`;
    case 'signal':
      return `Its process was ended by ${end.signal}.`;
    case 'late':
      return `It did not end within ${end.seconds} seconds, and was ended.`;
    case 'unheard':
      return 'It closed descriptors that are not its own, and could not be followed any further.';
    case 'supervisor gone':
      return 'It ended the process that started it.';
    case 'done':
      return 'The run was over before.';
  }
}
