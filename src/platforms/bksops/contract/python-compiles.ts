import { isRun, type PackagePromise } from './package-promise';

/** The source is given to `exec` on Python 3.11 (bamboo-pipeline 4.0.4, `importer/base.py`); a SyntaxError ends the source. */
export const pythonCompiles: PackagePromise = {
  id: 'python-compiles',
  title: 'Every module is Python 3.11',
  source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/base.py',
  *check(module, view) {
    for (const { range, what, isPython2 } of isRun(module, view) ? module.python.mistakes : []) {
      yield {
        code: isPython2 ? 'bksops/python-2' : 'bksops/python-syntax',
        severity: 'error',
        range,
        message: `${what}: SOPS runs Python 3.11, stops here with a SyntaxError, and loads nothing that comes after this module.`,
      };
    }
  },
};
