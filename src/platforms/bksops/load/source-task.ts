import { isObject, type Json } from '../../../base/json';
import { finishInTurns } from '../../../base/steps';
import { isAbort, toFailure, WorkbenchError, type Failure, type FilePlace } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import { strict } from '../../../manifest/dialects/strict-dialect';
import { jsonOf } from '../../../manifest/requests/json-of-node';
import type { Redactor } from '../../../runtime/secrets/redactor';
import { isOfSettings } from '../package-sources';
import { readSourceDocuments, type SourceDocument, type WrittenSource } from '../source-reader';
import { sourceCopy } from '../sync/copies';
import { folderOf } from '../sync/origins';
import { SourceDetails, type Variable } from '../sync/source-details';

/** From where the modules of a source are loaded: from the source itself, or from the cache of the manifest. */
export type LoadedFrom = 'origin' | 'cache';

export interface ManifestText {
  /** Absolute, as in `paths.ts`. */
  readonly file: string;
  readonly text: string;
}

/** A module that the loader is told to import, and the source that lists it. */
export interface ListedModule {
  readonly name: string;
  readonly source: Source;
}

/** A source as the importers of bamboo-pipeline are told of it; the cache is one source with the packages of all others. */
export interface SourceTask {
  /** The source itself, or the cache. */
  readonly source: Source;
  readonly from: LoadedFrom;
  /** As the manifest has it, right or wrong. */
  readonly packages: Json;
  readonly details: Readonly<Record<string, string>>;
  readonly isRestricted: boolean;
  /** True for a file system cache, whose layout SOPS's own sync gets wrong. */
  readonly isFolderCache: boolean;
  /** The folder of the copy on this machine. */
  readonly copy: string | undefined;
  /** In the order in which they are imported. */
  readonly modules: readonly ListedModule[];
}

/** A source in the words of sops_loader.py, from one of its modules on. */
export function loaderTask(task: SourceTask, index: number, first: number): object {
  const { source, packages, details, isRestricted, copy } = task;
  return {
    ...{ index, first, name: source.name, type: source.type },
    ...{ packages, details, restricted: isRestricted, copy },
  };
}

/** A source of which nothing can be tried, and why. */
export interface Untold {
  readonly source: Source;
  readonly from: LoadedFrom;
  readonly modules: readonly ListedModule[];
  readonly failure: Failure;
}

/** @throws WorkbenchError for a source of which nothing can be tried */
export function toldTask(task: SourceTask | Untold): SourceTask {
  if ('failure' in task) {
    throw new WorkbenchError({ ...task.failure, where: { file: task.source.file, line: task.source.line } });
  }
  return task;
}

export interface TaskOptions {
  /** The name of the sources that are loaded alone; all unless given. */
  readonly only?: string | undefined;
  readonly from: LoadedFrom;
  readonly variable: Variable;
  readonly redactor: Redactor;
}

/** The fields that SOPS hands on to its loader, by type; `source_dir` alone may be missing. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  git: ['repo_raw_address', 'branch'],
  s3: ['service_address', 'bucket', 'source_dir', 'access_key', 'secret_key'],
  fs: ['path'],
};

/** SOPS loads the sources of each type in this order, and those of a type in theirs (bamboo-pipeline 4.0.4, `models/source.py`). */
const ORDER = ['git', 's3', 'fs'];

/**
 * The sources of a manifest in the order in which SOPS loads them.
 * @throws WorkbenchError for a text without sources, an unknown name, or no cache where one is to be loaded from
 */
export async function sourceTasks(manifest: ManifestText, options: TaskOptions): Promise<(SourceTask | Untold)[]> {
  const documents = await finishInTurns(readSourceDocuments(manifest.text, manifest.file));
  const tasks: (SourceTask | Untold)[] = [];
  for (const document of documents) {
    const chosen = document.origins.filter(({ source }) => source.name === (options.only ?? source.name));
    if (options.from === 'cache' && chosen.length > 0) {
      tasks.push(await told(chosen, cacheOf(document, manifest.file), document, options));
    } else {
      for (const written of chosen) {
        tasks.push(await told([written], written, document, options));
      }
    }
  }
  if (tasks.length === 0) {
    throw noSource(documents, manifest.file, options.only);
  }
  return tasks.sort((a, b) => rankOf(a.source) - rankOf(b.source));
}

function rankOf({ type }: Source): number {
  const rank = ORDER.indexOf(type);
  return rank < 0 ? ORDER.length : rank;
}

function cacheOf({ cache }: SourceDocument, file: string): WrittenSource {
  if (!cache) {
    throw new WorkbenchError({
      what: 'The manifest has no cache.',
      where: { file },
      next: { title: 'Write one, or load from the sources themselves' },
    });
  }
  return cache;
}

