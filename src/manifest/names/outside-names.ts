/** A name that something outside the workspace has, such as a service that was asked; it stands in no file. */
export interface OutsideName {
  /** As of a `Mention`; the sorts of what is outside and of what manifests define do not meet. */
  readonly sort: string;
  readonly name: string;
  /** What rules ask of it: plain data. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The names outside the workspace by sort and name. */
export class OutsideNames {
  private readonly bySort = new Map<string, Map<string, OutsideName[]>>();

  constructor(names: Iterable<OutsideName>) {
    for (const name of names) {
      const byName = this.bySort.get(name.sort) ?? new Map<string, OutsideName[]>();
      this.bySort.set(name.sort, byName);
      byName.set(name.name, [...(byName.get(name.name) ?? []), name]);
    }
  }

  /** All of a sort when no name is asked for. */
  find(sort: string, name?: string): readonly OutsideName[] {
    const byName = this.bySort.get(sort);
    return name === undefined ? [...(byName?.values() ?? [])].flat() : (byName?.get(name) ?? []);
  }
}

/** What is known while nothing was asked. */
export const nothingOutside = new OutsideNames([]);
