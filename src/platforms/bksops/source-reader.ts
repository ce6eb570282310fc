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

/** Reads package sources from the three forms in which bk-sops knows them. */
export const sourceReader: SourceReader = {
  platform: 'bksops',
  kinds: sourceKinds,
  *read(text, file): Steps<readonly Source[]> {
    const lines = new LineIndex(text);
    const found = yield* recognizeInSteps(text, manifestKinds, noNames, new ParseCache());
    const sources: Source[] = [];
    for (const { cut, parsed, kind } of found) {
      if (sourceKinds.includes(kind.id)) {
        const place = (value: Value): { file: string; line: number } => ({
          file,
          line: lines.positionAt(cut.start + (value.key ?? value.node).range.start).line + 1,
        });
        sources.push(...sourcesOf(new ManifestDocument(parsed, kind.dialect), place));
      }
      yield;
    }
    return sources;
  },
};

type PlaceOf = (value: Value) => { readonly file: string; readonly line: number };

function sourcesOf(document: ManifestDocument, place: PlaceOf): Source[] {
  const cache = cacheIn(document);
  const own = packagesIn(document).map(({ source, sets }) => sourceOf(source, sets, place, false));
  return cache ? [...own, sourceOf(cache, [], place, true)] : own;
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
