import type { TextRange } from '../../../manifest/parse/text-range';
import { resolved, targetsOf, type PackageModule, type PackageView } from './package-view';

/** A name that a module imports from another one that has it only later. */
export interface EarlyImport {
  readonly module: PackageModule;
  readonly range: TextRange;
  readonly name: string;
  /** The module that is being imported just then. */
  readonly from: PackageModule;
}

/**
 * Goes through the imports of a package in the order in which Python 3.11 runs them, and finds the names that a module
 * which is not yet through does not have. Imports under a condition are left out.
 */
export function earlyImports(view: PackageView, first: readonly string[]): EarlyImport[] {
  const found: EarlyImport[] = [];
  /** How far each module has run; Infinity for one that is through. */
  const reached = new Map<PackageModule, number>();
  const run = (name: string): void => {
    for (const each of withParents(name)) {
      const module = view.byName.get(each);
      if (module && !reached.has(module)) {
        reached.set(module, 0);
        runImports(module);
        reached.set(module, Infinity);
      }
    }
  };
  const runImports = (module: PackageModule): void => {
    for (const statement of module.python.imports.filter(({ isLazy, isGuarded }) => !isLazy && !isGuarded)) {
      reached.set(module, statement.range.start);
      const [target, ...names] = targetsOf(statement, module);
      [target ?? '', ...names.filter((name) => view.byName.has(name))].forEach(run);
      const from = view.byName.get(resolved(statement, module) ?? '');
      for (const { name, range } of from ? statement.names : []) {
        const at = from && from !== module ? from.python.defined?.get(name) : undefined;
        const isModule = view.byName.has(`${from?.name ?? ''}.${name}`);
        if (from && at !== undefined && !isModule && at > (reached.get(from) ?? Infinity)) {
          found.push({ module, range, name, from });
        }
      }
    }
  };
  first.forEach(run);
  return found;
}

function withParents(name: string): string[] {
  const segments = name.split('.');
  return segments.map((_, index) => segments.slice(0, index + 1).join('.'));
}
