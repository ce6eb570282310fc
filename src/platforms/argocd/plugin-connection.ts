import { nearestWord } from '../../base/nearest-word';
import type { Names } from '../../manifest/names/names';
import type { KubernetesObject } from './kubernetes-object';

/** The sorts of names in Argo CD's manifests. */
export const sorts = {
  configMap: 'argocd.config-map',
  secret: 'argocd.secret',
  service: 'argocd.service',
  workload: 'argocd.workload',
  applicationSet: 'argocd.application-set',
  /** What is only where the controller is. */
  controller: 'argocd.controller',
  /** Files and folders that kustomizations take in, by the last part of their paths. */
  kustomize: 'argocd.kustomize',
  /** The files that make charts of Helm of their folders. */
  chart: 'argocd.chart',
  /** Values of labels, for the sake of which workloads are read. */
  label: 'argocd.label',
} as const;

/** The sort of a Secret's keys: those of different Secrets do not meet. */
export function keySort(secret: string): string {
  return `argocd.secret-key/${secret}`;
}

/** What a connection's reference to a Secret's key tells of the server that is sent its value. */
export interface Asked {
  readonly isToken: true;
  /** The Service that is asked; null for another host. */
  readonly service: string | null;
  readonly serviceScope: string | null;
}

/** The Secret of which a token's `$key` is a key. */
export const commonSecret = 'argocd-secret';

/** Marks what belongs to Argo CD; the documentation asks for it on a plugin's Secret. */
export const partOfLabel = 'app.kubernetes.io/part-of';

const connectionKeys = ['baseUrl', 'token', 'requestTimeout'];

/**
 * A ConfigMap with a server's address and a token that refers to a Secret, or with nothing but what a plugin generator
 * reads, or one that a plugin generator names.
 */
export function isPluginConfigMap(object: KubernetesObject, names: Names): boolean {
  if (object.kind !== 'ConfigMap' || object.apiVersion !== 'v1') {
    return false;
  }
  return isShapedAsConnection(object) || isReferred(object, names, sorts.configMap);
}

export function mayBePluginConfigMap({ kind, root }: KubernetesObject): boolean {
  const keys = root?.at('data')?.keys ?? [];
  return (
    (kind === '' || kind === 'ConfigMap') && (keys.length === 0 || keys.some((key) => connectionKey(key) !== undefined))
  );
}

/** Whether a ConfigMap has what a plugin generator reads, and no other would. */
export function isShapedAsConnection({ root }: KubernetesObject): boolean {
  const data = root?.at('data');
  const keys = data?.keys ?? [];
  const known = new Set(keys.slice(0, 50).flatMap((key) => connectionKey(key) ?? []));
  const isWhole = known.has('baseUrl') && known.has('token');
  return isWhole && (data?.at('token')?.text.startsWith('$') === true || keys.length <= connectionKeys.length);
}

function connectionKey(key: string): string | undefined {
  return connectionKeys.includes(key) ? key : nearestWord(key, connectionKeys);
}

/**
 * Argo CD's own Secret, or one marked as part of it, with a key that is a plugin's token; or one that a plugin's
 * ConfigMap names. Secrets that Argo CD knows by a label of their own are repositories and clusters.
 */
export function isPluginSecret(object: KubernetesObject, names: Names): boolean {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') {
    return false;
  }
  return isShapedAsToken(object) || isReferred(object, names, sorts.secret);
}

function isShapedAsToken(object: KubernetesObject): boolean {
  const keys = ['data', 'stringData'].flatMap((part) => object.root?.at(part)?.keys ?? []);
  if (object.name === commonSecret) {
    return keys.some((key) => key.startsWith('plugin.'));
  }
  const isMarked =
    object.label(partOfLabel) === 'argocd' && object.label('argocd.argoproj.io/secret-type') === undefined;
  return isMarked && keys.some((key) => key === 'token' || key.startsWith('plugin.'));
}

/** Workloads refer to Secrets as well, to those of everybody. */
function isReferred({ name, namespace }: KubernetesObject, names: Names, sort: string): boolean {
  const found = name === undefined ? [] : names.references(sort, name, namespace);
  return found.some(({ facts }) => sort === sorts.configMap || facts?.['isToken'] === true);
}

/** What the controller adds to a server's address. */
export const endpointPath = 'api/v1/getparams.execute';

/** A text in which something else is put before it is applied: by Flux, kustomize, envsubst, SOPS or a vault plugin. */
export function isPlaceholder(text: string): boolean {
  return /\$\{|\$\(|\{\{|^<.*>$|^ENC\[/s.test(text);
}
