import { Emitter } from '../../base/emitter';
import type { Records } from './records';

/** Records that end with the process. */
export class MemoryRecords<R> implements Records<R> {
  private readonly records = new Map<string, R>();
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  get(name: string): Promise<R | undefined> {
    return Promise.resolve(this.records.get(name));
  }

  all(): Promise<readonly R[]> {
    return Promise.resolve([...this.records.values()]);
  }

  // Asynchronous, so that what `decide` throws rejects.
  // eslint-disable-next-line @typescript-eslint/require-await
  async change(name: string, decide: (now: R | undefined) => R | undefined): Promise<void> {
    const record = decide(this.records.get(name));
    if (record === undefined) {
      this.records.delete(name);
    } else {
      this.records.set(name, record);
    }
    this.changed.fire();
  }
}
