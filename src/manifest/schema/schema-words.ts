import type { Dialect } from '../dialects/dialect';
import type { JsonSchema } from './json-schema';
import { codeSpan } from '../edit/markdown';
import { writeScalar } from '../edit/write-value';

/** How many examples are shown. */
const mostExamples = 5;

/** What schemas say about a value to a person, as Markdown: title, description, values, default and examples. */
export function describeSchemas(schemas: readonly JsonSchema[], dialect: Dialect): string {
  const title = schemas.find((schema) => schema.title !== undefined)?.title;
  const description = schemas.find((schema) => schema.description !== undefined)?.description;
  const standard = schemas.find((schema) => schema.default !== undefined && schema.default !== null)?.default;
  const choices = choicesOf(schemas).map((choice) => writeScalar(choice, dialect));
  const examples = schemas
    .flatMap((schema) => schema.examples ?? [])
    .map((example) => writeScalar(example, dialect))
    .filter((example) => !choices.includes(example));
  const list = (name: string, values: readonly string[]): string | undefined =>
    values.length > 0 ? `${name}: ${[...new Set(values)].map(codeSpan).join(', ')}` : undefined;
  return [
    title === undefined ? undefined : `**${title}**`,
    description,
    list('Values', choices),
    list('Default', standard === undefined ? [] : [writeScalar(standard, dialect)]),
    list('Examples', examples.slice(0, mostExamples)),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

/** The values that schemas list; null is a way to leave a value out and not listed. */
export function choicesOf(schemas: readonly JsonSchema[]): unknown[] {
  const values = schemas.flatMap((schema) => ('const' in schema ? [schema.const] : (schema.enum ?? [])));
  return [...new Set(values)].filter((value) => value !== null);
}
