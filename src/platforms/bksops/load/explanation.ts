import type { LoaderError, RequirementList } from './loader-event';
import type { InstalledList } from './requirements';
import type { SourceTask } from './source-task';

/** What a failure means. */
export interface Explanation {
  /** In the platform's own terms, as sentences. */
  readonly what: string;
  /** What to do, as a sentence without its full stop. */
  readonly next?: string;
  /** True where nothing is known to be wrong with the module: SOPS has, or installs, what is missing here. */
  readonly isKnownToSopsAlone?: boolean;
  /** True where that is a requirement, which can be installed here too. */
  readonly isInstallable?: boolean;
}

export interface FailedModule {
  readonly module: string;
  readonly task: SourceTask;
  readonly error: LoaderError;
  /** What the modules before it, what it imports, and it itself have asked for. */
  readonly asked: readonly RequirementList[];
  /** What was made of that before it was tried. */
  readonly installed: readonly InstalledList[];
}
