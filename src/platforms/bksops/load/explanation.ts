import type { LoaderError, LookedUpRequirement } from './loader-event';
import type { SourceTask } from './source-task';

/** What a failure means. */
export interface Explanation {
  /** In the platform's own terms, as sentences. */
  readonly what: string;
  /** What to do, as a sentence without its full stop. */
  readonly next?: string;
  /** True where nothing is wrong with the module: SOPS itself has what is missing here. */
  readonly isOfSops?: boolean;
}

export interface FailedModule {
  readonly module: string;
  readonly task: SourceTask;
  readonly error: LoaderError;
  /** What the modules before it, and it itself, have asked for. */
  readonly requirements: readonly LookedUpRequirement[];
}
