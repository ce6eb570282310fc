import type { Json } from '../../../base/json';
import { finishInTurns } from '../../../base/steps';
import type { Source } from '../../../catalog/sources';
import { strict } from '../../../manifest/dialects/strict-dialect';
import type { Value } from '../../../manifest/dialects/value';
import { jsonOf } from '../../../manifest/requests/json-of-node';
import { FolderOrigin } from '../../../runtime/fetching/folder-origin';
import { readSourceDocuments, type SourceDocument, type WrittenSource } from '../source-reader';
import { sourceState } from '../sync/copies';
import { sourceFolder } from '../sync/module-files';
import type { LoadedFrom, ManifestText } from './source-task';

/** What the load of a source goes by: with another basis it may come to something else. */
export interface LoadBasis {
  readonly source: Source;
  /** What the manifest says of it, and of where and for what it is loaded. */
  readonly written: string;
  /** What it holds, as far as that shows on this machine; undefined where it does not. */
  readonly held: string | undefined;
  /** The folder from which its modules are loaded; undefined for what is elsewhere. */
  readonly folder: string | undefined;
}

/** What the sources of a manifest go by at the moment. @throws an AbortError on abort */
export async function loadBases(
  { file, text }: ManifestText,
  from: LoadedFrom,
  signal: AbortSignal,
): Promise<LoadBasis[]> {
  const documents = await finishInTurns(readSourceDocuments(text, file));
  const bases = documents.flatMap((document) =>
    document.origins.map((origin) => basisOf(origin, document, from, signal)),
  );
  return Promise.all(bases);
}

/** True when a source would be loaded from the same again. What was not here before tells of no change. */
export function isSameBasis(before: LoadBasis, now: LoadBasis): boolean {
  return before.written === now.written && (before.held === undefined || before.held === now.held);
}

async function basisOf(
  origin: WrittenSource,
  { document, origins, cache }: SourceDocument,
  from: LoadedFrom,
  signal: AbortSignal,
): Promise<LoadBasis> {
  const { source } = origin;
  const place = from === 'cache' ? (cache ?? origin) : origin;
  const listing = from === 'cache' ? origins : [origin];
  const parts = [
    ...[from, place.source.type, plain(place.value.at('details')), plain(document.at('target'))],
    ...listing.map(({ value }) => plain(value.at('packages'))),
  ];
  const folder = place.source.type === 'fs' ? sourceFolder(place.source) : undefined;
  const roots = listing.flatMap(({ source: { sets } }) => sets.map(({ rootPackage }) => rootPackage));
  return {
    source,
    written: JSON.stringify(parts),
    held: folder === undefined ? await inCopy(place.source) : await inFolder(folder, roots, signal),
    folder,
  };
}

/** A source elsewhere is known to have changed once a sync has brought something else. */
async function inCopy(place: Source): Promise<string | undefined> {
  return place.isCache ? undefined : (await sourceState(place.file, place))?.revision;
}

/** The Python files below the root packages, each with what tells another state of it. */
async function inFolder(folder: string, roots: readonly string[], signal: AbortSignal): Promise<string> {
  const origin = new FolderOrigin(folder, (name) => roots.includes(name.replace(/\.py$/, '')));
  try {
    const { files } = await origin.look(undefined, { signal, tell: () => undefined });
    return JSON.stringify(files.filter(({ path }) => path.endsWith('.py')).map(({ path, tag }) => [path, tag]));
  } catch {
    signal.throwIfAborted();
    // A folder that is not there, or not to be read, holds nothing.
    return '';
  }
}

function plain(value: Value | undefined): Json {
  return value ? jsonOf(value.node, strict) : null;
}
