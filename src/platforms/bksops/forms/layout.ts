import type { Field } from './field';

/** One field in a row of the form. */
export interface LaidOutField {
  readonly field: Field;
  /** Its share of the row, in twelfths. */
  readonly width: number;
  /** The rows of a combine. */
  readonly rows?: readonly (readonly LaidOutField[])[];
  /** Where it is hidden, or hides and shows itself: what of that is known. */
  readonly note?: string;
}

const FULL = 12;

/**
 * The fields in the rows in which SOPS's editor lays them out: a field with `cols` shares its row with its neighbours as
 * long as there is place, and one without has its own (bk-sops 3.34, `RenderForm/FormItem.vue`).
 */
export function layoutOf(fields: readonly Field[]): LaidOutField[][] {
  const rows: LaidOutField[][] = [];
  let free = 0;
  for (const field of fields) {
    const cols = field.cols ?? 0;
    const width = cols > 0 && cols <= FULL ? cols : FULL;
    if (width === FULL || width > free) {
      rows.push([]);
      free = FULL;
    }
    rows.at(-1)?.push({
      field,
      width,
      ...(field.children ? { rows: layoutOf(field.children) } : {}),
      ...noteOf(field),
    });
    free -= width;
  }
  return rows;
}

function noteOf({ isHidden, events, methods }: Field): { note?: string } {
  const sources = [...new Set(events.map(({ source }) => `"${source}"`))].join(', ');
  const parts = [
    ...(isHidden ? ['Hidden until the form shows it; its value is sent all the same.'] : []),
    ...(events.length > 0 ? [`Changes with ${sources}: how is told by functions.`] : []),
    ...(methods.length > 0 ? ['Has methods of its own.'] : []),
  ];
  return parts.length > 0 ? { note: parts.join(' ') } : {};
}
