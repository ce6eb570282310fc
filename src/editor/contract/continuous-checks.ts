import { identityKey } from '../../base/plugin-identity';
import type { Plugin } from '../../catalog/plugin';

/**
 * Has plugins checked again after each saved change of theirs, one run at a time: what is saved while one goes on is
 * checked together after it.
 */
export class ContinuousChecks {
  private readonly changed = new Map<string, Plugin>();
  private running = false;
  private ended = false;

  /** @param check Checks plugins, and tells of it; resolves in the end, also when it has failed. */
  constructor(private readonly check: (plugins: readonly Plugin[]) => Promise<void>) {}

  /** Something of these plugins was saved. */
  saved(plugins: readonly Plugin[]): void {
    plugins.forEach((plugin) => this.changed.set(identityKey(plugin), plugin));
    if (!this.running) {
      void this.checkChanged();
    }
  }

  /** What goes on may end; nothing follows it. */
  end(): void {
    this.ended = true;
  }

  private async checkChanged(): Promise<void> {
    this.running = true;
    while (this.changed.size > 0 && !this.ended) {
      const plugins = [...this.changed.values()];
      this.changed.clear();
      await this.check(plugins);
    }
    this.running = false;
  }
}
