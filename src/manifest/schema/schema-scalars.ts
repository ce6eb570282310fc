import { countText } from '../../base/number-text';
import type { JsonSchema } from './json-schema';

const compiled = new Map<string, RegExp>();

/** True when a schema's pattern is found in a text. */
export function matchesPattern(text: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = new RegExp(pattern, 'u');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** What is wrong with a scalar's value by the keywords for strings and numbers, as sentences. */
export function* scalarDefects(name: string, value: unknown, schema: JsonSchema): Generator<string> {
  if (typeof value === 'string') {
    yield* textDefects(name, value, schema);
  } else if (typeof value === 'number') {
    yield* numberDefects(name, value, schema);
  }
}

function* textDefects(name: string, value: string, schema: JsonSchema): Generator<string> {
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  const length = schema.minLength === undefined && schema.maxLength === undefined ? 0 : Array.from(value).length;
  if (length < minLength) {
    yield length === 0
      ? `${name} must not be empty.`
      : `${name} must have at least ${countText(minLength, 'character')}.`;
  } else if (length > maxLength) {
    yield `${name} must have at most ${countText(maxLength, 'character')}, not ${length}.`;
  } else if (pattern !== undefined && !matchesPattern(value, pattern)) {
    const { errorMessage } = schema;
    yield errorMessage === undefined
      ? `${name} ${wordsFor(value, pattern, schema)}`
      : `${name} ${errorMessage.charAt(0).toLowerCase()}${errorMessage.slice(1)}`;
  }
}

/** What a pattern refuses, without the pattern: the first sign of the text that it never takes, or how a right one looks. */
function wordsFor(value: string, pattern: string, { examples = [] }: JsonSchema): string {
  const [example] = examples;
  const such = typeof example === 'string' ? `; "${example}" is right` : '';
  const isOfSigns = /^\^(?:\[[^\]]+\]|\\w)\+\$$/.test(pattern);
  const sign = isOfSigns ? Array.from(value).find((each) => !matchesPattern(each, pattern)) : undefined;
  return sign === undefined
    ? `has not the form that is taken here${such}.`
    : `takes no ${JSON.stringify(sign)}${such}.`;
}

function* numberDefects(name: string, value: number, schema: JsonSchema): Generator<string> {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = schema;
  if (value < minimum) {
    yield `${name} must be at least ${minimum}.`;
  }
  if (value > maximum) {
    yield `${name} must be at most ${maximum}.`;
  }
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    yield `${name} must be greater than ${exclusiveMinimum}.`;
  }
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) {
    yield `${name} must be less than ${exclusiveMaximum}.`;
  }
}
