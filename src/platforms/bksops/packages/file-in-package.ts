import { isInside } from '../../../base/paths';
import type { PackageView } from './package-view';

/** The file of a package that stands behind a path of its copy, or an address of it elsewhere; undefined for another's. */
export function fileInPackage(file: string, { rootFolder, root, modules }: PackageView): string | undefined {
  if (isInside(rootFolder, file)) {
    return file;
  }
  const fits = modules.filter((each) => file.endsWith(`/${root}${each.file.slice(rootFolder.length)}`));
  return fits.length === 1 ? fits[0]?.file : undefined;
}
