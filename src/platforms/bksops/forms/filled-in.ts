import type { Entry, FieldPath } from './entry';
import type { Field, FieldItem } from './field';
import { COMBINE, fieldType } from './field-types';
import { isTrueIn, type Plain } from './form-value';
import { raised } from './read-field';
import type { ComponentForm } from './read-form';

/** A choice of a field, those of groups and of trees one behind the other. */
export interface Choice {
  readonly label: string;
  readonly depth: number;
  readonly value: Plain;
  /** The group that it belongs to. */
  readonly group?: string;
}

/** The choices of a field in the order in which they are shown. */
export function choicesOf({ type, items = [], isMultiple }: Field): Choice[] {
  switch (type) {
    case 'tree':
      return items.flatMap((item) => branch(item, 0));
    case 'cascader':
      return items.flatMap((item) => paths(item, [], [])).map(({ label, path }) => choice(label, path));
    case 'select':
      return items.flatMap((item) =>
        item.options
          ? item.options.map((option) => ({ ...choice(option.label, option.value), group: item.label }))
          : [choice(item.label, item.value)],
      );
    default:
      return items.map((item) => choice(item.label, item.value ?? (isMultiple ? null : '')));
  }
}

function choice(label: string, value: Plain | undefined): Choice {
  return { label, depth: 0, value: value ?? '' };
}

function branch(item: FieldItem, depth: number): Choice[] {
  const inside = (item.options ?? []).flatMap((each) => branch(each, depth + 1));
  return [{ ...choice(item.label, item.value), depth }, ...inside];
}

function paths(item: FieldItem, labels: readonly string[], path: readonly Plain[]): { label: string; path: Plain[] }[] {
  const [here, way] = [
    [...labels, item.label],
    [...path, item.value ?? ''],
  ];
  const inside = (item.options ?? []).flatMap((each) => paths(each, here, way));
  return inside.length > 0 ? inside : [{ label: here.join(' / '), path: way }];
}

/** True where a field takes several of its choices. */
export function takesSeveral({ type, isMultiple }: Field): boolean {
  return type === 'checkbox' || type === 'tree' || isMultiple;
}

/** The field at a path; undefined where there is none. */
export function fieldAt(fields: readonly Field[], [first, ...more]: FieldPath): Field | undefined {
  const field = first === undefined ? undefined : fields[first];
  if (!field || more.length === 0) {
    return field;
  }
  const [row, column, ...beyond] = more;
  return field.columns
    ? row !== undefined && column !== undefined && beyond.length === 0
      ? field.columns[column]
      : undefined
    : fieldAt(field.children ?? [], more);
}

/** What a form's fields hold while somebody fills it in, each as SOPS's editor would keep it. */
export class FilledIn {
  private readonly values = new Map<string, Plain>();

  constructor(private readonly form: ComponentForm) {}

  /** The same entries in the form as it is now, as far as its fields are still there and of the same type. */
  in(form: ComponentForm): FilledIn {
    const filled = new FilledIn(form);
    const [before, now] = [typesOf(this.form.fields ?? [], []), typesOf(form.fields ?? [], [])];
    for (const [key, value] of this.values) {
      if (before.get(key) === now.get(key)) {
        filled.values.set(key, value);
      }
    }
    return filled;
  }

  /** True once something was entered into the field at a path, or into a row of its table. */
  has(path: FieldPath): boolean {
    return this.values.has(keyOf(this.form.fields ?? [], this.tableOf(path) ?? path));
  }

  /** What a field holds; undefined where only a run of the form would tell. */
  valueAt(path: FieldPath): Plain | undefined {
    const field = fieldAt(this.form.fields ?? [], path);
    const table = this.tableOf(path);
    const row = table ? this.rowsAt(table)[path.at(-2) ?? 0] : undefined;
    if (table) {
      return row?.[field?.tagCode ?? 'undefined'] ?? field?.value;
    }
    return field && this.valueOf(field, path);
  }

  /** What the component gets, by key; the first of the fields that share one counts. What is not known is left out. */
  valuesNow(): Record<string, Plain> {
    const { fields = [] } = this.form;
    return Object.fromEntries(this.recordOf(fields, []));
  }

