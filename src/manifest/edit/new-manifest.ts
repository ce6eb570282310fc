import { resolveSchema, type JsonSchema, type Schema } from '../schema/json-schema';
import type { ManifestKind } from '../kind';
import { blankValue, escapeSnippet, writeScalar } from './write-value';

/** No manifest requires keys deeper than this many columns; a schema that refers to itself might. */
const deepest = 20;

/** A whole manifest to begin with. */
export interface NewManifest {
  /** First what tells it from the others. */
  readonly label: string;
  /** Of its kind. */
  readonly title: string;
  /** The form, where a kind has several. */
  readonly form: string | undefined;
  readonly description: string;
  readonly snippet: string;
}

/** A manifest of a kind for each of its forms: what is required, and what the schema's own example has besides. */
export function newManifests(kind: ManifestKind): NewManifest[] {
  const root = resolveSchema(kind.schema, kind.schema);
  const schema = typeof root === 'boolean' ? {} : root;
  const branches = schema.oneOf ?? schema.anyOf;
  const forms = (branches ?? [schema])
    .map((branch) => resolveSchema(branch, kind.schema))
    .filter((branch) => typeof branch === 'object');
  return forms.map((form) => {
    const name = branches && form.title !== undefined ? form.title.replace(/^an? /, '') : undefined;
    return {
      label: kind.titleOfNew?.(name) ?? name ?? kind.title,
      title: kind.title,
      form: name,
      description: [form.description, schema.description].filter((text) => text !== undefined).join('\n\n'),
      snippet: snippetOf(form, exampleOf(form, forms, schema), kind),
    };
  });
}

/** The first example of the form, or of the whole kind where no earlier form takes it. */
function exampleOf(form: JsonSchema, forms: readonly JsonSchema[], schema: JsonSchema): Record<string, unknown> {
  const common = (schema.examples ?? []).filter((example) => forms.find((each) => fits(example, each)) === form);
  return [...(form.examples ?? []).filter((example) => fits(example, form)), ...common].find(isMapping) ?? {};
}

/** True when all is there that the form requires, and nothing that it does not know. */
function fits(example: unknown, { required = [], properties = {} }: JsonSchema): boolean {
  return (
    isMapping(example) &&
    required.every((key) => Object.hasOwn(example, key)) &&
    Object.keys(example).every((key) => Object.hasOwn(properties, key))
  );
}

function snippetOf(form: JsonSchema, example: Record<string, unknown>, kind: ManifestKind): string {
  const required = form.required ?? [];
  const names = [...required, ...Object.keys(example).filter((key) => !required.includes(key))];
  const order = Object.keys(example);
  const sorted = order.length > 0 ? names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)) : names;
  const writer = new SnippetWriter(kind);
  const lines = sorted.flatMap((name) =>
    Object.hasOwn(example, name) && !hasChoices(form.properties?.[name], kind)
      ? writer.entry(name, example[name], '')
      : writer.missing(name, form.properties?.[name] ?? true, ''),
  );
  return `${lines.join('\n')}\n$0`;
}

/** Counts the places to fill in. */
class SnippetWriter {
  private places = 0;

  constructor(private readonly kind: ManifestKind) {}

  /** A key that no example fills: its own example, or what it requires in turn, or a place to fill in. */
  missing(name: string, unresolved: Schema, indent: string): string[] {
    const resolved = resolveSchema(unresolved, this.kind.schema);
    const schema = typeof resolved === 'boolean' ? {} : resolved;
    const example = schema.examples?.find(isMapping);
    const required = schema.required ?? [];
    if (example) {
      return this.entry(name, example, indent);
    }
    const head = `${indent}${escapeSnippet(writeScalar(name, this.kind.dialect))}:`;
    if (required.length > 0 && indent.length < deepest) {
      const inner = `${indent}  `;
      return [head, ...required.flatMap((key) => this.missing(key, schema.properties?.[key] ?? true, inner))];
    }
    this.places += 1;
    return [`${head} ${blankValue(schema, this.kind.schema, this.kind.dialect).snippet(this.places)}`];
  }

  entry(name: string, value: unknown, indent: string): string[] {
    return this.value(`${indent}${escapeSnippet(writeScalar(name, this.kind.dialect))}:`, value, `${indent}  `);
  }

  private value(head: string, value: unknown, indent: string): string[] {
    if (Array.isArray(value) && value.length > 0) {
      return [head, ...value.flatMap((item) => this.value(`${indent}-`, item, `${indent}  `))];
    }
    if (isMapping(value) && Object.keys(value).length > 0) {
      const lines = Object.entries(value).flatMap(([name, child]) => this.entry(name, child, indent));
      // Behind a dash the first key stands on the dash's own line.
      return head.endsWith('-') ? [`${head} ${lines[0]?.trimStart() ?? ''}`, ...lines.slice(1)] : [head, ...lines];
    }
    this.places += 1;
    return [`${head} \${${this.places}:${escapeSnippet(writeScalar(value, this.kind.dialect))}}`];
  }
}

function hasChoices(schema: Schema | undefined, kind: ManifestKind): boolean {
  const resolved = schema === undefined ? true : resolveSchema(schema, kind.schema);
  return typeof resolved === 'object' && (resolved.enum?.length ?? 0) > 1;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
