import { finishInTurns } from '../../../base/steps';
import { isAbort, toFailure, WorkbenchError, type Failure } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import { BucketCache } from '../../../runtime/fetching/bucket-cache';
import type { FilledCache } from '../../../runtime/fetching/cache-content';
import { FolderCache } from '../../../runtime/fetching/folder-cache';
import type { Changes } from '../../../runtime/fetching/local-copy';
import { WrongPart } from '../../../runtime/fetching/wrong-part';
import { readSourceDocuments, type SourceDocument, type WrittenSource } from '../source-reader';
import { copyOf } from './copies';
import { bucketOf, folderOf, originOf, type Reach } from './origins';
import { cacheRoots, withRoots, type CopiedSource } from './root-packages';
import { notesOfCache, notesOfCopy, notesOfSops } from './sops-notes';
import { SourceDetails } from './source-details';
import { lineOfDetail, wrongDetail } from './wrong-detail';

/** What a sync has come to, of one source or of the cache. */
export interface SyncResult extends Changes {
  readonly source: Source;
  /** `skipped` is a cache alone, whose sources have not all been synced. */
  readonly outcome: 'synced' | 'unchanged' | 'failed' | 'skipped';
  /** How many files are in the copy. */
  readonly files: number;
  /** With a place: the line of the detail that is to blame, or else of the source in its manifest. */
  readonly failure?: Failure;
  /** The key of that detail. */
  readonly wrong?: string;
  /** What is to be known besides, a sentence each. */
  readonly notes: readonly string[];
}

export interface SyncReport {
  readonly sources: readonly SyncResult[];
  readonly cache?: SyncResult;
}

export interface SyncOptions extends Omit<Reach, 'isRestricted'> {
  /** The name of the sources that are synced alone, and no cache with them; all unless given. */
  readonly only?: string | undefined;
  readonly signal: AbortSignal;
  /** Hears what is being done with a source or a cache, in half a sentence. */
  readonly tell: (source: Source, progress: string) => void;
  /** Hears the result of each as soon as it is there. */
  readonly onResult?: (result: SyncResult) => void;
}

const nothing = { files: 0, added: [], changed: [], removed: [] };

/**
 * Makes the copies of a manifest's sources what these are now, one after the other, and then fills its cache from them.
 * A source that fails keeps its last good copy.
 * @param manifest Its absolute path, as in `paths.ts`, and its text.
 * @throws WorkbenchError for a text without sources, an unknown name, more than one cache; an AbortError on abort
 */
export async function syncSources(
  manifest: { readonly file: string; readonly text: string },
  options: SyncOptions,
): Promise<SyncReport> {
  const documents = await finishInTurns(readSourceDocuments(manifest.text, manifest.file));
  const chosen = chosenIn(documents, manifest.file, options.only);
  const sources: SyncResult[] = [];
  const results = new Map<WrittenSource, SyncResult>();
  for (const { document, written } of chosen) {
    const result = await syncOne(written, document, options);
    results.set(written, result);
    sources.push(result);
    options.onResult?.(result);
  }
  const withCache = options.only === undefined ? documents.find(({ cache }) => cache) : undefined;
  if (!withCache?.cache) {
    return { sources };
  }
  const cache = await fill(withCache.cache, withCache, results, options);
  options.onResult?.(cache);
  return { sources, cache };
}

interface Chosen {
  readonly document: SourceDocument;
  readonly written: WrittenSource;
}

function chosenIn(documents: readonly SourceDocument[], file: string, only: string | undefined): Chosen[] {
  const all = documents.flatMap((document) => document.origins.map((written) => ({ document, written })));
  if (all.length === 0) {
    throw new WorkbenchError({ what: 'The file holds no package sources of SOPS.', where: { file } });
  }
  const second = documents.filter(({ cache }) => cache)[1]?.cache;
  if (second) {
    const { line } = second.source;
    throw new WorkbenchError({ what: 'The file holds a second cache, and SOPS has one.', where: { file, line } });
  }
  const chosen = all.filter(({ written }) => only === undefined || written.source.name === only);
  if (chosen.length === 0) {
    const names = all.map(({ written }) => written.source.name).join(', ');
    throw new WorkbenchError({
      what: `No source is called "${only ?? ''}".`,
      why: `There are ${names}.`,
      where: { file },
    });
  }
  return chosen;
}

async function syncOne(written: WrittenSource, document: SourceDocument, options: SyncOptions): Promise<SyncResult> {
  const { source } = written;
  const { file } = source;
  const others = document.origins.map((each) => each.source).filter((each) => each !== source);
  try {
    refuseTwin(source, others);
    const origin = withRoots(await originOf(written, reachOf(document, options)), source);
    const copy = copyOf(file, source);
    const run = { signal: options.signal, tell: (progress: string) => options.tell(source, progress) };
    const { files, added, changed, removed, oddities, paths } = await copy.sync(origin, fromOf(source), run);
    return {
      source,
      outcome: added.length + changed.length + removed.length === 0 ? 'unchanged' : 'synced',
      ...{ files, added, changed, removed },
      notes: [...notesOfCopy(oddities), ...(document.cache ? notesOfSops(source, { paths, oddities, others }) : [])],
    };
  } catch (error) {
    return { source, outcome: 'failed', ...nothing, ...failureOf(source, error), notes: [] };
  }
}

