import type { Budget } from '../base/budget';
import type { Files } from '../base/files';
import { finishInTurns } from '../base/steps';
import { LineIndex } from '../manifest/parse/line-index';
import type { PluginTestClass } from '../runtime/testing/plugin-tests';
import { mayHoldTests, testClassesIn, type InheritedTest } from '../runtime/testing/test-classes';

/**
 * The classes of tests in a file, by its text; none where it cannot be read.
 * @param module The name of the module in it, which begins the names of its tests.
 * @param inherited Tests that a class has from a base of a framework.
 * @throws BudgetSpent for a text that is far too long
 */
export async function testClassesOf(
  file: string,
  module: string,
  { files, budget, inherited }: TestReading,
): Promise<PluginTestClass[]> {
  const text = await files.read(file).catch(() => undefined);
  if (text === undefined || !mayHoldTests(text)) {
    return [];
  }
  const classes = await finishInTurns(testClassesIn(text, budget.of(file), inherited));
  const lines = new LineIndex(text);
  const lineOf = (at: number): number => lines.positionAt(at).line + 1;
  return classes.map(({ name, at, tests: methods }) => ({
    id: `${module}.${name}`,
    name,
    module,
    at: { file, line: lineOf(at) },
    tests: methods.map((method) => ({
      id: `${module}.${name}.${method.name}`,
      name: method.name,
      at: { file, line: lineOf(method.at) },
    })),
  }));
}

export interface TestReading {
  readonly files: Files;
  readonly budget: Budget;
  readonly inherited?: readonly InheritedTest[];
}
