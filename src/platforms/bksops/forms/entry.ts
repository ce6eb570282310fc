/** What somebody has put into a field: a text, some of its choices, or a row more or less of a table. */
export type Entry =
  | { readonly is: 'text'; readonly text: string }
  /** Places in the choices of the field, all of its groups one behind the other. */
  | { readonly is: 'choices'; readonly chosen: readonly number[] }
  | { readonly is: 'row'; readonly removed?: number };

/** Where a field stands: its index, and those of the groups around it; in a table then the row and the column. */
export type FieldPath = readonly number[];
