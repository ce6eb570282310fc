import { TimeIsUp, withinTime } from '../../../runtime/time-limit';
import type { Field, FieldRule } from './field';
import { COMBINE } from './field-types';
import type { Plain } from './form-value';

/**
 * What SOPS's editor says of a value by the rules that are known without running the form; undefined when it has nothing
 * to say. The first rule that fails counts, a hidden field is not looked at, and a value that is a variable of the flow
 * passes every pattern (bk-sops 3.34, `RenderForm/formMixins.js`).
 * @param milliseconds How long the patterns may take: they are a stranger's.
 */
export function complaintOf(field: Field, value: Plain | undefined, milliseconds: number): string | undefined {
  if (value === undefined || field.isHidden || field.type === COMBINE) {
    return undefined;
  }
  for (const rule of field.rules) {
    const complaint = byRule(rule, value, milliseconds);
    if (complaint !== undefined) {
      return complaint;
    }
  }
  return undefined;
}

function byRule(rule: FieldRule, value: Plain, milliseconds: number): string | undefined {
  switch (rule.type) {
    case 'required':
      return isEmpty(value) ? 'A value is required.' : undefined;
    case 'regex':
      return byPattern(rule, value, milliseconds);
    default:
      return undefined;
  }
}

function isEmpty(value: Plain): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0;
  }
  return value === '';
}

const VARIABLE = /^\$\{[^${}]+\}$/;

function byPattern({ pattern, flags, message }: FieldRule, value: Plain, milliseconds: number): string | undefined {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (pattern === undefined || VARIABLE.test(text)) {
    return undefined;
  }
  try {
    const expression = new RegExp(pattern, flags);
    return withinTime(milliseconds, () => expression.test(text)) ? undefined : (message ?? NO_MESSAGE);
  } catch (error) {
    if (error instanceof TimeIsUp) {
      return 'The pattern of this field takes too long on this value: the page of SOPS would stand still.';
    }
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** SOPS shows an empty line there. */
const NO_MESSAGE = 'The value does not match the pattern, and the rule has no "error_message" to say so.';
