import type { ManifestKind } from '../kind';
import type { ParsedDocument } from '../parse/parse-document';
import type { Trail } from '../schema/schema-at';

const known = new WeakMap<ParsedDocument, readonly ParsedDocument[]>();

/** The objects that a document holds instead of being one, each as a document of the same text; undefined where it is one. */
export function partsOf(parsed: ParsedDocument, kinds: readonly ManifestKind[]): readonly ParsedDocument[] | undefined {
  let parts = known.get(parsed);
  if (!parts) {
    const readers = new Set(kinds.flatMap(({ objectsIn }) => objectsIn ?? []));
    const roots = [...readers].map((objectsIn) => objectsIn(parsed)).find((found) => found !== undefined);
    // What is wrong with the text as a whole is told with the first of them.
    parts = (roots ?? []).map((root, index) => ({ ...parsed, root, problems: index === 0 ? parsed.problems : [] }));
    known.set(parsed, parts);
  }
  return parts.length > 0 ? parts : undefined;
}

/** A manifest inside another one as a document of the same text; what is wrong with the text is told with the outer one. */
export interface InnerDocument {
  readonly parsed: ParsedDocument;
  readonly kind: ManifestKind;
}

const knownWithin = new WeakMap<ParsedDocument, Map<ManifestKind, readonly InnerDocument[]>>();

/** The manifests that stand inside one; the same objects for the same text. */
export function manifestsWithin(parsed: ParsedDocument, kind: ManifestKind): readonly InnerDocument[] {
  if (!kind.within || !parsed.root) {
    return [];
  }
  const byKind = knownWithin.get(parsed) ?? new Map<ManifestKind, readonly InnerDocument[]>();
  knownWithin.set(parsed, byKind);
  const known =
    byKind.get(kind) ??
    kind.within(parsed.root).map((inner) => ({
      kind: inner.kind,
      parsed: { ...parsed, root: inner.root, problems: [], repeatedAnchors: [], bareTab: undefined },
    }));
  byKind.set(kind, known);
  return known;
}

/** The way to a place from the manifest in which it stands, which may be one inside another. */
export function innermost(trail: Trail, kind: ManifestKind): { readonly trail: Trail; readonly kind: ManifestKind } {
  const [root] = trail.nodes;
  const inner = (root && kind.within?.(root)) ?? [];
  const at = trail.nodes.findIndex((node, index) => index > 0 && inner.some((each) => each.root === node));
  const found = inner.find((each) => each.root === trail.nodes[at]);
  return found
    ? { trail: { nodes: trail.nodes.slice(at), steps: trail.steps.slice(at) }, kind: found.kind }
    : { trail, kind };
}
