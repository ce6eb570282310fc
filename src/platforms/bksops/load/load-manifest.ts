import type { Source } from '../../../catalog/sources';
import type { LoadingWork } from '../../../runtime/loading/loading';
import type { Redactor } from '../../../runtime/secrets/redactor';
import type { Variable } from '../sync/source-details';
import { fatesOf, fatesSoFar } from './fates';
import type { LoadReport, ModuleLoad } from './load-report';
import { trySources, type TriedModule, type TriedSource } from './load-sources';
import { missingLists, type InstalledList, type InstallRequirements } from './requirements';
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
  /** Hears each module as soon as it was tried, with the source that lists it. */
  readonly onTried?: (load: ModuleLoad, source: Source) => void;
  /** Installs what the modules require, after which they are loaded again; nothing is installed unless given. */
  readonly install?: InstallRequirements | undefined;
}

/** Seconds. */
export const PATIENCE = 30;
/** How often something is installed that a module has come to ask for. */
const MOST_ROUNDS = 5;

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
  const { tried, installed } =
    told.length === 0 ? { tried: [], installed: [] } : await tryInstalled(told, await loader(), options);
  return { ...fatesOf(inOrder(tasks, tried)), ...(installed.length > 0 && { installed }) };
}

/** What was installed may let a module come to what it requires itself. */
async function tryInstalled(
  tasks: readonly SourceTask[],
  work: LoadingWork,
  { install, seconds = PATIENCE, signal, onTried }: LoadOptions,
): Promise<{ tried: TriedSource[]; installed: readonly InstalledList[] }> {
  const installed: InstalledList[] = [];
  for (let round = 1; ; round++) {
    const how = { seconds, signal, installed: [...installed], installs: install !== undefined };
    const tried = await trySources(tasks, work, { ...how, onTried: soFar(onTried) });
    const modules = tried.flatMap((source) => source.modules.filter((module) => module !== undefined));
    const lists = missingLists(
      modules.flatMap(({ requirements }) => requirements),
      installed,
    );
    if (!install || lists.length === 0 || round > MOST_ROUNDS) {
      return { tried, installed };
    }
    const kept = modules.flatMap((module) => module.kept);
    installed.push(...(await install(lists, [...new Set(kept)])));
  }
}

/** Tells of each module as soon as it was tried what shows of it by then. */
function soFar(onTried: LoadOptions['onTried']): (module: TriedModule) => void {
  const fateOf = fatesSoFar();
  return (module) => {
    const { load, source } = fateOf(module);
    onTried?.(load, source);
  };
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
