import type { ManifestKind } from '../kind';
import type { ParsedDocument } from '../parse/parse-document';

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
