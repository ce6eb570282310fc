import type { Budget } from '../base/budget';
import type { Files } from '../base/files';
import { basename } from '../base/paths';
import { finishInTurns } from '../base/steps';
import { LineIndex } from '../manifest/parse/line-index';
import type { PluginTestClass } from '../runtime/testing/plugin-tests';
import {
  mayHoldTests,
  pytestsIn,
  testClassesIn,
  type InheritedTest,
  type TestMethod,
} from '../runtime/testing/test-classes';

export interface TestReading {
  readonly files: Files;
  readonly budget: Budget;
  /** Tests that a class has from a base of a framework. */
  readonly inherited?: readonly InheritedTest[];
  /** True where what pytest alone runs counts as well. */
  readonly pytest?: boolean;
}

/**
 * The classes of tests in a file, by its text; none where it cannot be read.
 * @param module The name of the module in it, which begins the names of its tests.
 * @throws BudgetSpent for a text that is far too long
 */
export async function testClassesOf(
  file: string,
  module: string,
  { files, budget, inherited, pytest = false }: TestReading,
): Promise<PluginTestClass[]> {
  const text = await files.read(file).catch(() => undefined);
  if (text === undefined) {
    return [];
  }
  const lines = new LineIndex(text);
  const place = (at: number): { file: string; line: number } => ({ file, line: lines.positionAt(at).line + 1 });
  const classOf = (
    by: PluginTestClass['by'],
    inModule: string,
    at: number,
    tests: readonly TestMethod[],
  ): PluginTestClass => {
    const id = inModule === '' ? module : `${module}.${inModule}`;
    const own = tests.map((test) => ({ id: `${id}.${test.name}`, name: test.name, at: place(test.at) }));
    return { id, name: inModule || basename(file), inModule, module, by, at: place(at), tests: own };
  };
  const classes = mayHoldTests(text) ? await finishInTurns(testClassesIn(text, budget.of(file), inherited)) : [];
  const found = classes.map(({ name, at, tests }) => classOf('unittest', name, at, tests));
  if (!pytest || !/^(?:async )?def test|^class Test/m.test(text)) {
    return found;
  }
  const more = await finishInTurns(pytestsIn(text, budget.of(file)));
  const [first] = more.functions;
  return [
    ...found,
    ...more.classes.map(({ name, at, tests }) => classOf('pytest', name, at, tests)),
    ...(first ? [classOf('pytest', '', first.at, more.functions)] : []),
  ];
}
