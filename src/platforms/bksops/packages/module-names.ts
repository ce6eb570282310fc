import type { Files } from '../../../base/files';
import { dirname, isInside, join, relative } from '../../../base/paths';

/** Longer chains of packages are cut at their top. */
const MOST_PACKAGES = 20;

/** The folder of the root package: the uppermost of the packages that a folder lies in, or the folder itself. */
export async function rootOf(folder: string, files: Files): Promise<string> {
  let root = folder;
  for (let count = 0; count < MOST_PACKAGES && dirname(root) !== root; count++) {
    const init = await files.read(join(dirname(root), '__init__.py')).catch(() => undefined);
    if (init === undefined) {
      return root;
    }
    root = dirname(root);
  }
  return root;
}

/** The dotted name under which SOPS imports a file of a root package; undefined for one outside it. */
export function moduleName(file: string, rootFolder: string): string | undefined {
  if (!isInside(rootFolder, file) || !file.endsWith('.py')) {
    return undefined;
  }
  const path = relative(dirname(rootFolder), file).replace(/(?:\/__init__)?\.py$/, '');
  return path.replaceAll('/', '.');
}

/** True for a text that may define a component: only such a one is worth reading for it. */
export function mayHoldComponent(text: string): boolean {
  return /Component|bound_service/.test(text);
}
