import type { PythonComponent } from '../python/python-module';
import type { FormatItem } from '../python/format-items';
import type { Field } from './field';
import { choicesOf } from './filled-in';
import type { Plain } from './form-value';
import { readForm } from './read-form';

/** One input of a component as a request file begins with it. */
export interface ComponentInput {
  readonly value: Plain;
  /** What is known of it, to stand beside it. */
  readonly comment: string;
  /** True where its form or `inputs_format` says that it must have a value. */
  readonly isRequired?: boolean;
  /** What its form lets somebody choose from. */
  readonly choices?: readonly Plain[];
}

/** What stands for a type of `inputs_format` that no form gives a value (bamboo-pipeline 4.0, `pipeline.core.flow.io`). */
const EMPTY: Readonly<Record<string, Plain>> = {
  string: '',
  int: 0,
  float: 0,
  boolean: false,
  array: [],
  object: {},
  dict: {},
};

/**
 * What a component is run with, by key: what its form sends when nobody fills it in, then what only `inputs_format`
 * names, and then what only the service reads.
 */
export function inputsOf(component: PythonComponent): Record<string, ComponentInput> {
  const service = component.boundService?.service;
  const described = new Map((service?.inputsFormat?.items ?? []).map((item) => [item.key ?? '', item]));
  const inputs = new Map<string, ComponentInput>();
  for (const field of readForm(component).fields ?? []) {
    const { tagCode } = field;
    if (tagCode !== undefined && !inputs.has(tagCode) && !isShownOnly(field)) {
      const item = described.get(tagCode);
      const choices = choicesOf(field).map(({ value }) => value);
      inputs.set(tagCode, {
        // What stands in a form is what everybody sees, and a secret is none of it.
        value: field.type === 'password' ? '' : (field.value ?? emptyOf(item)),
        comment: commentOf(field, item),
        ...(isRequired(field, item) && { isRequired: true }),
        ...(choices.length > 0 && { choices }),
      });
    }
  }
  for (const [key, item] of described) {
    if (key !== '' && !inputs.has(key)) {
      const required = isRequired(undefined, item) && { isRequired: true };
      inputs.set(key, { value: emptyOf(item), comment: commentOf(undefined, item), ...required });
    }
  }
  for (const { key, mustBeThere } of service?.reads.inputs ?? []) {
    if (!inputs.has(key)) {
      inputs.set(key, {
        value: '',
        comment: mustBeThere ? 'read by the service; must be there' : 'read by the service',
      });
    }
  }
  return Object.fromEntries(inputs);
}

/** The inputs that must have a value and have none, or an empty one, among those given. */
export function missingInputs(component: PythonComponent, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(inputsOf(component)).flatMap(([key, input]) =>
    input.isRequired === true && isEmpty(Object.hasOwn(given, key) ? given[key] : undefined) ? [key] : [],
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isRequired(field: Field | undefined, item: FormatItem | undefined): boolean {
  return field?.isRequired === true || item?.required === true;
}

function isShownOnly({ type }: Field): boolean {
  return ['section', 'button', 'text', 'log_display'].includes(type ?? '');
}

function emptyOf(item: FormatItem | undefined): Plain {
  const type = item?.type ?? item?.schema?.type ?? '';
  return (Object.hasOwn(EMPTY, type) ? EMPTY[type] : undefined) ?? '';
}

function commentOf(field: Field | undefined, item: FormatItem | undefined): string {
  const name = field?.label ?? item?.name;
  const type = field?.type ?? item?.type;
  const choices = (field?.items ?? []).map(({ value }) => JSON.stringify(value ?? null));
  const described = item?.schema?.description;
  return [
    name,
    [type, isRequired(field, item) ? 'required' : ''].filter(Boolean).join(', '),
    choices.length > 0
      ? `one of ${choices.slice(0, MOST_CHOICES).join(', ')}${choices.length > MOST_CHOICES ? ', …' : ''}`
      : '',
    described === name ? '' : described,
    field?.type === 'password' ? 'a secret: refer to it as ${env:NAME}' : '',
    field && field.value === undefined ? 'its default is known when the form runs' : '',
  ]
    .filter(Boolean)
    .join('; ')
    .replace(/\s+/g, ' ');
}

/** More of them are no comment any more. */
const MOST_CHOICES = 8;
