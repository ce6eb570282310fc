import type { FilePlace } from '../../../base/workbench-error';
import type { Finding } from '../../../manifest/finding';
import type { PackageModule, PackageView } from '../packages/package-view';

/** One thing that SOPS relies on in the Python of a package. */
export interface PackagePromise {
  /** Stable and unique among them. */
  readonly id: string;
  /** What holds when it is kept, as a sentence without its full stop. */
  readonly title: string;
  /** The source of the promise: the platform's own file and version. */
  readonly source: string;
  /** Where a module breaks it; an error is what is certain to fail. */
  check(module: PackageModule, view: PackageView): Iterable<Finding>;
  /** Where a manifest around the package breaks it, whatever its modules say. */
  checkManifests?(view: PackageView): Iterable<ManifestFlaw>;
}

/** What a manifest says of a package that is not so. */
export interface ManifestFlaw {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly where: Required<FilePlace>;
}

/** True for a module that SOPS runs while it loads the package, or that defines a component. */
export function isRun({ name, python }: PackageModule, view: PackageView): boolean {
  return view.loaded.has(name) || python.components.length > 0;
}
