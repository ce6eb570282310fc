import { basename, dirname, isInside, join } from '../../base/paths';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { FoundName, Names } from '../../manifest/names/names';
import type { Value } from '../../manifest/dialects/value';
import { loadedModulesIn } from './package-sources';
import { folderSort, isPackage, moduleSort } from './python-modules';

/** What the workspace has of a module. */
export type ModulePlace =
  /** Its root package is elsewhere. */
  | { readonly is: 'elsewhere' }
  | { readonly is: 'module' }
  /** A folder with an `__init__.py`. */
  | { readonly is: 'package'; readonly at: FoundName }
  /** A folder on the way has no `__init__.py`; `segment` counts from 0, `path` is the folder's. */
  | { readonly is: 'bare'; readonly segment: number; readonly folder: string; readonly path: string }
  /** Neither a file nor a folder is there. */
  | { readonly is: 'missing'; readonly segment: number; readonly folder: string };

/** The modules that SOPS would load, each with what the workspace has of it; none while that has not been read. */
export function* modulePlacesIn(
  document: ManifestDocument,
  names: Names,
): Generator<{ readonly module: Value; readonly place: ModulePlace }> {
  for (const module of names.isComplete ? loadedModulesIn(document) : []) {
    yield { module, place: placeOf(module.text, names) };
  }
}

/**
 * Looks for a module under its root package. A workspace may hold several packages of one name: those nearest to the
 * manifest count; what one of them has is there, and else the one that leads furthest counts.
 */
export function placeOf(module: string, names: Names): ModulePlace {
  const [root = '', ...rest] = module.split('.');
  const all = names.definitions(moduleSort, root).flatMap(({ file }) => (isPackage(file) ? dirname(file) : []));
  const packages = nearestOf(all, names.file);
  const found = names
    .definitions(moduleSort, module)
    .filter(({ file }) => packages.length === 0 || packages.some((folder) => isInside(folder, file)));
  const [first] = found;
  if (first) {
    return found.every(({ file }) => isPackage(file)) ? { is: 'package', at: first } : { is: 'module' };
  }
  const places = packages.map((folder) => walk(folder, rest, names));
  const bare = names.definitions(folderSort, root).map(({ file }) => file);
  const path = bare.find((folder) => holds(join(folder, rest.join('/')), names));
  if (path !== undefined) {
    places.push({ is: 'bare', segment: 0, folder: root, path });
  }
  return places.reduce<ModulePlace>((a, b) => (depthOf(b) > depthOf(a) ? b : a), { is: 'elsewhere' });
}

/** Of folders those that share most of their path with a file; all of them where no file is known. */
export function nearestOf(folders: readonly string[], file: string | undefined): readonly string[] {
  const own = file === undefined ? [] : dirname(file).split('/');
  const shared = folders.map((folder) => {
    const parts = dirname(folder).split('/');
    const end = parts.findIndex((part, index) => part !== own[index]);
    return end < 0 ? parts.length : end;
  });
  const most = Math.max(...shared, 0);
  return file === undefined ? folders : folders.filter((_, index) => shared[index] === most);
}

/** The last parts of the modules that a package has in the workspace. */
export function childrenOf(name: string, names: Names): ReadonlySet<string> {
  const known = children.get(names) ?? allChildren(names);
  children.set(names, known);
  return known.get(name) ?? new Set();
}

const children = new WeakMap<Names, ReadonlyMap<string, ReadonlySet<string>>>();

function allChildren(names: Names): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  for (const { name } of names.definitions(moduleSort)) {
    const cut = name.lastIndexOf('.');
    const parent = name.slice(0, Math.max(cut, 0));
    const own = known.get(parent) ?? new Set();
    known.set(parent, own.add(name.slice(cut + 1)));
  }
  return known;
}

/** The first step from a package's folder on that leads nowhere. */
function walk(root: string, steps: readonly string[], names: Names): ModulePlace {
  let folder = root;
  for (const [index, step] of steps.entries()) {
    const next = join(folder, step);
    const isLast = index === steps.length - 1;
    if (isLast ? holds(next, names) : isThere(join(next, '__init__.py'), names)) {
      folder = next;
    } else {
      const isFolder = names.definitions(folderSort, step).some(({ file }) => file === next);
      return isFolder
        ? { is: 'bare', segment: index + 1, folder: basename(next), path: next }
        : { is: 'missing', segment: index + 1, folder: basename(folder) };
    }
  }
  return { is: 'module' };
}

/** True for a module of any form at a path without its ending. */
function holds(path: string, names: Names): boolean {
  return isThere(`${path}.py`, names) || isThere(join(path, '__init__.py'), names);
}

function isThere(file: string, names: Names): boolean {
  return names.inFile(file).length > 0;
}

function depthOf(place: ModulePlace): number {
  if (place.is === 'elsewhere') {
    return -1;
  }
  return place.is === 'bare' || place.is === 'missing' ? place.segment : Infinity;
}
