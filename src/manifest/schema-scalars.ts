import type { JsonSchema } from './json-schema';

/** What is wrong with a scalar's value by the keywords for strings and numbers, as sentences. */
export function* scalarDefects(name: string, value: unknown, schema: JsonSchema): Generator<string> {
  if (typeof value === 'string') {
    yield* textDefects(name, value, schema);
  } else if (typeof value === 'number') {
    yield* numberDefects(name, value, schema);
  }
}

function* textDefects(name: string, value: string, schema: JsonSchema): Generator<string> {
  const length = Array.from(value).length;
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  if (length < minLength) {
    yield length === 0 ? `${name} must not be empty.` : `${name} must have at least ${minLength} characters.`;
  } else if (length > maxLength) {
    yield `${name} must have at most ${maxLength} characters, not ${length}.`;
  } else if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    yield `${name} must match the pattern ${pattern}.`;
  }
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
