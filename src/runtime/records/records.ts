import type { Event } from '../../base/emitter';

/** Records by name, each changed on its own. */
export interface Records<R> {
  /** Fires when records have changed, through this object or, once it is noticed, through another process. */
  readonly onDidChange: Event<void>;
  get(name: string): Promise<R | undefined>;
  /** In the order in which they were made. */
  all(): Promise<readonly R[]>;
  /**
   * Keeps what `decide` makes of the record, or takes the record away for undefined. `decide` sees the record as it is
   * and may throw; it runs again when another process was faster. Nothing has changed when this rejects.
   */
  change(name: string, decide: (now: R | undefined) => R | undefined): Promise<void>;
}
