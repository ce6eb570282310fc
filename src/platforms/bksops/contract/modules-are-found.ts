import { dirname } from '../../../base/paths';
import type { Finding } from '../../../manifest/finding';
import { missingInit } from '../missing-init';
import type { PackageModule, PackageView } from '../packages/package-view';
import { resolved } from '../packages/package-view';
import type { ImportStatement } from '../python/import-statements';
import { isRun, type ManifestFlaw, type PackagePromise } from './package-promise';

/** The hook finds a module by its file, and each package on the way by its `__init__.py` (bamboo-pipeline 4.0.4, `importer/base.py`). */
export const modulesAreFound: PackagePromise = {
  id: 'modules-are-found',
  title: 'Every module that is loaded, and every package around it, is there',
  source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/base.py',
  *check(module, view) {
    if (!isRun(module, view)) {
      return;
    }
    const top = { start: 0, end: lineEnd(module.python.text) };
    const bare = packagesAround(module.name).find((name) => !view.byName.has(name));
    if (bare !== undefined) {
      yield {
        code: 'bksops/no-init',
        severity: 'error',
        range: top,
        message: `The folder of "${bare}" has no __init__.py: SOPS ends in KeyError: '${bare}', and loads nothing that comes after this module.`,
        ...missingInit(bare, folderOf(bare, view)),
      };
    }
    if (isRepeated(module.name)) {
      const [last = ''] = module.name.split('.').slice(-1);
      yield {
        code: 'bksops/name-repeated',
        severity: 'error',
        range: top,
        message: `"${last}" comes twice in "${module.name}": SOPS's import hook declines such a name, and git and S3 sources end in ModuleNotFoundError.`,
      };
    }
    for (const statement of module.python.imports) {
      yield* statement.isLazy || statement.isGuarded ? [] : missing(statement, module, view);
    }
  },
  *checkManifests(view) {
    for (const { source, type, set } of view.loaders) {
      for (const { name, file, line } of set.modules) {
        if (!view.byName.has(name) && !isUnread(name, view)) {
          yield namedMissing(name, { source, type }, { file, line });
        }
      }
    }
  },
};

/** The branch or the bucket that SOPS loads may have what is not here. */
function namedMissing(
  name: string,
  { source, type }: { readonly source: string; readonly type: string },
  where: ManifestFlaw['where'],
): ManifestFlaw {
  return {
    severity: type === 'fs' ? 'error' : 'warning',
    message: `The source ${source} names "${name}", which is not in the package here: without it SOPS ends in KeyError: '${name}', and loads nothing that comes after it.`,
    where,
  };
}

function* missing(statement: ImportStatement, from: PackageModule, view: PackageView): Generator<Finding> {
  const target = resolved(statement, from);
  const finding = (message: string, more: Partial<Finding> = {}): Finding => ({
    code: 'bksops/module-not-found',
    severity: 'error',
    range: statement.range,
    message,
    ...more,
  });
  if (target === undefined) {
    yield finding('The dots lead out of the root package: SOPS ends loading with an ImportError.');
    return;
  }
  const [root = ''] = target.split('.');
  if (root !== view.root) {
    yield* undeclared(root, statement, view);
    return;
  }
  const file = view.byName.get(target);
  if (!file && !isUnread(target, view)) {
    const isFolder = [...view.byName.keys()].some((name) => name.startsWith(`${target}.`));
    yield finding(
      isFolder
        ? `The folder of "${target}" has no __init__.py: SOPS ends in KeyError: '${target}'.`
        : `There is no module "${target}" in the package: SOPS ends in KeyError: '${target}'.`,
      isFolder ? missingInit(target, folderOf(target, view)) : {},
    );
  }
}

function folderOf(name: string, { rootFolder }: PackageView): string {
  return `${dirname(rootFolder)}/${name.replaceAll('.', '/')}`;
}

/** A root package beside this one that no plugin set of the manifest names. */
function* undeclared(root: string, { range, level }: ImportStatement, view: PackageView): Generator<Finding> {
  const declared = view.loaders.flatMap(({ others }) => others.map(({ rootPackage }) => rootPackage));
  const isBeside = view.beside.has(root);
  if (level === 0 && view.loaders.length > 0 && isBeside && !declared.includes(root)) {
    yield {
      code: 'bksops/root-not-declared',
      severity: 'error',
      range,
      message: `"${root}" is a root package of its own that no source declares: SOPS ends in ModuleNotFoundError: No module named '${root}'.`,
    };
  }
}

function isUnread(name: string, { unread, rootFolder }: PackageView): boolean {
  const path = `${dirname(rootFolder)}/${name.replaceAll('.', '/')}`;
  return unread.some(({ file }) => file === `${path}.py` || file === `${path}/__init__.py`);
}

function packagesAround(name: string): string[] {
  const segments = name.split('.');
  return segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join('.'));
}

function isRepeated(name: string): boolean {
  const segments = name.split('.');
  return segments.indexOf(segments.at(-1) ?? '') < segments.length - 1;
}

function lineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}
