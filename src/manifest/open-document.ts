import type { DocumentCut } from './parse/document-cuts';
import type { ManifestKind } from './kind';
import type { Names } from './names/names';
import type { ParseCache } from './parse/parse-cache';
import type { ParsedDocument } from './parse/parse-document';
import { cutAt, recognize, type KnownDocument } from './check/recognition';

/** A file's text as it is now, with what is known from before. */
export interface OpenText {
  readonly text: string;
  /** The documents of the file as the last check left them. */
  readonly before: readonly KnownDocument[];
  readonly cache: ParseCache;
  readonly names: Names;
}

export interface OpenDocument {
  readonly cut: DocumentCut;
  readonly parsed: ParsedDocument;
  readonly kind: ManifestKind | undefined;
}

/** Reads the one document of a file in which an offset lies. */
export function readOpenDocument(open: OpenText, offset: number, kinds: readonly ManifestKind[]): OpenDocument {
  const { cut, before } = cutAt(open.text, offset, open.before);
  const parsed = open.cache.parse(cut.text);
  return { cut, parsed, kind: recognize(parsed, kinds, before, open.names) };
}
