import type { Event } from 'vscode';
import type { Failure } from '../../../../base/workbench-error';
import type { SetModule, Source } from '../../../../catalog/sources';
import type { ModuleLoad } from '../../../../platforms/bksops/load/load-report';
import type { LoadedFrom } from '../../../../platforms/bksops/load/source-task';

/** What has become of a module when its source was loaded. */
export type LoadState =
  | { readonly is: 'not loaded' }
  | { readonly is: 'loading' }
  /** What a load has told of it is not known to be true any more. */
  | { readonly is: 'changed' }
  | { readonly is: 'tried'; readonly load: ModuleLoad; readonly from: LoadedFrom };

/** What loads have told of modules. */
export interface LoadStates {
  of(source: Source, module: Pick<SetModule, 'name'>): LoadState;
  /** Why nothing of a source was loaded; undefined when something was, or nobody has tried. */
  failureOf(source: Source): Failure | undefined;
  /** Fires with the source of which something else is told now; undefined for many. */
  readonly onDidChange: Event<Source | undefined>;
}

/** How many modules of a source are how far. */
export interface LoadCount {
  readonly modules: number;
  readonly tried: number;
  readonly loaded: number;
  readonly isLoading: boolean;
  readonly isChanged: boolean;
  /** True where something is required that can be installed here. */
  readonly isInstallable: boolean;
}

/** The states of a source's modules, in numbers. */
export function countOf(states: readonly LoadState[]): LoadCount {
  return {
    modules: states.length,
    tried: states.filter(({ is }) => is === 'tried').length,
    loaded: states.filter((state) => state.is === 'tried' && state.load.fate === 'loaded').length,
    isLoading: states.some(({ is }) => is === 'loading'),
    isChanged: states.some(({ is }) => is === 'changed'),
    isInstallable: states.some(isInstallable),
  };
}

/** True for a module of which something is required that can be installed here. */
export function isInstallable(state: LoadState): boolean {
  return state.is === 'tried' && mayInstall(state.load);
}

/** True for what a load tells of a module of which something is required that can be installed here. */
export function mayInstall({ needsInstall = false, unmet = [] }: ModuleLoad): boolean {
  return needsInstall || unmet.some((requirement) => requirement.isInstallable);
}
