import type { FoundName, Names } from '../../manifest/names/names';
import { meet, namespacesOf } from './kustomize';
import { nearestTo } from './nearness';
import { commonSecret, keySort, sorts } from './plugin-connection';

/** The connections of which a Secret's key is the token, those of its own environment. */
export function connectionsOf(
  secret: string,
  key: string,
  scope: string | undefined,
  names: Names,
): readonly FoundName[] {
  const all = names.references(keySort(secret), key).filter(isToken);
  const own = namespacesOf(scope, names.file, names);
  const here = all.filter((each) => meet(own, namespacesOf(each.scope, each.file, names)));
  const nearest = nearestTo(names.file, here, names);
  // A Secret beside a connection that asks it for another key is not the one of a connection elsewhere.
  const askers = secret === commonSecret ? [] : names.references(sorts.secret, secret);
  const isNearest = new Set(nearestTo(names.file, askers.filter(isToken), names).map(({ file }) => file));
  return isNearest.size === 0 ? nearest : nearest.filter(({ file }) => isNearest.has(file));
}

function isToken({ facts }: FoundName): boolean {
  return facts?.['isToken'] === true;
}
