export interface JournalFormat {
  /** The file is `NAME.jsonl`; messages call its content so. */
  readonly name: string;
  readonly version: number;
}

/** What a journal is about: its entries, applied in order, are the content. */
export interface JournalContent<Entry> {
  /** Forgets everything. */
  clear(): void;
  apply(entry: Entry): void;
  /** The fewest entries that make the same content from nothing. */
  entries(): Iterable<Entry>;
  /** How many those are. */
  readonly size: number;
}
