import type { Steps } from '../../base/steps';
import type { PluginSet, Source, SourceReader } from '../../catalog/sources';
import { recognizeInSteps } from '../../manifest/check/recognition';
import type { Value } from '../../manifest/dialects/value';
import { noNames } from '../../manifest/names/names';
import { LineIndex } from '../../manifest/parse/line-index';
import { ManifestDocument } from '../../manifest/parse/manifest-document';
import { ParseCache } from '../../manifest/parse/parse-cache';
import { manifestKinds } from './manifest-kinds';
import { cacheIn, packagesIn, sourceKinds, textAt, typeOf } from './package-sources';

/** What is told of a source; its keys (`access_key`, `secret_key`) are secrets and are not. */
const TOLD = ['repo_address', 'repo_raw_address', 'branch', 'service_address', 'bucket', 'source_dir', 'path'];

/** A source, and the value in which it is written. */
export interface WrittenSource {
  readonly source: Source;
  readonly value: Value;
}

/** The sources of one document. */
export interface SourceDocument {
  readonly document: ManifestDocument;
  /** Where the document's own text begins in the file. */
  readonly start: number;
  readonly origins: readonly WrittenSource[];
  readonly cache: WrittenSource | undefined;
}

/** Reads package sources from the three forms in which bk-sops knows them. */
export const sourceReader: SourceReader = {
  platform: 'bksops',
  kinds: sourceKinds,
  *read(text, file, cache): Steps<readonly Source[]> {
    const documents = yield* readSourceDocuments(text, file, cache);
    return documents.flatMap(({ origins, cache }) =>
      [...origins, ...(cache ? [cache] : [])].map(({ source }) => source),
    );
  },
};

/** The documents of a text that hold sources, whichever of the three forms each has. */
export function* readSourceDocuments(text: string, file: string, cache = new ParseCache()): Steps<SourceDocument[]> {
  const lines = new LineIndex(text);
  const found = yield* recognizeInSteps(text, manifestKinds, noNames, cache);
  const documents: SourceDocument[] = [];
  for (const { cut, parsed, kind } of found) {
    if (sourceKinds.includes(kind.id)) {
      const place = (value: Value): { file: string; line: number } => ({
        file,
        line: lines.positionAt(cut.start + (value.key ?? value.node).range.start).line + 1,
      });
      documents.push({ start: cut.start, ...documentOf(new ManifestDocument(parsed, kind.dialect), place) });
    }
    yield;
  }
  return documents;
}

type PlaceOf = (value: Value) => { readonly file: string; readonly line: number };

function documentOf(document: ManifestDocument, place: PlaceOf): Omit<SourceDocument, 'start'> {
  const cache = cacheIn(document);
  return {
    document,
    origins: packagesIn(document).map(({ source, sets }) => ({
      source: sourceOf(source, sets, place, false),
      value: source,
    })),
    cache: cache && { source: sourceOf(cache, [], place, true), value: cache },
  };
}

function sourceOf(source: Value, sets: readonly Value[], place: PlaceOf, isCache: boolean): Source {
  const details = TOLD.flatMap((key) => {
    const value = textAt(source, 'details', key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    platform: 'bksops',
    ...place(source),
    name: textAt(source, 'name') ?? '',
    type: typeOf(source),
    isCache,
    details: Object.fromEntries(details),
    detailLines: Object.fromEntries(
      (source.at('details')?.properties ?? []).flatMap((value) =>
        value.key && !value.key.masked ? [[value.key.text, place(value).line]] : [],
      ),
    ),
    sets: sets.map((set) => setOf(set, place)),
  };
}

function setOf(set: Value, place: PlaceOf): PluginSet {
  const modules = set.at('modules')?.items ?? [];
  return {
    ...place(set),
    rootPackage: set.key?.text ?? '',
    version: textAt(set, 'version'),
    modules: modules.flatMap((module) =>
      module.isString && !module.isMasked && module.text !== '' ? [{ name: module.text, ...place(module) }] : [],
    ),
  };
}
