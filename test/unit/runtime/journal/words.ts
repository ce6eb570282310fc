import type { JournalContent } from '../../../../src/runtime/journal/journal-format';

export interface WordEntry {
  readonly add?: string;
  readonly take?: string;
  readonly because?: string;
}

/** A content to try journals with: words, each once. */
export class Words implements JournalContent<WordEntry> {
  readonly all = new Set<string>();

  get size(): number {
    return this.all.size;
  }

  clear(): void {
    this.all.clear();
  }

  apply({ add, take }: WordEntry): void {
    if (add !== undefined) {
      this.all.add(add);
    }
    if (take !== undefined) {
      this.all.delete(take);
    }
  }

  *entries(): Generator<WordEntry> {
    for (const add of this.all) {
      yield { add };
    }
  }
}
