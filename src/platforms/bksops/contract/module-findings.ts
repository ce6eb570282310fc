import type { Steps } from '../../../base/steps';
import type { Finding } from '../../../manifest/finding';
import { toldOnce } from '../../../manifest/told-once';
import type { PackageModule, PackageView } from '../packages/package-view';
import { modulesAreFound } from './modules-are-found';
import type { PackagePromise } from './package-promise';
import { packagePromises } from './package-promises';
import { pythonCompiles } from './python-compiles';
import { namesAreThere } from './removed-names';

/** What a module can keep or break however much of it is no Python. */
const WHATEVER_IS_BROKEN: readonly PackagePromise[] = [modulesAreFound, pythonCompiles, namesAreThere];

/** Where a module breaks a promise. Of one that is no Python at some place, nobody knows what the rest would be. */
export function brokenBy(promise: PackagePromise, module: PackageModule, view: PackageView): Finding[] {
  const isPython = module.python.mistakes.every(({ isPython2 }) => isPython2);
  return isPython || WHATEVER_IS_BROKEN.includes(promise) ? [...promise.check(module, view)] : [];
}

/** All that a module breaks, one finding a mistake, in the order of the text. */
export function* findingsOf(module: PackageModule, view: PackageView): Steps<Finding[]> {
  const found = new Map<string, Finding>();
  for (const promise of packagePromises) {
    for (const finding of brokenBy(promise, module, view)) {
      const key = `${finding.code} ${finding.range.start}`;
      found.set(key, found.get(key) ?? finding);
    }
    yield;
  }
  return toldOnce([...found.values()], (finding) => finding).sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end,
  );
}
