import type { Finding } from '../../../../manifest/finding';
import type { Field } from '../field';
import { COMBINE, fieldType } from '../field-types';
import { entryOf, textOf, truthOf, typeOf } from '../form-value';
import type { FieldContext } from './field-checks';

/** What becomes of a default, and of what somebody fills in. */
export function* valueFindings(field: Field, { serviceBases, isColumn }: FieldContext): Generator<Finding> {
  const { attrs, type } = field;
  if (type === undefined || !attrs) {
    return;
  }
  yield* type === COMBINE ? [] : givenFindings(field, type);
  const kind = entryOf(attrs, 'type');
  const range = textOf(kind?.value);
  if (type === 'datetime' && kind && (range ?? '').endsWith('range')) {
    yield {
      code: 'bksops/form-range-not-held',
      severity: 'error',
      range: kind.value.range,
      message: `A "datetime" field cannot hold a range: SOPS replaces what is chosen by "". Take two fields, or "time" with "isRange".`,
    };
  }
  const typed = entryOf(field.element, 'type');
  if (type === 'password' && typed && !isColumn && serviceBases.some((base) => /^(?:\w+\.)*Service$/.test(base))) {
    yield {
      code: 'bksops/form-password',
      severity: 'warning',
      range: typed.value.range,
      message: `"${field.tagCode ?? 'password'}" arrives as an object {type, tag, value} with an encrypted text: only SOPS's own base class decrypts it, and this service is a plain "Service".`,
    };
  }
}

function* givenFindings({ attrs, given, value }: Field, type: string): Generator<Finding> {
  const name = entryOf(attrs, 'value') ? 'value' : 'default';
  const entry = entryOf(attrs, name);
  const kind = entry && typeOf(entry.value);
  if (!entry || kind === undefined || kind === 'Undefined') {
    return;
  }
  const { accepts } = fieldType(type, (attribute) => {
    const flag = entryOf(attrs, attribute)?.value;
    return flag !== undefined && (truthOf(flag) ?? false);
  });
  // A flag that is not known decides what is kept.
  const isOpen = ['multiple', 'isRange'].some((flag) => entryOf(attrs, flag)?.value.is === 'unknown');
  if (accepts.includes(kind) || isOpen) {
    return;
  }
  const text = textOf(entry.value);
  if (text !== undefined && /^\$\{[^${}]+\}$/.test(text)) {
    yield {
      code: 'bksops/form-variable-not-held',
      severity: 'warning',
      range: entry.value.range,
      message: `A field of the type "${type}" cannot hold "${text}" as its "${name}": SOPS replaces it by ${JSON.stringify(value)} as long as the field is not hooked.`,
    };
    return;
  }
  const json = given === undefined ? undefined : JSON.stringify(given);
  const shown = json === undefined || json.length > 60 ? `What "${name}" gives` : json;
  const kinds = accepts.map((each) => each.toLowerCase()).join(', ');
  yield {
    code: 'bksops/form-default-replaced',
    severity: 'warning',
    range: entry.value.range,
    message: `${shown} is not kept as the "${name}" of a field of the type "${type}", which holds ${kinds}: SOPS replaces it by ${JSON.stringify(value)} without a word.`,
  };
}
