import { Budget } from '../../../base/budget';
import type { PluginTestClass } from '../../../runtime/testing/plugin-tests';
import type { OwnTests } from '../../platform';
import type { SpaceonePlugin } from '../plugin-finder';
import { mayBeTests, testPlaces } from './test-places';

const STEPS_A_PLUGIN = 20_000_000;

/** The tests in a plugin's folder `test`: those that call its server by spaceone-tester, and plain ones of unittest and pytest. */
export const tests: OwnTests<SpaceonePlugin> = {
  mayHold: mayBeTests,
  takesCloud: true,
  async find(plugin, files) {
    const budget = new Budget(STEPS_A_PLUGIN, 'The tests');
    const { testClassesOf } = await import('../../test-classes-of');
    const found: PluginTestClass[] = [];
    for (const { file, module } of await testPlaces(plugin, files)) {
      found.push(...(await testClassesOf(file, module, { files, budget, pytest: true })));
    }
    return found;
  },
  runner: async (...asked) => (await import('./plugin-test-runner')).pluginTestRunner(...asked),
};
