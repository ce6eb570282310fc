import type { TextRange } from '../../../manifest/parse/text-range';

/** What JSON can say, and nothing else. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A value of a form as far as it is known without running the form; ranges are of the Python module. */
export type FormValue = { readonly range: TextRange } & (
  | { readonly is: 'primitive'; readonly value: string | number | boolean | null | undefined }
  | { readonly is: 'regex'; readonly source: string; readonly flags: string }
  | { readonly is: 'array'; readonly items: readonly FormValue[] }
  | { readonly is: 'object'; readonly entries: ReadonlyMap<string, FormEntry> }
  | { readonly is: 'function' }
  | { readonly is: 'unknown'; readonly why: string }
);

export interface FormEntry {
  readonly key: TextRange;
  readonly value: FormValue;
}

/** What an object has under a key; undefined for one that has not, and for what is no object. */
export function entryOf(value: FormValue | undefined, key: string): FormEntry | undefined {
  return value?.is === 'object' ? value.entries.get(key) : undefined;
}

export function textOf(value: FormValue | undefined): string | undefined {
  return value?.is === 'primitive' && typeof value.value === 'string' ? value.value : undefined;
}

export function numberOf(value: FormValue | undefined): number | undefined {
  return value?.is === 'primitive' && typeof value.value === 'number' ? value.value : undefined;
}

/** What an `if` makes of a value; undefined where that is not known. */
export function truthOf(value: FormValue): boolean | undefined {
  return value.is === 'unknown' ? undefined : value.is !== 'primitive' || Boolean(value.value);
}

/** True where an object is known to have something true under a key. */
export function isTrueIn(value: FormValue | undefined, key: string): boolean {
  const inside = entryOf(value, key)?.value;
  return inside !== undefined && truthOf(inside) === true;
}

/** The type as `Object.prototype.toString` names it, which SOPS goes by; undefined where it is not known. */
export function typeOf(value: FormValue): string | undefined {
  switch (value.is) {
    case 'primitive':
      return value.value === null ? 'Null' : TYPES[typeof value.value];
    case 'regex':
      return 'RegExp';
    case 'array':
      return 'Array';
    case 'object':
      return 'Object';
    case 'function':
      return 'Function';
    case 'unknown':
      return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Number',
  boolean: 'Boolean',
  undefined: 'Undefined',
};
