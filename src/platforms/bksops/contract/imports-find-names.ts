import type { Finding } from '../../../manifest/finding';
import { dirname } from '../../../base/paths';
import { nearestWord } from '../../../base/nearest-word';
import { resolved, type PackageModule, type PackageView } from '../packages/package-view';
import { earlyImports, type EarlyImport } from '../packages/import-rounds';
import type { ImportStatement } from '../python/import-statements';
import { namesOfSops } from './names-of-sops';
import { isRun, type PackagePromise } from './package-promise';

/** A module that is imported again while it runs has only what stands above that import; a name that is missing ends loading with an ImportError (Python 3.11; bamboo-pipeline 4.0.4, `importer/base.py`). */
export const importsFindNames: PackagePromise = {
  id: 'imports-find-names',
  title: 'Every name that is imported is there by then',
  source:
    'bamboo-pipeline 4.0.4, external_plugins/utils/importer/base.py, core/flow and component_framework; Python 3.11',
  *check(module, view) {
    for (const statement of isRun(module, view) ? module.python.imports : []) {
      if (!statement.isGuarded) {
        yield* statement.level === 0 ? ofSops(statement) : [];
        yield* ofPackage(statement, module, view);
      }
    }
    yield* tooEarly(module, view);
  },
};

function* ofSops({ module, names, isLazy }: ImportStatement): Generator<Finding> {
  const known = namesOfSops(module);
  for (const { name, range } of known ? names : []) {
    if (name === '*' || !known || known.all.has(name)) {
      continue;
    }
    const meant = nearestWord(name, [...known.meant]);
    const then = isLazy ? 'the component fails when it gets here' : 'SOPS ends loading with an ImportError';
    yield {
      code: 'bksops/name-not-found',
      severity: 'error',
      range,
      message: `bamboo-pipeline 4.0.4 has no "${name}" in "${module}": ${then}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
      ...(meant !== undefined && { fix: { title: `Import "${meant}"`, replace: meant } }),
    };
  }
}

function* ofPackage(statement: ImportStatement, module: PackageModule, view: PackageView): Generator<Finding> {
  const from = view.byName.get(resolved(statement, module) ?? '');
  const defined = from?.python.mistakes.length === 0 ? from.python.defined : undefined;
  for (const { name, range } of from && defined ? statement.names : []) {
    const isThere = defined?.has(name) !== false || /^\*$|^__\w+__$/.test(name);
    if (!from || isThere || isModule(name, from, view)) {
      continue;
    }
    const meant = nearestWord(name, defined.keys());
    yield {
      code: 'bksops/name-not-found',
      severity: 'error',
      range,
      message: `"${from.name}" has no "${name}": the import ends in an ImportError.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
      ...(meant !== undefined && { fix: { title: `Import "${meant}"`, replace: meant } }),
    };
  }
}

/** A module of the package, also one that could not be read. */
function isModule(name: string, from: PackageModule, { byName, unread, rootFolder }: PackageView): boolean {
  const full = `${from.name}.${name}`;
  const path = `${dirname(rootFolder)}/${full.replaceAll('.', '/')}`;
  return byName.has(full) || unread.some(({ file }) => file === `${path}.py` || file === `${path}/__init__.py`);
}

/** Where loading comes to an import before the other module, which is on its way, has the name. */
function* tooEarly(module: PackageModule, view: PackageView): Generator<Finding> {
  const found = rounds.get(view) ?? earlyImports(view, view.entries);
  rounds.set(view, found);
  for (const { range, name, from } of found.filter((each) => each.module === module)) {
    yield {
      code: 'bksops/circular-import',
      severity: 'error',
      range,
      message: `"${from.name}" imports this module before it has "${name}", and is not through by now: SOPS ends in ImportError: cannot import name '${name}'. Move what both need into a third module.`,
    };
  }
}

const rounds = new WeakMap<PackageView, EarlyImport[]>();
