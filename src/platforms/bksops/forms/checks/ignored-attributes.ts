import type { Finding } from '../../../../manifest/finding';
import type { Field } from '../field';
import { isKnownType } from '../field-types';
import { entryOf } from '../form-value';
import type { FieldContext } from './field-checks';

interface Ignored {
  readonly attribute: string;
  /** The types on which it does nothing; on all when left out. */
  readonly isIgnored?: (type: string, isColumn: boolean) => boolean;
  readonly instead: string;
}

/** What public forms carry and no tag of bk-sops 3.34 declares. */
const IGNORED: readonly Ignored[] = [
  { attribute: 'required', instead: 'A field is required by the rule {type: "required"} in "validation".' },
  { attribute: 'col', instead: 'The width in twelfths is "cols".' },
  { attribute: 'events', instead: '"events" stands beside "attrs".' },
  {
    attribute: 'editable',
    isIgnored: (type, isColumn) => type !== 'datatable' && !isColumn,
    instead: '"disabled" is what a field knows.',
  },
  {
    attribute: 'showPassword',
    isIgnored: (type) => type === 'textarea',
    instead: 'An "input" hides what is typed, a "textarea" does not.',
  },
];

export function* ignoredAttributes({ attrs, type }: Field, { isColumn }: FieldContext): Generator<Finding> {
  if (type === undefined || !isKnownType(type)) {
    return;
  }
  for (const { attribute, isIgnored, instead } of IGNORED) {
    const entry = entryOf(attrs, attribute);
    if (entry && (isIgnored?.(type, isColumn) ?? true)) {
      yield {
        code: 'bksops/form-no-effect',
        severity: 'info',
        range: entry.key,
        message: `"${attribute}" does nothing in the "attrs" of a field of the type "${type}". ${instead}`,
      };
    }
  }
}
