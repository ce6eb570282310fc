import { cutDocuments, type DocumentCut } from '../parse/document-cuts';
import type { ManifestKind, Outline } from '../kind';
import { rootKeys } from '../parse/manifest-document';
import { forcedKind, hasModeline } from './modeline';
import { partsOf } from './parts';
import { noNames, type Names } from '../names/names';
import { follow } from '../parse/node';
import type { ParseCache } from '../parse/parse-cache';
import type { ParsedDocument } from '../parse/parse-document';
import type { Steps } from '../../base/steps';

/** A document as an earlier check of its file left it. */
export interface KnownDocument {
  readonly text: string;
  readonly kind: ManifestKind | undefined;
}

/** False when no document of any of the kinds can be in the text; costs a look, not a parse. */
export function sniff(text: string, kinds: readonly ManifestKind[], names: Names = noNames): boolean {
  return hasModeline(text) || kinds.some((kind) => kind.sniff(text, names));
}

/** The kind that a document's modeline or content names, or the one that it had and may still be. */
export function recognize(
  parsed: ParsedDocument,
  kinds: readonly ManifestKind[],
  before: ManifestKind | undefined,
  names: Names,
): ManifestKind | undefined {
  const outline = outlineOf(parsed);
  const forced = forcedKind(parsed.text, kinds);
  const found = forced
    ? forced.kind
    : (kinds.find((kind) => kind.recognize(outline, names)) ??
      kinds.find((kind) => kind.id === before?.id && kind.mayStillBe(outline)) ??
      meantKind(parsed, kinds));
  return found?.refine?.(outline) ?? found;
}

/** Of a text that is no YAML the tree may lack what tells the kind; a template of Jinja is none and need not be one. */
function meantKind({ text, problems }: ParsedDocument, kinds: readonly ManifestKind[]): ManifestKind | undefined {
  const isBroken = problems.some(({ code }) => code === 'manifest/syntax') && !text.includes('{%');
  return isBroken ? kinds.find((kind) => kind.isMeant?.(text)) : undefined;
}

function outlineOf(parsed: ParsedDocument): Outline {
  const root = parsed.root && follow(parsed.root);
  return {
    root: parsed.root,
    keys: rootKeys(parsed),
    holdsCollection: (key) => {
      const value = root?.is === 'mapping' ? root.entries.get(key)?.value : undefined;
      return value !== undefined && follow(value)?.is !== 'scalar';
    },
  };
}

/** A document of a file and its kind, as far as only that is asked. */
export interface RecognizedDocument {
  readonly cut: DocumentCut;
  readonly parsed: ParsedDocument;
  readonly kind: ManifestKind;
}

/** The documents of a file that are of one of the kinds, one after the other. */
export function* recognizeInSteps(
  text: string,
  kinds: readonly ManifestKind[],
  names: Names,
  cache: ParseCache,
): Steps<RecognizedDocument[]> {
  const found: RecognizedDocument[] = [];
  for (const cut of cutDocuments(text)) {
    yield;
    if (sniff(cut.text, kinds, names)) {
      const parsed = yield* cache.parseInSteps(cut.text);
      for (const part of partsOf(parsed, kinds) ?? [parsed]) {
        const kind = recognize(part, kinds, undefined, names);
        if (kind) {
          found.push({ cut, parsed: part, kind });
        }
      }
    }
  }
  return found;
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
