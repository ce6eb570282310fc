import { basename, dirname } from '../../base/paths';
import { declarations, type Style } from './style';

/**
 * The folder that a marker's path speaks for. A package under `src` belongs to the folder above `src`; elsewhere a
 * namespace package belongs to the folder that holds the namespace, and a single package with `main.py` to itself
 * (as `spaceone create-project` writes it) until the folder around it shows itself as the plugin by a marker of its own.
 */
export function folderOf(marker: string): string | undefined {
  const folder = dirname(marker);
  switch (basename(marker)) {
    case 'Dockerfile':
      return folder;
    case 'setup.py':
      return basename(folder) === 'src' ? dirname(folder) : folder;
    case 'pip_requirements.txt':
      return dirname(folder);
    default: {
      const found = packageOf(marker);
      return found && folderOfPackage(found);
    }
  }
}

/** A package that a declaring file shows. */
export interface PackageFolder {
  readonly style: Style;
  readonly folder: string;
  readonly sourceRoot: string;
}

export function packageOf(marker: string): PackageFolder | undefined {
  const style = (Object.keys(declarations) as Style[]).find((name) => marker.endsWith(`/${declarations[name]}`));
  const folder = style && marker.slice(0, -declarations[style].length - 1);
  // The service packages keep the patterns of `spaceone create-project` beside their plugin libraries.
  return folder && !/\/plugin\/\w+\/skeleton$/.test(folder)
    ? { style, folder, sourceRoot: sourceRootOf(style, folder) }
    : undefined;
}

/** What holds the package or its namespace; a folder `spaceone` above a `main.py` counts as namespace only under `src`. */
function sourceRootOf(style: Style, packageFolder: string): string {
  const parent = dirname(packageFolder);
  const isNamespace = NAMESPACES.includes(basename(parent));
  return isNamespace && (style !== 'PluginServer' || basename(dirname(parent)) === 'src') ? dirname(parent) : parent;
}

const NAMESPACES: readonly string[] = ['spaceone', 'cloudforet'];

export function folderOfPackage({ style, folder, sourceRoot }: PackageFolder): string {
  if (basename(sourceRoot) === 'src') {
    return dirname(sourceRoot);
  }
  return style === 'PluginServer' ? folder : sourceRoot;
}

/** So many folders above one, the nearest first. */
export function ancestors(folder: string, count: number): string[] {
  const found: string[] = [];
  for (let above = dirname(folder); found.length < count && above !== found.at(-1); above = dirname(above)) {
    found.push(above);
  }
  return found;
}
