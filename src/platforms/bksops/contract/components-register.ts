import type { PackagePromise } from './package-promise';

/** Importing a package imports none of its modules, and `__register_ignore__` keeps a module's components out (bamboo-pipeline 4.0.4, `loader.py`, `component_framework/base.py`). */
export const componentsRegister: PackagePromise = {
  id: 'components-register',
  title: 'Every component is registered by what the sources load',
  source: 'bamboo-pipeline 4.0.4, external_plugins/loader.py and component_framework/base.py',
  *check(module, view) {
    const { components, registerIgnore } = module.python;
    const value = registerIgnore?.value;
    if (components.length > 0 && registerIgnore && value?.is === 'boolean' && value.value) {
      yield {
        code: 'bksops/register-ignored',
        severity: 'warning',
        range: registerIgnore.key,
        message: '"__register_ignore__" keeps the components of this module out of SOPS, without a word.',
      };
    }
    const isNamed = view.loaders.some(({ set }) => set.modules.length > 0);
    const [first] = components;
    if (first && isNamed && !view.loaded.has(module.name)) {
      yield {
        code: 'bksops/not-loaded',
        severity: 'warning',
        range: first.at,
        message: `No source loads "${module.name}": SOPS does not see its components. Add it to the modules of ${view.root} in the manifest.`,
      };
    }
  },
};
