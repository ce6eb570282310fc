import type { NextStep } from '../../base/workbench-error';

/** Why an installer failed, as its lines tell. */
export interface FailureCause {
  readonly what?: string;
  readonly why: string;
  readonly next: NextStep;
}
