/** A record to try folders of records with: how often each writer has changed it. */
export interface Tally {
  readonly text: string;
  readonly counts: Readonly<Record<string, number>>;
}

export const FORMAT = { name: 'tallies', version: 1 };

/** The records that are there before any writer comes, and that all of them change. */
export const shared: readonly string[] = Array.from({ length: 15 }, (_, index) => `shared ${index}`);
