import { applicationSetSchema } from '../../../../../schemas/generated/argocd-application-set';
import type { JsonSchema, Schema } from '../../../../manifest/schema/json-schema';

/** What Go reads a value into. */
export type Shape =
  | { readonly is: 'struct'; readonly name: string; readonly fields: ReadonlyMap<string, Shape> }
  | { readonly is: 'map' | 'list'; readonly of: Shape }
  | { readonly is: 'string' | 'boolean' | 'integer' }
  /** Kept as JSON, whatever it is. */
  | { readonly is: 'any' };

/**
 * The order of the fields in Go, where it is not that of the alphabet: the controller renders in that order, and stops at
 * the first mistake (argo-cd v3.5.7, `pkg/apis/application/v1alpha1`).
 */
const orders: Readonly<Record<string, readonly string[]>> = {
  ApplicationSetTemplate: ['metadata', 'spec'],
  ApplicationSetTemplateMeta: ['name', 'namespace', 'labels', 'annotations', 'finalizers'],
  ApplicationSpec: [
    'source',
    'destination',
    'project',
    'syncPolicy',
    'ignoreDifferences',
    'info',
    'revisionHistoryLimit',
    'sources',
    'sourceHydrator',
  ],
  ApplicationSource: [
    'repoURL',
    'path',
    'targetRevision',
    'helm',
    'kustomize',
    'directory',
    'plugin',
    'chart',
    'ref',
    'name',
  ],
  ApplicationDestination: ['server', 'namespace', 'name'],
  ApplicationSourceHelm: ['valueFiles', 'parameters', 'releaseName', 'values', 'fileParameters'],
  HelmParameter: ['name', 'value'],
  SyncPolicy: ['automated', 'syncOptions', 'retry', 'managedNamespaceMetadata'],
  ApplicationSetGenerator: [
    'list',
    'clusters',
    'git',
    'scmProvider',
    'clusterDecisionResource',
    'pullRequest',
    'matrix',
    'merge',
    'selector',
    'plugin',
  ],
  ListGenerator: ['elements', 'template', 'elementsYaml'],
  MatrixGenerator: ['generators', 'template'],
  MergeGenerator: ['generators', 'mergeKeys', 'template'],
  PluginGenerator: ['configMapRef', 'input', 'requeueAfterSeconds', 'template', 'values'],
  GitGenerator: ['repoURL', 'directories', 'files', 'revision', 'requeueAfterSeconds', 'template', 'pathParamPrefix'],
};

/** What the API keeps as JSON, to be read when it is used. */
const keptAsJson = new Set(['NestedMatrixGenerator', 'NestedMergeGenerator']);

const known = new Map<string, Shape>();

let schema: JsonSchema | undefined;

/** The shape of one of the types of an ApplicationSet, such as `ApplicationSetTemplate`. */
export function shapeOf(type: string): Shape {
  const found = known.get(type) ?? structOf(type, definitionOf(type));
  known.set(type, found);
  return found;
}

/** An ApplicationSet as a manifest has it. */
export function applicationSetShape(): Shape {
  const found = known.get('') ?? structOf('ApplicationSet', whole());
  known.set('', found);
  return found;
}

/** An Application, as far as a patch of it is judged. */
export const applicationShape: Shape = {
  is: 'struct',
  name: 'Application',
  get fields() {
    const any: Shape = { is: 'any' };
    return new Map([
      ['apiVersion', { is: 'string' } satisfies Shape],
      ['kind', { is: 'string' } satisfies Shape],
      ['metadata', shapeOf('ObjectMeta')],
      ['spec', shapeOf('ApplicationSpec')],
      ['status', any],
      ['operation', any],
    ]);
  },
};

function whole(): JsonSchema {
  return (schema ??= JSON.parse(applicationSetSchema) as JsonSchema);
}

function definitionOf(type: string): JsonSchema {
  const found = whole().definitions?.[type];
  if (typeof found !== 'object') {
    throw new Error(`The schema of an ApplicationSet has no ${type}.`);
  }
  return found;
}

function structOf(name: string, { properties = {} }: JsonSchema): Shape {
  const order = orders[name] ?? [];
  const names = Object.keys(properties).sort(
    (one, other) => (order.indexOf(one) + 1 || 100) - (order.indexOf(other) + 1 || 100),
  );
  return {
    is: 'struct',
    name,
    fields: new Map(names.map((field) => [field, shapeIn(properties[field] ?? {}, field)])),
  };
}

function shapeIn(schema: Schema, field: string): Shape {
  const { type, allOf, items, additionalProperties } = typeof schema === 'object' ? schema : {};
  const [whole] = allOf ?? [];
  const reference = typeof whole === 'object' ? whole.$ref?.replace('#/definitions/', '') : undefined;
  if (reference !== undefined) {
    return keptAsJson.has(reference) ? { is: 'any' } : shapeOf(reference);
  }
  const [is, ...others] = [type ?? []].flat().filter((each) => each !== 'null');
  if (others.length > 0 || is === 'number') {
    return { is: 'any' };
  }
  if (is === 'string' || is === 'boolean' || is === 'integer') {
    return { is };
  }
  if (is === 'array') {
    return { is: 'list', of: shapeIn(items ?? true, '') };
  }
  if (typeof additionalProperties === 'object') {
    return { is: 'map', of: shapeIn(additionalProperties, '') };
  }
  return field === 'parameters' ? { is: 'map', of: { is: 'any' } } : { is: 'any' };
}
