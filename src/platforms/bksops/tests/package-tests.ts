import { Budget } from '../../../base/budget';
import type { PluginTestClass } from '../../../runtime/testing/plugin-tests';
import type { InheritedTest } from '../../../runtime/testing/test-classes';
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
    const { testClassesOf } = await import('../../test-classes-of');
    const found: PluginTestClass[] = [];
    for (const file of await files.find(folder, PLACES)) {
      const module = moduleName(file, rootFolder);
      found.push(
        ...(module === undefined ? [] : await testClassesOf(file, module, { files, budget, inherited: INHERITED })),
      );
    }
    return found;
  },
  runner: async (...asked) => (await import('./package-test-runner')).packageTestRunner(...asked),
};
