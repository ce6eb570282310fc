import { cutDocuments, type DocumentCut } from './document-cuts';
import type { ManifestKind, Outline } from './kind';
import { rootKeys } from './manifest-document';
import { follow } from './node';
import type { ParsedDocument } from './parse-document';

/** A document as an earlier check of its file left it. */
export interface KnownDocument {
  readonly text: string;
  readonly kind: ManifestKind | undefined;
}

/** The kind that a document's content names, or the one that it had and may still be. */
export function recognize(
  outline: Outline,
  kinds: readonly ManifestKind[],
  before: ManifestKind | undefined,
): ManifestKind | undefined {
  const found = kinds.find((kind) => kind.recognize(outline));
  return found ?? kinds.find((kind) => kind === before && kind.mayStillBe(outline));
}

export function outlineOf(parsed: ParsedDocument): Outline {
  const root = parsed.root && follow(parsed.root);
  return {
    keys: rootKeys(parsed),
    holdsCollection: (key) => {
      const value = root?.is === 'mapping' ? root.entries.get(key)?.value : undefined;
      return value !== undefined && follow(value)?.is !== 'scalar';
    },
  };
}

/**
 * The kind that each document had before: by its text where that is unchanged, else by its place, counted from
 * the end of the file behind what was edited.
 */
export function kindsBefore(
  cuts: readonly DocumentCut[],
  before: readonly KnownDocument[],
): (ManifestKind | undefined)[] {
  let head = 0;
  while (head < cuts.length && head < before.length && cuts[head]?.text === before[head]?.text) {
    head += 1;
  }
  const shift = before.length - cuts.length;
  let tail = cuts.length;
  while (tail > head && tail + shift > head && cuts[tail - 1]?.text === before[tail - 1 + shift]?.text) {
    tail -= 1;
  }
  const byText = new Map(before.map(({ text, kind }) => [text, kind]));
  return cuts.map(({ text }, index) =>
    byText.has(text) ? byText.get(text) : before[index < tail ? index : index + shift]?.kind,
  );
}

/** The document of a file in which an offset lies, and the kind that it had. */
export function cutAt(
  text: string,
  offset: number,
  before: readonly KnownDocument[],
): { readonly cut: DocumentCut; readonly before: ManifestKind | undefined } {
  const cuts = cutDocuments(text);
  const found = cuts.findLastIndex(({ start }) => start <= offset);
  const index = Math.max(found, 0);
  return { cut: cuts[index] ?? { start: 0, text }, before: kindsBefore(cuts, before)[index] };
}
