import { isRun, type PackagePromise } from './package-promise';

/** What does the same in Python 3, in every use of the name. */
const NOW: Readonly<Record<string, string>> = {
  basestring: 'str',
  long: 'int',
  raw_input: 'input',
  unichr: 'chr',
  unicode: 'str',
  xrange: 'range',
};

/** A NameError ends loading, or the component when it gets there; an exit passes the loader's `except Exception`, and ends SOPS. */
export const namesAreBound: PackagePromise = {
  id: 'runs-to-its-end',
  title: 'Loading comes to the end of every module, without names of Python 2',
  source: 'bamboo-pipeline 4.0.4, external_plugins/loader.py; Python 3.11',
  *check(module, view) {
    for (const { is, name, range, isAtLoad } of isRun(module, view) ? module.python.risks : []) {
      if (is === 'exit') {
        const message = `"${name}" runs while the module is loaded and ends the whole process: SOPS would not start.`;
        yield { code: 'bksops/exits-at-load', severity: 'error', range, message };
      } else {
        yield {
          code: 'bksops/python-2-name',
          severity: isAtLoad ? 'error' : 'warning',
          range,
          message: `Python 3 has no "${name}": ${isAtLoad ? 'SOPS ends loading' : 'the component ends'} with a NameError here.`,
          ...(Object.hasOwn(NOW, name) && { fix: { title: `Write "${NOW[name]}"`, replace: NOW[name] ?? name } }),
        };
      }
    }
  },
};
