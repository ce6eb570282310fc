import { k8s } from '../../../manifest/dialects/k8s-dialect';
import { targetAt, type Target } from '../../../manifest/edit/trail';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { descendants, follow } from '../../../manifest/parse/node';
import type { ParseCache } from '../../../manifest/parse/parse-cache';
import { shift, type TextRange } from '../../../manifest/parse/text-range';
import type { Steps } from '../../../base/steps';
import type { SpecPath, SpecPlace } from '../calls/controller-error';
import { KubernetesObject } from '../kubernetes-object';

/** An ApplicationSet or a ConfigMap as it stands in a text. */
export interface PlacedObject {
  readonly kind: string;
  readonly name: string;
  readonly document: ManifestDocument;
  /** Where its document begins. */
  readonly start: number;
}

/** What a text may hold that is placed: a look before any parsing. */
export function mayHoldObjects(text: string): boolean {
  return /\bApplicationSet\b|\bbaseUrl\b/.test(text);
}

/** The ApplicationSets and ConfigMaps of a text, in its order. */
export function* objectsIn(text: string, cache: ParseCache): Steps<PlacedObject[]> {
  const found: PlacedObject[] = [];
  for (const cut of cutDocuments(text)) {
    yield;
    if (!/\b(?:ApplicationSet|ConfigMap)\b/.test(cut.text)) {
      continue;
    }
    const document = new ManifestDocument(yield* cache.parseInSteps(cut.text), k8s);
    const { kind, name = '', apiVersion } = KubernetesObject.of(document);
    const isSet = kind === 'ApplicationSet' && apiVersion.startsWith('argoproj.io/');
    if (isSet || (kind === 'ConfigMap' && document.at('data', 'baseUrl'))) {
      found.push({ kind, name, document, start: cut.start });
    }
  }
  return found;
}

/** Where something is said of a set: at the key of a generator, at a template, or at its head. */
export function rangeOf({ document, start }: PlacedObject, { generator, text }: SpecPlace): TextRange {
  const at = generator && document.at('spec', ...generator);
  const around = generator ? [at] : [document.at('spec', 'template'), document.at('spec', 'templatePatch')];
  for (const value of text === undefined || text === '' ? [] : around) {
    for (const node of value ? descendants(value.node) : []) {
      if (node.is === 'scalar' && node.text === text) {
        return shift(node.range, start);
      }
    }
  }
  return shift(at?.key?.range ?? at?.range ?? document.head, start);
}

/** What stands at an offset of a text, in the object around it, and the keys and indexes that lead there. */
export function pathAt(
  { document, start }: PlacedObject,
  offset: number,
): (Target & { readonly path: SpecPath }) | undefined {
  const { root } = document.parsed;
  const target = root && targetAt(root, offset - start);
  if (!target) {
    return undefined;
  }
  const { nodes, steps } = target.trail;
  const path = steps.map((step, index) => {
    const [owner, child] = [nodes[index], nodes[index + 1]];
    const list = owner && follow(owner);
    return step ?? (list?.is === 'sequence' && child ? list.items.indexOf(child) : 0);
  });
  return { ...target, path };
}