/** Two of one name and type would take turns in one folder, here and in SOPS. */
function refuseTwin({ name, type, line }: Source, others: readonly Source[]): void {
  if (name === '') {
    throw new WrongPart('name', { what: 'The source has no name.', next: { title: 'Give it one' } });
  }
  if (others.some((other) => other.name === name && other.type === type && other.line < line)) {
    throw new WrongPart('name', {
      what: `A source of this type is called "${name}" already.`,
      next: { title: 'Choose another name' },
    });
  }
}

async function fill(
  written: WrittenSource,
  document: SourceDocument,
  results: ReadonlyMap<WrittenSource, SyncResult>,
  options: SyncOptions,
): Promise<SyncResult> {
  const { source } = written;
  const { file, line } = source;
  const notes = notesOfCache(source);
  const failed = document.origins.find((origin) => results.get(origin)?.outcome === 'failed');
  if (failed) {
    const what = `The cache stays as it is: ${failed.source.name} could not be synced.`;
    return { source, outcome: 'skipped', ...nothing, failure: { what, where: { file, line } }, notes };
  }
  try {
    const filled = await fillNow(written, document, options);
    const isSame = filled.added.length + filled.changed.length + filled.removed.length === 0;
    return { source, outcome: isSame ? 'unchanged' : 'synced', ...filled, notes };
  } catch (error) {
    return { source, outcome: 'failed', ...nothing, ...failureOf(source, error), notes };
  }
}

async function fillNow(written: WrittenSource, document: SourceDocument, options: SyncOptions): Promise<FilledCache> {
  const { source } = written;
  const reach = reachOf(document, options);
  const details = new SourceDetails(written, options.variable, options.redactor);
  const roots = cacheRoots(await copiedOf(document));
  const run = { signal: options.signal, tell: (progress: string) => options.tell(source, progress) };
  switch (source.type) {
    case 'fs':
      return new FolderCache(await folderOf(source, details)).fill(roots, run);
    case 's3':
      refuseOwnSource(source, document);
      return new BucketCache(await bucketOf(details, reach), (await details.text('source_dir')) ?? '').fill(roots, run);
    default:
      throw new WorkbenchError({
        what: `SOPS has no cache of type "${source.type}".`,
        next: { title: 'Write fs or s3' },
      });
  }
}

async function copiedOf({ origins }: SourceDocument): Promise<CopiedSource[]> {
  const copied = origins.map(async ({ source }) => {
    const copy = copyOf(source.file, source);
    const index = await copy.index();
    return index ? [{ source, index, folder: copy.current }] : [];
  });
  return (await Promise.all(copied)).flat();
}

/** What is stale in a cache is deleted there, and a source is nobody's to delete. */
function refuseOwnSource({ details }: Source, { origins }: SourceDocument): void {
  const placeOf = (each: Source['details']): string =>
    ['service_address', 'bucket', 'source_dir'].map((key) => (each[key] ?? '').replace(/\/$/, '')).join('\n');
  const same = origins.find(({ source }) => source.type === 's3' && placeOf(source.details) === placeOf(details));
  if (same) {
    throw new WorkbenchError({
      what: `The cache is the place of the source ${same.source.name} itself.`,
      next: { title: 'Give the cache a bucket or a "source_dir" of its own' },
    });
  }
}

function reachOf({ document }: SourceDocument, { git, redactor, variable }: SyncOptions): Reach {
  const isRestricted = document.at('target', 'secureLoose')?.reading?.value === false;
  return { git, redactor, variable, isRestricted };
}

/** What a copy tells of its source: as it is written in the manifest, and without a password that stands there. */
export function fromOf({ type, details }: Source): Record<string, string> {
  const plain = Object.entries(details).map(([key, value]) => [key, value.replace(/:\/\/[^/@]*@/, '://')]);
  return { type, ...(Object.fromEntries(plain) as Record<string, string>) };
}

/** @throws the error when it is an abort */
function failureOf(source: Source, error: unknown): Pick<SyncResult, 'failure' | 'wrong'> {
  if (isAbort(error)) {
    throw error;
  }
  const wrong = wrongDetail(error);
  const where = { file: source.file, line: lineOfDetail(source, wrong) };
  return { failure: { where, ...withoutPlace(toFailure(error)) }, ...(wrong !== undefined && { wrong }) };
}

/** A failure of what was fetched has no place of its own that a person could go to. */
function withoutPlace({ what, why, next, cause }: Failure): Failure {
  return { what, why, next, cause };
}