/** What the loader is told of sources that are loaded from one place. */
async function told(
  sources: readonly WrittenSource[],
  place: WrittenSource,
  document: SourceDocument,
  { from, variable, redactor }: TaskOptions,
): Promise<SourceTask | Untold> {
  const { source } = place;
  try {
    const packages = packagesOf(sources);
    return {
      source,
      from,
      packages: packages.value,
      details: await detailsOf(place, document, new SourceDetails(place, variable, redactor)),
      isRestricted: document.document.at('target', 'secureLoose')?.reading?.value === false,
      isFolderCache: from === 'cache' && source.type === 'fs',
      copy: source.type === 'fs' || from === 'cache' ? undefined : sourceCopy(source.file, source),
      modules: packages.modules,
    };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return { source, from, failure: toFailure(error), modules: packagesOf(sources).modules };
  }
}

/** The plugin sets of sources by root package; of two with one name SOPS takes the later into its cache. */
function packagesOf(sources: readonly WrittenSource[]): { value: Json; modules: ListedModule[] } {
  const read = sources.map(({ source, value }) => {
    const packages = value.at('packages');
    return { source, packages: packages ? jsonOf(packages.node, strict) : null };
  });
  const [only, ...others] = read;
  if (only && others.length === 0 && !isObject(only.packages)) {
    return { value: only.packages, modules: [] };
  }
  const sets = new Map<string, { source: Source; set: Json }>();
  for (const { source, packages } of read) {
    Object.entries(isObject(packages) ? packages : {}).forEach(([root, set]) => sets.set(root, { source, set }));
  }
  return {
    value: Object.fromEntries([...sets].map(([root, { set }]) => [root, set])),
    modules: [...sets.values()].flatMap(({ source, set }) => modulesOf(set).map((name) => ({ name, source }))),
  };
}

async function detailsOf(
  place: WrittenSource,
  { document }: SourceDocument,
  details: SourceDetails,
): Promise<Record<string, string>> {
  const { source, value } = place;
  const known = FIELDS[source.type] ?? [];
  // The settings hand on whatever is written; the page and our own form know what the loader takes.
  const isSettings = isOfSettings(document);
  const keys = isSettings ? [...new Set([...known, ...(value.at('details')?.keys ?? [])])] : known;
  const found: Record<string, string> = {};
  for (const key of keys) {
    const isFolder = source.type === 'fs' && key === 'path' && details.plain(key) !== undefined;
    const text = isFolder ? await folderOf(source, details) : await details.text(key);
    if (text !== undefined) {
      found[key] = text;
    }
  }
  return found;
}

/** What is written as one text is taken letter by letter (bamboo-pipeline 4.0.4, `models/base.py`). */
function modulesOf(set: Json): string[] {
  const modules = isObject(set) ? set['modules'] : undefined;
  return Array.isArray(modules) ? modules.map(String) : typeof modules === 'string' ? Array.from(modules) : [];
}

/** The root packages that a source declares. */
export function rootsOf({ packages }: SourceTask): string[] {
  return isObject(packages) ? Object.keys(packages) : [];
}

/** The line of a module in the manifest, or of what it belongs to. */
export function manifestPlace(source: Source, module: string): Required<FilePlace> {
  const { file, line, sets } = source;
  const lines = linesIn(source);
  const set = lines.sets.get(module.split('.')[0] ?? '') ?? (module.length === 1 ? sets[0]?.line : undefined);
  return { file, line: lines.modules.get(module) ?? set ?? line };
}

interface ManifestLines {
  /** By dotted name. */
  readonly modules: ReadonlyMap<string, number>;
  /** By root package. */
  readonly sets: ReadonlyMap<string, number>;
}

const linesOfSources = new WeakMap<Source, ManifestLines>();

/** The lines of a source, looked up once for all its modules; of two with one name the first counts. */
function linesIn(source: Source): ManifestLines {
  const known = linesOfSources.get(source);
  if (known) {
    return known;
  }
  const sets = source.sets.toReversed();
  const modules = sets.flatMap((set) => set.modules.toReversed());
  const lines = {
    modules: new Map(modules.map(({ name, line }) => [name, line])),
    sets: new Map(sets.map(({ rootPackage, line }) => [rootPackage, line])),
  };
  linesOfSources.set(source, lines);
  return lines;
}

function noSource(documents: readonly SourceDocument[], file: string, only: string | undefined): WorkbenchError {
  const names = documents.flatMap(({ origins }) => origins.map(({ source }) => source.name));
  return names.length === 0
    ? new WorkbenchError({ what: 'The file holds no package sources of SOPS.', where: { file } })
    : new WorkbenchError({
        what: `No source is called "${only ?? ''}".`,
        why: `There are ${names.join(', ')}.`,
        where: { file },
      });
}
