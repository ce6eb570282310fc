import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { getOwn } from '../../../base/own-key';
import { BADGE, colorOf } from './colors';
import { sizeText } from './sizes';
import { timeText } from './times';
import { isNothing, textAt, valueAt, wordsOf, type Value } from './values';

/** A field as metadata describes it; whatever a person wrote there. */
export interface Field {
  readonly key: string;
  /** What heads it. */
  readonly label: string;
  readonly type: string;
  readonly options: JsonObject;
}

/** What stands in a cell. */
export type Shown =
  | { readonly is: 'blank' }
  | { readonly is: 'text'; readonly text: string; readonly link?: string }
  | {
      readonly is: 'badge';
      readonly text: string;
      readonly background: string | undefined;
      readonly color: string | undefined;
      readonly isSquare: boolean;
    }
  | {
      readonly is: 'state';
      readonly text: string;
      readonly dot: string | undefined;
      readonly color: string | undefined;
    }
  | { readonly is: 'tags'; readonly tags: readonly (readonly [key: string, value: string])[] }
  | { readonly is: 'more'; readonly shown: Shown; readonly layout: JsonObject; readonly data: Value }
  | { readonly is: 'several'; readonly parts: readonly Shown[]; readonly delimiter: string | undefined }
  /** The console logs an error and leaves the cell blank. */
  | { readonly is: 'failed'; readonly why: string };

export const FIELD_TYPES = ['text', 'badge', 'datetime', 'state', 'enum', 'size', 'dict', 'list', 'more'] as const;
type FieldType = (typeof FIELD_TYPES)[number];

export const BLANK: Shown = { is: 'blank' };
/** Items of enums and lists may be such again; no metadata of a plugin needs more. */
const DEEPEST = 8;

/** A field of metadata; undefined for what has no key. */
export function fieldOf(written: Json | undefined): Field | undefined {
  if (!isObject(written) || typeof written['key'] !== 'string') {
    return undefined;
  }
  const { key, name, type } = written;
  return {
    key,
    label: typeof name === 'string' && name !== '' ? name : key,
    type: typeof type === 'string' && type !== '' ? type : 'text',
    options: objectAt(written, 'options'),
  };
}

/** What the console shows of a row in a field (console a8bc088a, packages/mirinae, data-display/dynamic/dynamic-field). */
export function shownField(field: Field, row: Value): Shown {
  return guarded(() => {
    const depth = field.options['key_depth'];
    const value = valueAt(row, field.key, typeof depth === 'number' ? depth : undefined);
    return shownValue(field, value, row, 0);
  });
}

/** A value in a field; each element of a list by itself, unless it is the field of a list. */
export function shownValue(field: Pick<Field, 'type' | 'options'>, value: Value, row: Value, depth: number): Shown {
  const { type, options } = field;
  if (!Array.isArray(value) || type === 'list') {
    return shownOne(field, value, row, depth);
  }
  const parts = value
    .filter((each) => !isNothing(each))
    .map((each) => guarded(() => shownOne(field, each, row, depth)));
  return joined(parts, options);
}

function joined(parts: readonly Shown[], options: JsonObject): Shown {
  const [first] = parts;
  return parts.length > 1
    ? { is: 'several', parts, delimiter: textAt(options, 'delimiter')?.replace(/^<br\s*\/?>$/, '\n') }
    : (first ?? BLANK);
}

type Show = (value: Value, options: JsonObject, row: Value, depth: number) => Shown;

const shows: Readonly<Record<FieldType, Show>> = {
  text: (value, options) => plain(value, options),
  badge: (value, options) => badge(value, options),
  state: (value, options) => state(value, options),
  datetime: (value, options) => textOf(timeText(value, options)),
  size: (value, options) => textOf(sizeText(value, options)),
  enum: enumerated,
  dict: (value, options) => tags(value, options),
  list: listed,
  more: (value, options, row) => more(value, options, row),
};

function shownOne({ type, options }: Pick<Field, 'type' | 'options'>, value: Value, row: Value, depth: number): Shown {
  if (depth > DEEPEST) {
    throw new RangeError(`Its items are nested more than ${DEEPEST} levels deep.`);
  }
  return (getOwn(shows as Readonly<Record<string, Show>>, type) ?? shows.text)(value, options, row, depth);
}

function guarded(show: () => Shown): Shown {
  try {
    return show();
  } catch (error) {
    if (error instanceof RangeError) {
      return { is: 'failed', why: error.message };
    }
    throw error;
  }
}

