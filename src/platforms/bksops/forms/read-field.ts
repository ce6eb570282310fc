import type { Budget } from '../../../base/budget';
import type { Field, FieldEvent, FieldItem, FieldRule, Unknown } from './field';
import { COMBINE, fieldType } from './field-types';
import { entryOf, numberOf, textOf, truthOf, typeOf, type FormValue, type Plain } from './form-value';
import { plainOf } from './plain';

/** A field is some objects of ours. */
const STEPS_A_FIELD = 50;

/** The fields of a list of them; undefined for what is no list. */
export function readFields(list: FormValue | undefined, budget: Budget): Field[] | undefined {
  return list?.is === 'array' ? list.items.map((element) => new FieldReader(element, budget).field()) : undefined;
}

/** What the editor makes of one element of a form. */
class FieldReader {
  private readonly attrs: FormValue | undefined;
  private readonly unknown: Unknown[] = [];

  constructor(
    private readonly element: FormValue,
    private readonly budget: Budget,
  ) {
    budget.spend(STEPS_A_FIELD);
    this.attrs = entryOf(element, 'attrs')?.value;
  }

  field(): Field {
    const { element } = this;
    if (element.is === 'unknown') {
      this.note('field', element);
    }
    const type = this.text('type', element);
    const rules = this.rules();
    const children = type === COMBINE ? this.fields('children') : undefined;
    const value = this.value(type ?? '', children);
    return {
      range: element.range,
      element,
      ...(this.attrs ? { attrs: this.attrs } : {}),
      ...told('tagCode', this.text('tag_code', element)),
      ...told('type', type),
      ...told('label', this.text('name')),
      ...told('placeholder', this.text('placeholder')),
      ...told('desc', this.text('desc')),
      ...told('tips', this.text('tips')),
      ...told('cols', numberOf(this.attribute('cols'))),
      isRequired: rules.some((rule) => rule.type === 'required'),
      isHookable: this.isTrue('hookable', true),
      isHidden: this.isTrue('hidden', false),
      isDisabled: this.isTrue('disabled', false),
      isMultiple: this.isTrue('multiple', type === 'cascader'),
      ...told('items', this.items()),
      ...told('children', children),
      ...told('columns', type === 'datatable' ? this.fields('columns') : undefined),
      rules,
      events: this.events(),
      methods: this.methods(),
      ...value,
      unknown: this.unknown,
    };
  }

  private attribute(name: string): FormValue | undefined {
    return entryOf(this.attrs, name)?.value;
  }

  private note(of: string, { range, ...value }: FormValue): void {
    this.unknown.push({ of, why: value.is === 'unknown' ? value.why : 'it is computed when the form runs', range });
  }

  /** A text, also a number that is shown as one. */
  private text(name: string, of = this.attrs): string | undefined {
    const value = entryOf(of, name)?.value;
    if (value?.is === 'unknown') {
      this.note(name, value);
    }
    return value?.is === 'primitive' && typeof value.value === 'number' ? String(value.value) : textOf(value);
  }

  private isTrue(name: string, unlessGiven: boolean): boolean {
    const value = this.attribute(name);
    if (value?.is === 'unknown') {
      this.note(name, value);
    }
    return value ? (truthOf(value) ?? unlessGiven) : unlessGiven;
  }

  private rules(): FieldRule[] {
    const list = this.attribute('validation');
    if (list?.is === 'unknown') {
      this.note('validation', list);
    }
    const rules = list?.is === 'array' ? list.items : [];
    return rules.map((rule) => {
      const [type, args] = [textOf(entryOf(rule, 'type')?.value), entryOf(rule, 'args')?.value];
      if (rule.is === 'unknown') {
        this.note('validation', rule);
      } else if (type === 'custom') {
        this.unknown.push({ of: 'validation', why: 'a custom rule is a function', range: rule.range });
      }
      return {
        range: rule.range,
        ...told('type', type),
        ...told('pattern', args?.is === 'regex' ? args.source : textOf(args)),
        ...told('flags', args?.is === 'regex' && args.flags !== '' ? args.flags : undefined),
        ...told('message', textOf(entryOf(rule, 'error_message')?.value)),
      };
    });
  }

  private items(): FieldItem[] | undefined {
    const list = this.attribute('items');
    const remote = entryOf(this.attrs, 'remote_url');
    const isRemote = remote && textOf(remote.value) !== '';
    if (isRemote) {
      const why = 'it is loaded from "remote_url" when the form is shown';
      this.unknown.push({ of: entryOf(this.attrs, 'columns') ? 'columns' : 'items', why, range: remote.key });
    }
    if (list?.is === 'unknown') {
      this.note('items', list);
    }
    return list?.is === 'array' ? list.items.map((item) => this.item(item)) : undefined;
  }

