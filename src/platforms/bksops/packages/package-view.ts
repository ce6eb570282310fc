import { Budget } from '../../../base/budget';
import type { Files } from '../../../base/files';
import { basename, dirname, join } from '../../../base/paths';
import { finishInTurns } from '../../../base/steps';
import { isAbort, WorkbenchError } from '../../../base/workbench-error';
import type { ImportStatement } from '../python/import-statements';
import { readModuleInSteps, type PythonModule } from '../python/python-module';
import { moduleName } from './module-names';
import { loadersOf, type PackageLoader } from './package-loaders';

/** A module of a package. */
export interface PackageModule {
  readonly file: string;
  /** Dotted, from the root package on. */
  readonly name: string;
  /** An `__init__.py`. */
  readonly isPackage: boolean;
  readonly python: PythonModule;
}

/** A root package as its source and the manifests around tell of it. */
export interface PackageView {
  /** The name of the root package. */
  readonly root: string;
  readonly rootFolder: string;
  /** In the order of their paths. */
  readonly modules: readonly PackageModule[];
  readonly loaders: readonly PackageLoader[];
  /** Other root packages of the same manifests that lie beside this one. */
  readonly neighbours: readonly PackageModule[];
  /** Names of the root packages that lie beside this one, whether a manifest names them or not. */
  readonly beside: ReadonlySet<string>;
  /** By dotted name. */
  readonly byName: ReadonlyMap<string, PackageModule>;
  /** Names of the modules that SOPS imports while it loads: what the manifests name, or what has components, and what that imports. */
  readonly loaded: ReadonlySet<string>;
  /** Those of them with which loading begins, in its order. */
  readonly entries: readonly string[];
  /** What of the package could not be read. */
  readonly unread: readonly { readonly file: string; readonly error: unknown }[];
}

const STEPS_A_PACKAGE = 100_000_000;
/** More modules than any package that is loaded from elsewhere. */
const MOST_MODULES = 2000;

/**
 * The package of a root folder, with what the manifests around it say.
 * @param before The same package as it was: a module whose text has not changed is not parsed again.
 */
export async function readPackageView(rootFolder: string, files: Files, before?: PackageView): Promise<PackageView> {
  const loaders = await loadersOf(rootFolder, files);
  const known = new Map(
    [...(before?.modules ?? []), ...(before?.neighbours ?? [])].map((each) => [each.file, each.python]),
  );
  const own = await modulesIn(rootFolder, files, known);
  const names = new Set(loaders.flatMap(({ others }) => others.map(({ rootPackage }) => rootPackage)));
  names.delete(basename(rootFolder));
  const neighbours: PackageModule[] = [];
  for (const name of names) {
    neighbours.push(...(await modulesIn(join(dirname(rootFolder), name), files, known)).modules);
  }
  const around = await files.find(dirname(rootFolder), ['*/__init__.py']).catch(() => []);
  const beside = new Set(around.map((file) => basename(dirname(file))));
  return packageView(rootFolder, own.modules, loaders, { neighbours, beside, unread: own.unread });
}

/** The view in which one module has another text, or is new. */
export function withModule(view: PackageView, file: string, python: PythonModule): PackageView {
  const others = view.modules.filter((each) => each.file !== file);
  const modules = [...others, moduleOf(file, view.rootFolder, python)].sort((a, b) => (a.file < b.file ? -1 : 1));
  return packageView(view.rootFolder, modules, view.loaders, view);
}

async function modulesIn(
  rootFolder: string,
  files: Files,
  known: ReadonlyMap<string, PythonModule>,
): Promise<Pick<PackageView, 'modules' | 'unread'>> {
  const found = await files.find(rootFolder, ['**/*.py']);
  const budget = new Budget(STEPS_A_PACKAGE, 'The package');
  const modules: PackageModule[] = [];
  const unread = leftOut(found, rootFolder);
  for (const file of found.slice(0, MOST_MODULES)) {
    try {
      const text = await files.read(file);
      if (text !== undefined) {
        const before = known.get(file);
        const python = before?.text === text ? before : await finishInTurns(readModuleInSteps(text, budget.of(file)));
        modules.push(moduleOf(file, rootFolder, python));
      }
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      unread.push({ file, error });
    }
  }
  return { modules, unread };
}

/** The files that are too many, and why they are not read. */
function leftOut(found: readonly string[], rootFolder: string): { file: string; error: unknown }[] {
  const what = `"${basename(rootFolder)}" holds ${found.length} modules, and only the first ${MOST_MODULES} of them are read.`;
  return found.slice(MOST_MODULES).map((file) => ({ file, error: new WorkbenchError({ what }) }));
}

function moduleOf(file: string, rootFolder: string, python: PythonModule): PackageModule {
  const name = moduleName(file, rootFolder) ?? basename(file);
  return { file, name, isPackage: basename(file) === '__init__.py', python };
}

/** The view of modules that have been read. */
function packageView(
  rootFolder: string,
  modules: readonly PackageModule[],
  loaders: readonly PackageLoader[],
  { neighbours, unread, beside }: Pick<PackageView, 'neighbours' | 'unread' | 'beside'>,
): PackageView {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const named = loaders.flatMap(({ set }) => set.modules.map(({ name }) => name));
  const first =
    named.length > 0 ? named : modules.filter(({ python }) => python.components.length > 0).map(({ name }) => name);
  return {
    root: basename(rootFolder),
    rootFolder,
    modules,
    loaders,
    neighbours,
    unread,
    beside,
    byName,
    loaded: closureOf(first, byName),
    entries: first,
  };
}

/** The full names of what a statement imports: the module, and those that its names may be. */
export function targetsOf(statement: ImportStatement, from: PackageModule): string[] {
  const base = resolved(statement, from);
  return base === undefined ? [] : [base, ...statement.names.map(({ name }) => `${base}.${name}`)];
}

/** The full name of the module that a statement names; undefined for one above the root package. */
export function resolved({ module, level }: ImportStatement, from: PackageModule): string | undefined {
  if (level === 0) {
    return module;
  }
  const segments = from.name.split('.');
  const up = segments.length - level + (from.isPackage ? 1 : 0);
  return up < 1 ? undefined : [...segments.slice(0, up), ...(module === '' ? [] : [module])].join('.');
}

/** Modules with the packages around them, and all that these import when they run. */
function closureOf(names: readonly string[], byName: ReadonlyMap<string, PackageModule>): Set<string> {
  const loaded = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const module = byName.get(name);
    if (loaded.has(name)) {
      continue;
    }
    const parent = name.split('.').slice(0, -1).join('.');
    waiting.push(...(parent === '' || loaded.has(parent) ? [] : [parent]));
    if (module) {
      loaded.add(name);
      const imports = module.python.imports.filter(({ isLazy }) => !isLazy);
      waiting.push(...imports.flatMap((each) => targetsOf(each, module)).filter((target) => byName.has(target)));
    }
  }
  return loaded;
}
