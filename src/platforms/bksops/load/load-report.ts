import type { Failure, FilePlace } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import type { LoadedComponent, LoaderFrame } from './loader-event';
import type { InstalledList, UnmetRequirement } from './requirements';
import type { LoadedFrom } from './source-task';

/**
 * What becomes of a module: `skipped` where SOPS does not come to it, `not-tried` where nothing can be told of it here.
 */
export type Fate = 'loaded' | 'failed' | 'skipped' | 'not-tried';

/** A module that a source lists, and what has become of it. */
export interface ModuleLoad {
  readonly module: string;
  readonly fate: Fate;
  /** What was raised, what it means and what to do; for a skipped one also what would become of it. */
  readonly message?: string;
  /** The same in a few words, where there are fewer. */
  readonly brief?: string;
  /** True where a requirement that can be installed here keeps it from being tried. */
  readonly needsInstall?: boolean;
  /** True where SOPS does not start with it: importing it ends or silences the process. */
  readonly stopsSops?: boolean;
  /** Its line in the manifest. */
  readonly manifest: Required<FilePlace>;
  /** Where it was raised in the source's own files, or the file that was loaded. */
  readonly python?: FilePlace;
  /** The module or package that the loader has not found: no file is to blame for that. */
  readonly missing?: string;
  /** The frames of what was raised, outermost first; each is a file of this machine or an address. */
  readonly frames: readonly LoaderFrame[];
  readonly components: readonly LoadedComponent[];
  /** Of the notes, those that tell which components replace each other. */
  readonly replacements: readonly string[];
  /** What is to be known besides, a sentence each. */
  readonly notes: readonly string[];
  /** Requirements that the Python here does not meet; each is among the notes as well. */
  readonly unmet?: readonly UnmetRequirement[];
  /** What it has printed, without secrets. */
  readonly printed: readonly string[];
}

export interface SourceLoad {
  readonly source: Source;
  readonly from: LoadedFrom;
  /** Why none of its modules is loaded. */
  readonly failure?: Failure;
  readonly modules: readonly ModuleLoad[];
}

export interface LoadReport {
  /** What has loaded them, such as `bamboo-pipeline 4.0.4 on Python 3.11.7`, as far as it is told. */
  readonly loader?: string;
  readonly sources: readonly SourceLoad[];
  /** What was made of the requirements, where that was asked for. */
  readonly installed?: readonly InstalledList[];
}

/** True when SOPS would have all that is listed. */
export function isWhole({ sources }: LoadReport): boolean {
  return sources.every(({ failure, modules }) => !failure && modules.every(({ fate }) => fate === 'loaded'));
}
