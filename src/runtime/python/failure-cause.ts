import type { NextStep } from '../../base/workbench-error';

/** Why an installer failed, as its lines tell. */
export interface FailureCause {
  readonly what?: string;
  readonly why: string;
  readonly next: NextStep;
  /** The packages at fault, as the installer writes them, the nearest first; and those because of which they were sought. */
  readonly about?: readonly string[];
}