function textOf(text: string): Shown {
  return text === '' ? BLANK : { is: 'text', text };
}

function decorated(text: string, options: JsonObject): string {
  return `${textAt(options, 'prefix') ?? ''}${text}${textAt(options, 'postfix') ?? ''}`;
}

function defaultOf({ default: given }: JsonObject): string {
  return given === undefined || given === null ? '' : wordsOf(given);
}

function plain(value: Value, options: JsonObject): Shown {
  const text = decorated(value === null || value === undefined ? defaultOf(options) : wordsOf(value), options);
  const link = textAt(options, 'link');
  return text === '' ? BLANK : { is: 'text', text, ...(link !== undefined && { link }) };
}

/** The colour of an outline is that of the background, and the other two count no more. */
function badge(value: Value, options: JsonObject): Shown {
  const isMissing = value === null || value === undefined;
  if (isMissing && defaultOf(options) === '') {
    return BLANK;
  }
  const outline = color(options, 'outline_color');
  const own = outline === undefined ? color(options, 'background_color') : undefined;
  const text = outline === undefined ? color(options, 'text_color') : undefined;
  return {
    is: 'badge',
    text: decorated(isMissing ? defaultOf(options) : wordsOf(value), options),
    background: outline ?? own ?? (text === undefined ? BADGE.background : undefined),
    color: text ?? (own === undefined ? BADGE.text : undefined),
    isSquare: options['shape'] === 'SQUARE',
  };
}

/** The dot is there even without a value. */
function state(value: Value, options: JsonObject): Shown {
  const icon = objectAt(options, 'icon');
  const text = value === null || value === undefined ? defaultOf(options) : wordsOf(value);
  return {
    is: 'state',
    text: decorated(text, options),
    dot: color(icon, 'color'),
    color: color(options, 'text_color'),
  };
}

function color(options: JsonObject, key: string): string | undefined {
  const written = textAt(options, key);
  return written === undefined || written === '' ? undefined : colorOf(written);
}

/** The items by value, in `items` or beside the other options. */
export function enumItems(options: JsonObject): JsonObject {
  return isObject(options['items']) ? options['items'] : options;
}

/** Only texts are found among the items; a dot in one is a step, as in a key. */
function enumerated(value: Value, options: JsonObject, row: Value, depth: number): Shown {
  if (value === null || value === '') {
    return BLANK;
  }
  const chosen = value ?? options['default'];
  if (typeof chosen !== 'string') {
    return chosen === undefined ? BLANK : plain(chosen, {});
  }
  const item = valueAt(enumItems(options), chosen);
  if (typeof item === 'string') {
    return plain(item, {});
  }
  if (!isObject(item)) {
    return plain(chosen, {});
  }
  const name = textAt(item, 'name') ?? chosen;
  return shownValue(itemField(item), name, row, depth + 1);
}

function itemField(item: JsonObject): Pick<Field, 'type' | 'options'> {
  return { type: textAt(item, 'type') ?? 'text', options: objectAt(item, 'options') };
}

function tags(value: Value, options: JsonObject): Shown {
  const given = value ?? options['default'];
  if (given === null || given === undefined) {
    throw new RangeError('A dict without a value fails unless it has the default {}.');
  }
  const entries = Object.entries(typeof given === 'string' ? Array.from(given) : isObject(given) ? given : {});
  const words = entries.map(([key, each]) => [key, isObject(each) ? '[object Object]' : wordsOf(each)] as const);
  return words.length > 0 ? { is: 'tags', tags: words } : BLANK;
}

function listed(value: Value, options: JsonObject, row: Value, depth: number): Shown {
  const sub = textAt(options, 'sub_key');
  if (isObject(value) && sub !== undefined) {
    throw new RangeError('It has a sub_key, and the value is an object and no list.');
  }
  const elements = (Array.isArray(value) ? value : [value]).map((each) =>
    sub === undefined ? each : valueAt(each, sub),
  );
  const item = itemField(objectAt(options, 'item'));
  const parts = elements
    .filter((each) => !isNothing(each))
    .map((each) => guarded(() => shownValue(item, each, row, depth + 1)));
  return joined(parts, options);
}

function more(value: Value, options: JsonObject, row: Value): Shown {
  const sub = textAt(options, 'sub_key');
  const data = sub === undefined ? row : valueAt(row, sub);
  return { is: 'more', shown: plain(value, options), layout: objectAt(options, 'layout'), data };
}
