import { k8s } from '../../manifest/dialects/k8s-dialect';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { ParsedDocument } from '../../manifest/parse/parse-document';
import type { Outline } from '../../manifest/kind';
import { Value } from '../../manifest/dialects/value';
import { follow, keyOf, type Entry, type MappingNode, type Node, type Pair } from '../../manifest/parse/node';

/** A document as an object of Kubernetes. */
export class KubernetesObject {
  constructor(readonly root: Value | undefined) {}

  static of({ root }: Outline | ManifestDocument): KubernetesObject {
    return new KubernetesObject(root instanceof Value ? root : root && new Value(root, k8s));
  }

  get apiVersion(): string {
    return this.textAt('apiVersion') ?? '';
  }

  get kind(): string {
    return this.textAt('kind') ?? '';
  }

  /** Undefined when it is missing or a template's. */
  get name(): string | undefined {
    return this.textAt('metadata', 'name');
  }

  /** Undefined where it is left to the one who applies the manifest. */
  get namespace(): string | undefined {
    return this.textAt('metadata', 'namespace');
  }

  label(name: string): string | undefined {
    return this.textAt('metadata', 'labels', name);
  }

  /** A text that is known as it stands; undefined when it is missing, empty, no text or a template's. */
  textAt(...path: readonly (string | number)[]): string | undefined {
    return textOf(this.root?.at(...path));
  }
}

/** The text of a value as it stands; undefined when it is missing, empty, no text or a template's. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.isString && !value.isMasked && value.text !== '' ? value.text : undefined;
}

/** More items of a list are not looked at one by one. */
const mostObjects = 1000;

/**
 * The objects of a document that is more than one: the items of a `List` or an `ApplicationSetList`, as `kubectl get` and the API write them (Kubernetes v1.33,
 * `pkg/apis/core/types.go`), or the branches of a template, each from one `kind` to the next; undefined for a document that is one object.
 */
export function objectsIn({ root, hasTemplates }: ParsedDocument): Node[] | undefined {
  const object = root && new Value(root, k8s);
  const items = object?.at('items');
  if (object && items?.isSequence === true && textOf(object.at('kind'))?.endsWith('List') === true) {
    return items.items
      .filter(({ isMapping }) => isMapping)
      .slice(0, mostObjects)
      .map(({ node }) => node);
  }
  const branches = root && hasTemplates ? branchesOf(root) : [];
  return branches.length > 1 ? branches : undefined;
}

/** The pairs of a mapping cut before each key that is already there: its parts cannot all be in one object. */
function branchesOf(root: Node): MappingNode[] {
  const target = follow(root);
  const kinds = target?.is === 'mapping' ? target.pairs.filter((pair) => keyOf(pair)?.text === 'kind') : [];
  if (target?.is !== 'mapping' || kinds.length < 2) {
    return [];
  }
  const parts: Pair[][] = [];
  let seen = new Set<string>();
  for (const pair of target.pairs) {
    const name = keyOf(pair)?.text ?? '';
    if (parts.length === 0 || seen.has(name)) {
      parts.push([]);
      seen = new Set();
    }
    seen.add(name);
    parts.at(-1)?.push(pair);
  }
  return parts.slice(0, mostObjects).map(mappingOf);
}

function mappingOf(pairs: readonly Pair[]): MappingNode {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    if (key) {
      entries.set(key.text, { key, value: pair.value, merged: false });
    }
  }
  const range = { start: pairs[0]?.key.range.start ?? 0, end: pairs.at(-1)?.value.range.end ?? 0 };
  return { is: 'mapping', range, pairs, entries, flow: false };
}
