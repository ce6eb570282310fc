import { k8s } from '../../manifest/dialects/k8s-dialect';
import type { Offer } from '../../manifest/kind';
import type { FoundName, Names } from '../../manifest/names/names';
import type { Trail } from '../../manifest/schema/schema-at';
import { Value } from '../../manifest/dialects/value';
import { KubernetesObject } from './kubernetes-object';
import { nearestFirst } from './nearness';
import { commonSecret, sorts } from './plugin-connection';

/** The ConfigMaps that a plugin generator may name: those that are made for one, or else all, the nearest first. */
export function* configMapOffers({ steps }: Trail, names: Names): Generator<Offer> {
  if (steps.at(-1) !== 'name' || steps.at(-2) !== 'configMapRef') {
    return;
  }
  const all = names.definitions(sorts.configMap);
  const connections = all.filter(({ facts }) => facts?.['isConnection'] === true);
  for (const found of nearestFirst(names.file, connections.length > 0 ? connections : all, names)) {
    yield { value: found.name, detail: placeOf(found) };
  }
}

/** The keys of Secrets that a token may refer to, in the ConfigMap's own namespace, the nearest first. */
export function* tokenOffers({ steps, nodes: [root] }: Trail, names: Names): Generator<Offer> {
  if (steps.length !== 2 || steps[0] !== 'data' || steps[1] !== 'token') {
    return;
  }
  const { namespace } = new KubernetesObject(root && new Value(root, k8s));
  for (const found of nearestFirst(names.file, names.definitions(sorts.secret, undefined, namespace), names)) {
    const keys = Array.isArray(found.facts?.['keys']) ? (found.facts['keys'] as string[]) : [];
    for (const key of keys) {
      yield { value: found.name === commonSecret ? `$${key}` : `$${found.name}:${key}`, detail: placeOf(found) };
    }
  }
}

function placeOf({ file, scope }: FoundName): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return scope === undefined ? name : `${scope}, ${name}`;
}