  private item(item: FormValue): FieldItem {
    this.budget.spend(STEPS_A_FIELD);
    if (item.is === 'unknown') {
      this.note('items', item);
    }
    const label = ['text', 'name', 'label'].map((key) => entryOf(item, key)?.value).find((each) => each !== undefined);
    if (label?.is === 'unknown') {
      this.note('items', label);
    }
    const value = (entryOf(item, 'value') ?? entryOf(item, 'id'))?.value;
    const reading = value && plainOf(value, this.budget);
    if (reading?.is === 'unknown') {
      this.unknown.push({ of: 'items', why: reading.why, range: reading.range });
    }
    const options = (entryOf(item, 'options') ?? entryOf(item, 'children'))?.value;
    return {
      label: label?.is === 'primitive' ? String(label.value) : '',
      ...told('value', reading?.is === 'plain' ? reading.value : undefined),
      ...told('options', options?.is === 'array' ? options.items.map((each) => this.item(each)) : undefined),
    };
  }

  private fields(name: 'children' | 'columns'): Field[] | undefined {
    const list = this.attribute(name);
    if (list?.is === 'unknown') {
      this.note(name, list);
    }
    return readFields(list, this.budget);
  }

  private events(): FieldEvent[] {
    const list = entryOf(this.element, 'events')?.value;
    if (list?.is === 'unknown') {
      this.note('events', list);
    }
    const events = list?.is === 'array' ? list.items : [];
    return events.map((event) => {
      const [source, type] = ['source', 'type'].map((key) => textOf(entryOf(event, key)?.value) ?? '');
      const why = `what it does at "${type ?? ''}" of "${source ?? ''}" is told by a function`;
      this.unknown.push({ of: 'events', why, range: event.range });
      return { source: source ?? '', type: type ?? '', range: event.range };
    });
  }

  private methods(): string[] {
    const methods = entryOf(this.element, 'methods')?.value;
    if (methods?.is === 'unknown') {
      this.note('methods', methods);
    }
    const names = methods?.is === 'object' ? [...methods.entries.keys()] : [];
    if (names.length > 0 && methods) {
      const why = `what ${names.map((name) => `"${name}"`).join(', ')} do${names.length > 1 ? '' : 'es'} is told by functions`;
      this.unknown.push({ of: 'methods', why, range: methods.range });
    }
    return names;
  }

  /** `value` wins over `default`, whatever it is; what the type does not keep is replaced (RenderForm.vue, FormItem.vue). */
  private value(type: string, children: readonly Field[] | undefined): { given?: Plain; value?: Plain } {
    if (type === COMBINE) {
      const entries = (children ?? []).map(({ tagCode, value }) => [tagCode ?? 'undefined', value] as const);
      const isKnown = entries.every(([, value]) => value !== undefined) && children !== undefined;
      return isKnown ? { value: firstOfEach(entries) } : {};
    }
    const has = (attribute: string): boolean => this.isTrue(attribute, false);
    const { accepts, empty } = fieldType(type, has);
    const given = this.attribute('value') ?? this.attribute('default');
    if (!given) {
      return this.attrs?.is === 'unknown' ? {} : { value: raised(type, this.attrs, empty) };
    }
    const reading = plainOf(given, this.budget);
    if (reading.is === 'unknown' && given.is !== 'function' && given.is !== 'regex') {
      this.unknown.push({
        of: entryOf(this.attrs, 'value') ? 'value' : 'default',
        why: reading.why,
        range: reading.range,
      });
      return {};
    }
    const plain = reading.is === 'plain' ? reading.value : undefined;
    const kept = accepts.includes(typeOf(given) ?? '') ? plain : undefined;
    const isNothing = given.is === 'primitive' && given.value === undefined;
    return {
      ...told('given', plain),
      ...told('value', isNothing ? undefined : raised(type, this.attrs, kept ?? empty)),
    };
  }
}

/** A number below `min` is raised to it, one above `max` lowered, as soon as it is shown. */
export function raised(type: string, attrs: FormValue | undefined, value: Plain): Plain {
  const [min, max] = ['min', 'max'].map((name) => numberOf(entryOf(attrs, name)?.value));
  return type === 'int' && typeof value === 'number'
    ? Math.min(Math.max(value, min ?? -Infinity), max ?? Infinity)
    : value;
}

/** Fields that share a key have the value of the first. */
export function firstOfEach(entries: readonly (readonly [string, Plain | undefined])[]): Record<string, Plain> {
  const value = new Map<string, Plain>();
  for (const [key, each] of entries) {
    if (each !== undefined && !value.has(key)) {
      value.set(key, each);
    }
  }
  return Object.fromEntries(value);
}

function told<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}
