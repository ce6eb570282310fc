import { nearestWord } from '../../../../base/nearest-word';
import type { Finding } from '../../../../manifest/finding';
import type { Field } from '../field';
import { isKnownType, knownTypes } from '../field-types';
import { entryOf, type FormEntry } from '../form-value';
import type { ComponentForm } from '../read-form';
import { ignoredAttributes } from './ignored-attributes';
import { valueFindings } from './value-checks';
import { validationFindings } from './validation-checks';

/** Where a field stands: what holds there of its siblings. */
export interface FieldContext {
  readonly isColumn: boolean;
  /** The bases of the service that gets the values; none where they are not known. */
  readonly serviceBases: readonly string[];
}

/** What SOPS's editor makes of each field, run with its own code (bk-sops 3.34, `RenderForm`). */
export function* fieldFindings({ component, fields }: ComponentForm): Generator<Finding> {
  const serviceBases = component.boundService?.service?.bases ?? [];
  yield* fields ? listFindings(fields, { isColumn: false, serviceBases }) : [];
}

function* listFindings(fields: readonly Field[], context: FieldContext): Generator<Finding> {
  const seen = new Set<string>();
  for (const field of fields) {
    yield* elementFindings(field, context);
    const { tagCode } = field;
    if (tagCode !== undefined && seen.has(tagCode)) {
      yield {
        code: 'bksops/form-duplicate-tag',
        severity: 'warning',
        range: entryOf(field.element, 'tag_code')?.value.range ?? field.range,
        message: `"${tagCode}" is the tag code of a field before: both share one value, and the default of the first.`,
      };
    }
    seen.add(tagCode ?? '');
    yield* listFindings(field.children ?? [], { ...context, isColumn: false });
    yield* listFindings(field.columns ?? [], { ...context, isColumn: true });
  }
}

function* elementFindings(field: Field, context: FieldContext): Generator<Finding> {
  const { element, attrs } = field;
  if (element.is === 'unknown') {
    return;
  }
  if (element.is !== 'object') {
    const message = 'A field must be an object: SOPS stops at anything else, and shows nothing of the form.';
    yield { code: 'bksops/form-field', severity: 'error', range: element.range, message };
    return;
  }
  if (element.entries.has('extend')) {
    return;
  }
  const name = field.tagCode ?? field.label;
  const missing = (key: string, then: string): Finding => ({
    code: `bksops/form-field-${key.replace('_', '-')}`,
    severity: 'error',
    range: headOf(field),
    message: `${name === undefined ? 'A field' : `The field "${name}"`} needs "${key}": ${then}`,
  });
  if (!attrs) {
    yield missing('attrs', 'SOPS leaves its place blank without, and no field of the form gets its default.');
  }
  if (!element.entries.has('type')) {
    yield missing('type', 'SOPS leaves its place blank without.');
  }
  if (!element.entries.has('tag_code')) {
    yield missing('tag_code', 'its value goes under "undefined" without, with those of all such fields.');
  }
  yield* typeFindings(field, element.entries.get('type'));
  yield* validationFindings(field);
  yield* valueFindings(field, context);
  yield* ignoredAttributes(field, context);
}

function* typeFindings({ type, isHidden }: Field, entry: FormEntry | undefined): Generator<Finding> {
  if (type === undefined || !entry || isKnownType(type)) {
    return;
  }
  const near = nearestWord(type, knownTypes);
  const then = isHidden
    ? 'SOPS shows nothing for it.'
    : 'SOPS leaves its place empty, and the node cannot be saved, as validating it fails.';
  yield {
    code: 'bksops/form-unknown-type',
    severity: isHidden ? 'info' : 'error',
    range: entry.value.range,
    message: `"${type}" is no type of fields: ${then}${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    ...(near === undefined ? {} : { fix: { title: `Make it "${near}"`, replace: `"${near}"` } }),
  };
}

/** What marks a field: its tag code, or the brace with which it begins. */
function headOf({ element, range }: Field): Finding['range'] {
  return entryOf(element, 'tag_code')?.value.range ?? { start: range.start, end: range.start + 1 };
}
