import { isObject, type Json } from '../../../base/json';
import { setOwn } from '../../../base/own-key';
import type { ControllerObjects } from '../calls/connection';
import { commonSecret } from '../plugin-connection';
import { decodeBase64 } from '../secret-value';
import { metadataOf, nearestObjects, ownObjects, type ManifestObject, type ManifestObjects } from './manifest-objects';

/** What is nowhere but where the controller is (argo-cd v3.5.7, `docs/operator-manual/declarative-setup.md`). */
const ofController: readonly (readonly [kind: string, name: string])[] = [
  ['ConfigMap', 'argocd-cm'],
  ['ConfigMap', 'argocd-cmd-params-cm'],
  ['Secret', commonSecret],
];

/**
 * What the controller would find of a connection in the manifests: in its own namespace, which is where its own objects are,
 * else where the ConfigMap is. An object without a namespace may be in any.
 * @param set The ApplicationSet: of two environments in one workspace, each with that set, its own is meant.
 * @param configMap The name that its plugin generator refers to.
 */
export async function objectsAround(
  set: ManifestObject,
  configMap: string,
  manifests: ManifestObjects,
): Promise<ControllerObjects> {
  const { file } = set;
  const sets = await named(manifests, 'ApplicationSet', metadataOf(set, 'name') ?? '');
  const twins = [...new Set(sets.map((each) => each.file))].filter((each) => each !== file);
  const signs = (await Promise.all(ofController.map(([kind, name]) => named(manifests, kind, name)))).flat();
  const own = ownObjects(file, signs, twins);
  const known = nearest(file, own.length > 0 ? own : signs)
    .map((each) => metadataOf(each, 'namespace'))
    .find((each) => each !== undefined);
  const isThere = (each: ManifestObject): boolean => {
    const namespace = metadataOf(each, 'namespace');
    return known === undefined || namespace === undefined || namespace === known;
  };
  const maps = ownObjects(file, await named(manifests, 'ConfigMap', configMap), twins);
  const [map] = nearest(file, maps.filter(isThere));
  const namespace = known ?? (map && metadataOf(map, 'namespace')) ?? metadataOf(set, 'namespace') ?? 'argocd';
  const data = map && textsOf(map.object['data']);
  const [, secretName = commonSecret] = /^\$([^:]*):/.exec(data?.['token'] ?? '') ?? [];
  const secrets = ownObjects(file, await named(manifests, 'Secret', secretName), twins).filter(
    (each) => (metadataOf(each, 'namespace') ?? namespace) === namespace,
  );
  const [secret] = nearest(file, secrets);
  return {
    namespace,
    configMap: (name) => (name === configMap ? data : undefined),
    secret: (name) => (name === secretName && secret ? valuesOf(secret) : undefined),
  };
}

async function named(manifests: ManifestObjects, kind: string, name: string): Promise<ManifestObject[]> {
  return (await manifests.ofKind(kind, name)).filter((each) => metadataOf(each, 'name') === name);
}

function nearest(file: string, objects: readonly ManifestObject[]): readonly ManifestObject[] {
  return objects.length === 0 ? [] : nearestObjects(file, objects);
}

/** A map of texts; a number or a boolean is one for the reader that knows that it is to be. */
function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, each] of Object.entries(isObject(value) ? value : {})) {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') {
      setOwn(texts, key, String(each));
    }
  }
  return texts;
}

/** What is encoded is decoded once; what is no base64 the API server would not have taken. */
function valuesOf({ object }: ManifestObject): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [key, text] of Object.entries(textsOf(object['data']))) {
    const decoded = decodeBase64(text);
    if (decoded !== undefined) {
      setOwn(values, key, Buffer.from(decoded, 'latin1').toString('utf8'));
    }
  }
  return { ...values, ...textsOf(object['stringData']) };
}
