import { finishInTurns } from '../../../base/steps';
import { isAbort, toFailure } from '../../../base/workbench-error';
import type { LoadReport } from '../load/load-report';
import type { LoadedFrom, ManifestText, TaskOptions } from '../load/source-task';
import { readSourceDocuments, type SourceDocument, type WrittenSource } from '../source-reader';
import { copyOf, sourceState } from '../sync/copies';
import type { SyncReport } from '../sync/sync-sources';
import { changesSince } from './changes';
import { deployedComponents, type DeployedSource, type DeployState } from './deploy-state';
import { checkPackages, folderOfSource } from './package-checks';
import { problemsOf, type Loaded, type PackageChecks } from './problems';
import type { Readiness, Step } from './readiness';
import { countModules, verdictOf } from './verdict';

/** What does the steps, with what a person may see of it meanwhile. */
export interface Assessment extends Pick<TaskOptions, 'variable' | 'redactor'> {
  /** Makes the copies of all sources what these are now, and fills the cache from them. */
  sync(signal: AbortSignal, tell: (progress: string) => void): Promise<SyncReport>;
  /** @throws where nothing can load at all, which is told as such */
  load(from: LoadedFrom, signal: AbortSignal, tell: (progress: string) => void): Promise<LoadReport>;
  /** The last good state. */
  readonly before: DeployState | undefined;
  readonly signal: AbortSignal;
  readonly tell: (step: Step, progress: string) => void;
}

/**
 * Finds out what SOPS would make of the sources of a manifest: syncs them, loads what SOPS would load, and checks the
 * packages that they carry. What one step cannot tell keeps no other from telling.
 * @throws WorkbenchError for a text without sources, and where they are being synced already; an AbortError on abort
 */
export async function assess(manifest: ManifestText, how: Assessment): Promise<Readiness> {
  const { signal, tell } = how;
  const documents = await finishInTurns(readSourceDocuments(manifest.text, manifest.file));
  const from = loadedFrom(documents);
  tell('sync', '');
  const sync = await how.sync(signal, (progress) => tell('sync', progress));
  tell('load', '');
  const loaded = await loadedOrNot(from, how);
  tell('check', '');
  const failed = new Set(sync.sources.flatMap(({ source, failure }) => (failure ? [source.line] : [])));
  const checks = await checkPackages(documents, ({ source }) => !failed.has(source.line), {
    ...how,
    tell: (progress) => tell('check', progress),
  });
  const origins = documents.flatMap((document) => document.origins);
  const sources = await Promise.all(origins.map((origin) => deployedSource(origin, how)));
  signal.throwIfAborted();
  return readinessOf(
    { manifest: manifest.file, from, at: new Date().toISOString(), sources, before: how.before },
    { sync, loaded, checks },
  );
}

/** What the steps have found. */
export interface Found {
  readonly sync: SyncReport;
  readonly loaded: Loaded;
  readonly checks: readonly PackageChecks[];
}

export function readinessOf(
  about: Pick<Readiness, 'manifest' | 'from'> &
    Pick<DeployState, 'at' | 'sources'> & { readonly before: DeployState | undefined },
  { sync, loaded, checks }: Found,
): Readiness {
  const { manifest, from, at, sources, before } = about;
  const modules = countModules(loaded);
  const problems = problemsOf(sync, loaded, checks);
  const components = 'report' in loaded ? deployedComponents(loaded.report) : [];
  const loader = 'report' in loaded ? loaded.report.loader : undefined;
  const state: DeployState = { at, components, sources };
  return {
    ...{ manifest, from, verdict: verdictOf(loaded, modules, problems) },
    ...(loader !== undefined && { loader }),
    ...{ modules, problems, state },
    ...(before && { changes: changesSince(before, state) }),
  };
}

/** SOPS has one cache, from which it then loads everything. */
function loadedFrom(documents: readonly SourceDocument[]): LoadedFrom {
  const withOrigins = documents.filter(({ origins }) => origins.length > 0);
  return withOrigins.length > 0 && withOrigins.every(({ cache }) => cache) ? 'cache' : 'origin';
}

async function loadedOrNot(from: LoadedFrom, how: Assessment): Promise<Loaded> {
  const { signal, tell } = how;
  try {
    return { report: await how.load(from, signal, (progress) => tell('load', progress)) };
  } catch (error) {
    signal.throwIfAborted();
    if (isAbort(error)) {
      throw error;
    }
    const { what, why, where, next } = toFailure(error);
    return { failure: { what, why, where, next } };
  }
}

/** More files than any package has; of a source with more only its revision is kept. */
const MOST_FILES = 2000;
/** Of a digest, enough to tell two states of a file. */
const DIGEST = 16;

async function deployedSource(
  written: WrittenSource,
  options: Pick<TaskOptions, 'variable' | 'redactor'>,
): Promise<DeployedSource> {
  const { source } = written;
  const { name, type, file, sets } = source;
  const state = await sourceState(file, source);
  const index = await copyOf(file, source).index();
  const folder = await folderOfSource(written, options).catch(() => undefined);
  const roots = sets.map(({ rootPackage }) => rootPackage);
  const files = [...(index?.files ?? [])]
    .filter(([path]) => roots.some((root) => path.startsWith(`${root}/`) || path === `${root}.py`))
    .map(([path, { digest }]) => [path, digest.slice(0, DIGEST)] as const);
  return {
    ...{ name, type },
    ...(state && { revision: state.revision }),
    ...(folder !== undefined && { folder }),
    files: Object.fromEntries(files.length > MOST_FILES ? [] : files),
  };
}
