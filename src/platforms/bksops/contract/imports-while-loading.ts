import { targetsOf } from '../packages/package-view';
import { isRun, type PackagePromise } from './package-promise';

/**
 * The hook is taken away when a source is loaded (bamboo-pipeline 4.0.4, `importer/utils.py`): an import in a function
 * finds what is in `sys.modules` by then, and nothing else. In a file system, Python's own path may find it by accident.
 */
export const importsWhileLoading: PackagePromise = {
  id: 'imports-while-loading',
  title: 'What a component imports when it runs has been imported while loading',
  source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/utils.py',
  *check(module, view) {
    for (const statement of isRun(module, view) ? module.python.imports.filter(({ isLazy }) => isLazy) : []) {
      const missing = targetsOf(statement, module).find((name) => view.byName.has(name) && !view.loaded.has(name));
      if (missing !== undefined) {
        yield {
          code: 'bksops/lazy-import',
          severity: 'error',
          range: statement.range,
          message: `"${missing}" is imported in a function and by nothing that is loaded: SOPS's import hook is gone by then, and the component ends in ModuleNotFoundError: No module named '${missing}'. Import it at the top of the module.`,
        };
      }
    }
  },
};
