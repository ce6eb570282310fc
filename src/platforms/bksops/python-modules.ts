import { basename, dirname } from '../../base/paths';
import type { FileNameReader } from '../../catalog/manifests';
import type { FoundName } from '../../manifest/names/names';

/** The sort of the names that modules have: of the references in manifests, and of the Python files. */
export const moduleSort = 'bksops.module';
/** The sort of the names that folders without an `__init__.py` have; their `file` is the folder. */
export const folderSort = 'bksops.folder';

/** Longer chains of packages are cut at their top. */
const mostPackages = 20;

/**
 * The Python files of the workspace as modules. Which of a file's packages a source takes for its root cannot be told
 * from the file, so it has a name from each of them on; the lower ends of a chain that an `__init__.py` is missing from
 * are named by themselves.
 */
export const pythonModules: FileNameReader = {
  sort: moduleSort,
  globs: ['**/*.py'],
  fits: (file) => file.endsWith('.py'),
  *read(files) {
    const packages = new Set(files.filter(isPackage).map(dirname));
    const folders = new Set<string>();
    for (const file of files) {
      const own = isPackage(file) ? dirname(file) : file;
      const names = namesOf(own.replace(/\.py$/, ''), packages);
      yield* names.map((name) => defined(moduleSort, name, file));
      addFolders(dirname(file), folders);
    }
    for (const folder of folders) {
      if (!packages.has(folder) && isIdentifier(basename(folder))) {
        yield defined(folderSort, basename(folder), folder);
      }
    }
  },
};

export function isPackage(file: string): boolean {
  return basename(file) === '__init__.py';
}

/** The dotted names of a module, the longest first; of one within packages not its last part alone, unless it is one. */
function namesOf(path: string, packages: ReadonlySet<string>): string[] {
  const segments = [basename(path)];
  for (let at = dirname(path); packages.has(at) && segments.length < mostPackages; at = dirname(at)) {
    segments.unshift(basename(at));
  }
  const lowest = packages.has(path) || segments.length === 1 ? 1 : 2;
  return segments
    .slice(0, segments.length - lowest + 1)
    .map((_, start) => segments.slice(start))
    .filter((parts) => parts.every(isIdentifier))
    .map((parts) => parts.join('.'));
}

function addFolders(folder: string, known: Set<string>): void {
  for (let at = folder; !known.has(at); at = dirname(at)) {
    known.add(at);
  }
}

function isIdentifier(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
}

function defined(sort: string, name: string, file: string): FoundName {
  const start = { line: 0, character: 0 };
  return { is: 'definition', sort, name, file, range: { start: 0, end: 0 }, at: { start, end: start } };
}
