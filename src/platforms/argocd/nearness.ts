import { dirname, withAncestors } from '../../base/paths';
import type { FoundName, Names } from '../../manifest/names/names';
import { kustomized } from './kustomize';

/** More pairs than these are compared for no one: then nothing tells the environments apart. */
const mostPairs = 2000;

/** How near a file is to another: the smaller, the nearer. */
type Distance = readonly [step: number, within: number, deep: number];

/** In the same file, in the same folder, in the same kustomization, or by the folder that both are in. */
function distance(from: string, to: string, names: Names): Distance {
  if (from === to) {
    return [0, 0, 0];
  }
  const [own, other] = [[...withAncestors(dirname(from))], new Set(withAncestors(dirname(to)))];
  const shared = own.findIndex((folder) => other.has(folder));
  const deep = shared < 0 ? own.length : shared;
  if (dirname(from) === dirname(to)) {
    return [1, 0, 0];
  }
  const around = kustomized(to, names).folders;
  for (const [folder, depth] of kustomized(from, names).folders) {
    if (around.has(folder)) {
      return [2, depth, deep];
    }
  }
  return [3, 0, deep];
}

function isNearer(one: Distance, other: Distance): boolean {
  const differs = one.findIndex((each, index) => each !== other[index]);
  return differs >= 0 && (one[differs] ?? 0) < (other[differs] ?? 0);
}

/**
 * What was found, without what belongs to another environment: one that stands nearer to another object of the asker's
 * own sort and name is that one's. All of it where nothing is left, or the asker is in no file.
 * @param twins All objects of the asker's sort and name.
 */
export function ownOnes(found: readonly FoundName[], twins: readonly FoundName[], names: Names): readonly FoundName[] {
  const own = found.length < 2 ? [] : notOfOthers(found, twins, names);
  return own.length > 0 ? own : found;
}

/** As {@link ownOnes}, and nothing where all belongs to other environments. */
export function notOfOthers(
  found: readonly FoundName[],
  twins: readonly FoundName[],
  names: Names,
): readonly FoundName[] {
  const { file } = names;
  const others = new Set(twins.map((twin) => twin.file).filter((each) => each !== file));
  if (file === undefined || others.size === 0 || found.length * others.size > mostPairs) {
    return found;
  }
  return found.filter((each) => {
    const mine = distance(each.file, file, names);
    return ![...others].some((other) => isNearer(distance(each.file, other, names), mine));
  });
}

/** All of them, those first that are nearest to a file; as they are where it is not known. */
export function nearestFirst(
  file: string | undefined,
  found: readonly FoundName[],
  names: Names,
): readonly FoundName[] {
  if (file === undefined || found.length > mostPairs) {
    return found;
  }
  return found
    .map((each) => ({ each, far: distance(file, each.file, names) }))
    .sort((one, other) => (isNearer(one.far, other.far) ? -1 : isNearer(other.far, one.far) ? 1 : 0))
    .map(({ each }) => each);
}

/** Those that are nearest to a file; all where it is not known. */
export function nearestTo(file: string | undefined, found: readonly FoundName[], names: Names): readonly FoundName[] {
  if (file === undefined || found.length < 2 || found.length > mostPairs) {
    return found;
  }
  const distances = found.map((each) => distance(file, each.file, names));
  const nearest = distances.reduce((best, each) => (isNearer(each, best) ? each : best));
  return found.filter((_, index) => !isNearer(nearest, distances[index] ?? nearest));
}
