import type { FoundName, Names } from '../../manifest/names/names';
import { meet, namespacesOf } from './kustomize';
import { nearestTo } from './nearness';
import { keySort } from './plugin-connection';

/** The connections of which a Secret's key is the token, those of its own environment. */
export function connectionsOf(
  secret: string,
  key: string,
  scope: string | undefined,
  names: Names,
): readonly FoundName[] {
  const all = names.references(keySort(secret), key).filter(({ facts }) => facts?.['isToken'] === true);
  const own = namespacesOf(scope, names.file, names);
  const here = all.filter((each) => meet(own, namespacesOf(each.scope, each.file, names)));
  return nearestTo(names.file, here, names);
}
