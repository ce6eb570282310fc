import type { LoadingWork } from '../../../runtime/loading/loading';
import type { Redactor } from '../../../runtime/secrets/redactor';
import type { Variable } from '../sync/source-details';
import { fatesOf } from './fates';
import type { LoadReport } from './load-report';
import { trySources, type TriedModule, type TriedSource } from './load-sources';
import { sourceTasks, type LoadedFrom, type ManifestText, type SourceTask, type Untold } from './source-task';

export interface LoadOptions {
  /** The name of the source that is loaded alone; all unless given. */
  readonly only?: string | undefined;
  readonly from: LoadedFrom;
  /** Gives the value behind `${env:NAME}`. */
  readonly variable: Variable;
  readonly redactor: Redactor;
  /** How long a module may take, in seconds; 30 unless given. */
  readonly seconds?: number | undefined;
  readonly signal: AbortSignal;
  /** Hears each module as soon as it was tried. */
  readonly onTried?: (module: TriedModule) => void;
}

/** Seconds. */
export const PATIENCE = 30;

/**
 * Loads the sources of a manifest as SOPS does when it starts, and tells what becomes of each module.
 * @param loader Gives what does the loading, with the Python that it runs in; not asked when there is nothing to load.
 * @throws WorkbenchError for a manifest without sources, an unknown name, or a Python that cannot load; an AbortError on abort
 */
export async function loadManifest(
  manifest: ManifestText,
  loader: () => Promise<LoadingWork>,
  options: LoadOptions,
): Promise<LoadReport> {
  const tasks = await sourceTasks(manifest, options);
  const told = tasks.filter((task): task is SourceTask => !('failure' in task));
  const tried =
    told.length === 0
      ? []
      : await trySources(told, await loader(), options.seconds ?? PATIENCE, options.signal, options.onTried);
  return fatesOf(inOrder(tasks, tried));
}

/** What would be loaded, where nothing can load it. */
export async function untriedManifest(manifest: ManifestText, options: LoadOptions): Promise<LoadReport> {
  const tasks = await sourceTasks(manifest, options);
  return fatesOf(tasks.map((task) => ('failure' in task ? task : { task, modules: [] })));
}

function inOrder(tasks: readonly (SourceTask | Untold)[], tried: readonly TriedSource[]): (TriedSource | Untold)[] {
  return tasks.map((task) =>
    'failure' in task ? task : (tried.find((each) => each.task === task) ?? { task, modules: [] }),
  );
}
