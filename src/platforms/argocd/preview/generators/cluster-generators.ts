import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { saying } from '../../calls/controller-error';
import { printed } from '../../go/print';
import type { GeneratorContext } from './generator-context';
import { addValues } from './own-values';
import type { ParameterSet } from './parameter-set';
import { sanitizedName } from './sanitized-name';
import { selectorOf } from './selector';
import type { Templates } from '../rendering/templates';

/** The cluster that Argo CD itself is in, which needs no Secret. */
const local = { name: 'in-cluster', server: 'https://kubernetes.default.svc' };

/** The label by which Argo CD knows the Secret of a cluster. */
const secretType = 'argocd.argoproj.io/secret-type';

/**
 * The clusters that a cluster generator selects, and Argo CD's own where it selects none by labels (argo-cd v3.5.7,
 * `applicationset/generators/cluster.go`).
 */
export async function clusterSets(
  generator: JsonObject,
  { outside, templates }: GeneratorContext,
): Promise<ParameterSet[]> {
  const selector = isObject(generator['selector']) ? generator['selector'] : {};
  const takes = selectorOf(selector);
  const clusters = new Map((await outside.found('clusters')).map((each) => [textAt(each, 'name'), each]));
  const sets: ParameterSet[] = [];
  for (const cluster of clusters.values()) {
    const labels = { [secretType]: 'cluster', ...textsAt(cluster, 'labels') };
    if (takes(new Map(Object.entries(labels)))) {
      const set = parametersOf(cluster, labels, templates);
      await saying('error appending templated values for cluster', () => addValues(generator, set, templates));
      sets.push(set);
    }
  }
  const isByLabels = Object.values(selector).some((each) => Object.keys(each ?? {}).length > 0);
  if (!isByLabels && ![...clusters.values()].some((each) => textAt(each, 'server') === local.server)) {
    const set: ParameterSet = { ...local, nameNormalized: local.name, project: '' };
    await saying('error appending templated values for local cluster', () => addValues(generator, set, templates));
    sets.push(set);
  }
  return generator['flatList'] === true ? [{ clusters: sets }] : sets;
}

function parametersOf(
  cluster: JsonObject,
  labels: Readonly<Record<string, string>>,
  { style }: Templates,
): ParameterSet {
  const name = textAt(cluster, 'name');
  const annotations = textsAt(cluster, 'annotations');
  const set: ParameterSet = {
    name,
    nameNormalized: sanitizedName(name),
    server: textAt(cluster, 'server'),
    project: textAt(cluster, 'project'),
  };
  if (style.goTemplate) {
    const hasAnnotations = Object.keys(annotations).length > 0;
    set['metadata'] = { ...(hasAnnotations && { annotations }), labels };
    return set;
  }
  Object.entries(annotations).forEach(([key, each]) => setOwn<unknown>(set, `metadata.annotations.${key}`, each));
  Object.entries(labels).forEach(([key, each]) => setOwn<unknown>(set, `metadata.labels.${key}`, each));
  return set;
}

/** The clusters that a resource has decided on (argo-cd v3.5.7, `applicationset/generators/duck_type.go`). */
export async function decisionSets(
  generator: JsonObject,
  { outside, templates: { style } }: GeneratorContext,
): Promise<ParameterSet[]> {
  const values = Object.entries(textsAt(generator, 'values'));
  return (await outside.found('clusterDecisionResource')).map((decision) => {
    const set: ParameterSet = {};
    Object.entries(decision).forEach(([key, value]) => setOwn<unknown>(set, key, printed(value)));
    if (style.goTemplate) {
      return values.length > 0 ? { ...set, values: Object.fromEntries(values) } : set;
    }
    values.forEach(([key, value]) => setOwn<unknown>(set, `values.${key}`, value));
    return set;
  });
}

/** The text under a key; nothing where there is none. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function textsAt(object: JsonObject, key: string): Record<string, string> {
  const texts: Record<string, string> = {};
  const found: Json | undefined = object[key];
  for (const [name, value] of Object.entries(isObject(found) ? found : {})) {
    setOwn(texts, name, typeof value === 'string' ? value : printed(value));
  }
  return texts;
}
