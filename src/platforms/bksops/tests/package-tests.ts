import { Budget } from '../../../base/budget';
import type { Files } from '../../../base/files';
import { finishInTurns } from '../../../base/steps';
import { LineIndex } from '../../../manifest/parse/line-index';
import type { PluginTestClass } from '../../../runtime/testing/plugin-tests';
import { mayHoldTests, testClassesIn, type InheritedTest } from '../../../runtime/testing/test-classes';
import type { OwnTests } from '../../platform';
import type { BksopsPlugin } from '../package-finder';
import { moduleName } from '../packages/module-names';

/** What a class of tests has from bamboo-pipeline (4.0.4, `component_framework/test.py`): one test of all its cases. */
const INHERITED: readonly InheritedTest[] = [{ base: 'ComponentTestMixin', test: 'test_component', toldBy: 'cases' }];

/**
 * Where tests stand: in files that Django's runner discovers, and in the folders that the generators of SOPS make for
 * them, whose `__init__.py` hold some as well (bk-sops, `manage.py create_atoms_app`).
 */
const PLACES = ['**/test*.py', '**/*_test.py', '**/*_tests.py', '**/tests/**/*.py'];

const STEPS_A_PACKAGE = 20_000_000;

/** The tests of a package, of unittest, Django and `ComponentTestMixin`, run on the Python with which it is loaded. */
export const tests: OwnTests<BksopsPlugin> = {
  mayHold: (file) => /\/(?:test[^/]*|[^/]*_tests?)\.py$|\/tests\/.*\.py$/.test(file),
  async find({ folder, rootFolder }, files) {
    const budget = new Budget(STEPS_A_PACKAGE, 'The tests');
    const found: PluginTestClass[] = [];
    for (const file of await files.find(folder, PLACES)) {
      found.push(...(await classesIn(file, rootFolder, files, budget)));
    }
    return found;
  },
  runner: async (...asked) => (await import('./package-test-runner')).packageTestRunner(...asked),
};

async function classesIn(file: string, rootFolder: string, files: Files, budget: Budget): Promise<PluginTestClass[]> {
  const module = moduleName(file, rootFolder);
  const text = module === undefined ? undefined : await files.read(file).catch(() => undefined);
  if (module === undefined || text === undefined || !mayHoldTests(text)) {
    return [];
  }
  const classes = await finishInTurns(testClassesIn(text, budget.of(file), INHERITED));
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