  /** Takes what was entered into the field at a path; what does not fit there changes nothing. */
  enter(path: FieldPath, entry: Entry): void {
    const fields = this.form.fields ?? [];
    const field = fieldAt(fields, path);
    const table = this.tableOf(path);
    if (!field || (table && !this.rowsAt(table)[path.at(-2) ?? 0])) {
      return;
    }
    const value = entry.is === 'row' ? this.rowsWith(path, field, entry) : entered(field, entry);
    if (value === undefined) {
      return;
    }
    if (table) {
      const rows = this.rowsAt(table).map((row, index) =>
        index === path.at(-2) ? { ...row, [field.tagCode ?? 'undefined']: value } : row,
      );
      this.values.set(keyOf(fields, table), rows);
    } else {
      this.values.set(keyOf(fields, path), value);
    }
  }

  private recordOf(fields: readonly Field[], path: FieldPath): Map<string, Plain> {
    const record = new Map<string, Plain>();
    for (const [index, field] of fields.entries()) {
      const value = this.valueOf(field, [...path, index]);
      const key = field.tagCode ?? 'undefined';
      if (value !== undefined && !record.has(key)) {
        record.set(key, value);
      }
    }
    return record;
  }

  private valueOf(field: Field, path: FieldPath): Plain | undefined {
    const { fields = [], value } = this.form;
    const entered = this.values.get(keyOf(fields, path));
    if (entered !== undefined) {
      return entered;
    }
    if (field.type === COMBINE) {
      const record = this.recordOf(field.children ?? [], path);
      return field.children && (record.size > 0 || field.children.length === 0)
        ? Object.fromEntries(record)
        : undefined;
    }
    // A field without `attrs` takes the defaults of all of them.
    const hasDefaults = value === undefined || Object.keys(value).length > 0;
    return hasDefaults ? field.value : undefined;
  }

  /** The path of the table that a path leads into; undefined for a field of its own. */
  private tableOf(path: FieldPath): FieldPath | undefined {
    const table = path.slice(0, -2);
    return table.length > 0 && fieldAt(this.form.fields ?? [], table)?.columns ? table : undefined;
  }

  private rowsAt(table: FieldPath): Readonly<Record<string, Plain>>[] {
    const rows = this.valueAt(table);
    return Array.isArray(rows) ? (rows as readonly Plain[]).map((row) => (isRecord(row) ? row : {})) : [];
  }

  private rowsWith(path: FieldPath, { columns }: Field, { removed }: Extract<Entry, { is: 'row' }>): Plain | undefined {
    if (!columns) {
      return undefined;
    }
    const rows = this.rowsAt(path);
    return removed === undefined
      ? [...rows, Object.fromEntries(columns.map(({ tagCode, value }) => [tagCode ?? 'undefined', value ?? '']))]
      : rows.filter((_row, index) => index !== removed);
  }
}

function isRecord(value: Plain): value is Readonly<Record<string, Plain>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an entry makes of a field's value; undefined for what the field does not take. */
function entered(field: Field, entry: Exclude<Entry, { is: 'row' }>): Plain | undefined {
  const { type = '', attrs } = field;
  if (entry.is === 'text') {
    const { accepts } = fieldType(type, (name) => isTrueIn(attrs, name));
    return type === 'int' ? numberIn(entry.text, field) : accepts.includes('String') ? entry.text : undefined;
  }
  const choices = choicesOf(field);
  const chosen = choices.filter((_choice, index) => entry.chosen.includes(index)).map(({ value }) => value);
  return takesSeveral(field) ? chosen : raised(type, attrs, chosen[0] ?? '');
}

/** Emptied, or no number at all, a number is 0. */
function numberIn(text: string, { type = '', attrs }: Field): Plain {
  const number = Number(text);
  return raised(type, attrs, Number.isFinite(number) ? number : 0);
}

/** The key of a field's value: its tag code and those around it, so that an entry stays when fields come or go. */
function keyOf(fields: readonly Field[], path: FieldPath): string {
  const codes = path.map((_index, depth) => fieldAt(fields, path.slice(0, depth + 1))?.tagCode ?? 'undefined');
  return JSON.stringify(codes);
}

function typesOf(fields: readonly Field[], path: FieldPath, top = fields): Map<string, string> {
  const types = new Map<string, string>();
  for (const [index, { type, columns, children }] of fields.entries()) {
    const here = [...path, index];
    const key = keyOf(top, here);
    const inside = (columns ?? []).map((column) => `${column.tagCode ?? ''} ${column.type ?? ''}`);
    if (!types.has(key)) {
      types.set(key, [type ?? '', ...inside].join());
    }
    for (const [childKey, childType] of typesOf(children ?? [], here, top)) {
      types.set(childKey, types.get(childKey) ?? childType);
    }
  }
  return types;
}
