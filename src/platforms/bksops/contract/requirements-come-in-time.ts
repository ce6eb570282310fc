import type { Finding } from '../../../manifest/finding';
import { Requirement } from '../../../runtime/python/requirement';
import { resolved, type PackageModule, type PackageView } from '../packages/package-view';
import { textIn, type Constant } from '../python/constant';
import { isRun, type PackagePromise } from './package-promise';

/**
 * The requirements of a module are installed after its body has run, each by a `pip install` in the process; what fails
 * is logged and passed over, and anything but a list counts as none (bamboo-pipeline 4.0.4, `importer/base.py`,
 * `utils/requirement.py`).
 */
export const requirementsComeInTime: PackagePromise = {
  id: 'requirements-come-in-time',
  title: 'What __requirements__ names can be installed, before it is imported',
  source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/base.py and requirement.py',
  *check(module, view) {
    const attribute = module.python.requirements;
    if (!attribute || !isRun(module, view)) {
      return;
    }
    const { value } = attribute;
    if (value.is !== 'list') {
      if (value.is !== 'unknown') {
        const message =
          '"__requirements__" must be a list, such as ["requests==2.31.0"]: SOPS installs nothing for anything else.';
        yield { code: 'bksops/requirements', severity: 'error', range: value.range, message };
      }
      return;
    }
    const names: string[] = [];
    for (const item of value.items) {
      const flaw = flawOf(item);
      const name = Requirement.readArgument(textIn(item) ?? '')?.name;
      names.push(...(name === undefined ? [] : [name]));
      yield* flaw ? [flaw] : [];
    }
    yield* tooEarly(names, module, view);
  },
};

function flawOf(item: Constant): Finding | undefined {
  const text = textIn(item);
  if (text === undefined ? item.is === 'unknown' : Requirement.readArgument(text) !== undefined) {
    return undefined;
  }
  return {
    code: 'bksops/requirements',
    severity: 'error',
    range: item.range,
    message: `pip cannot install ${text === undefined ? 'this' : `"${text}"`}: SOPS logs it, and goes on without.`,
  };
}

/** Imports that run before the body of the declaring module has: its own, and those of the modules that it imports. */
function* tooEarly(names: readonly string[], declaring: PackageModule, view: PackageView): Generator<Finding> {
  const seen = new Set<string>();
  const waiting = [{ module: declaring, via: undefined as Finding['range'] | undefined }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const statement of next.module.python.imports.filter(({ isLazy, isGuarded }) => !isLazy && !isGuarded)) {
      const target = resolved(statement, next.module) ?? '';
      const name = names.find((each) => each.replace(/-/g, '_') === target.split('.')[0]?.toLowerCase());
      const range = next.via ?? statement.range;
      if (name !== undefined && target.split('.')[0] !== view.root) {
        yield {
          code: 'bksops/requirement-too-late',
          severity: 'error',
          range,
          message: `"${name}" is imported before the requirements of this module are installed, which SOPS does after the module has run. Name it in the __requirements__ of a package above.`,
        };
      }
      const inner = [target, ...statement.names.map((each) => `${target}.${each.name}`)];
      for (const name of inner) {
        const module = view.byName.get(name);
        if (module && !seen.has(name) && module !== declaring) {
          seen.add(name);
          waiting.push({ module, via: range });
        }
      }
    }
  }
}
