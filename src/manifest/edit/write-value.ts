import type { Dialect } from '../dialects/dialect';
import { resolveSchema, type JsonSchema, type Schema } from '../schema/json-schema';

/**
 * A scalar as its reader takes it for exactly this value: as JSON, or as YAML without quotes where that is certain.
 * @param reader What reads YAML, or that JSON is written.
 */
export function writeScalar(value: unknown, reader: Dialect | 'json'): string {
  if (typeof value !== 'string' || reader === 'json') {
    return JSON.stringify(value);
  }
  const { type, surprising } = reader.read(value);
  const isPlain = /^[A-Za-z0-9_/](?:[\w./@+-]| (?=[\w./]))*$/.test(value);
  return isPlain && type === 'string' && !surprising ? value : JSON.stringify(value);
}

/** A value that is still to be filled in: as text, and as a snippet with a place for it. */
export interface Blank {
  readonly plain: string;
  readonly snippet: (place: number) => string;
}

/** What stands for a value until a person fills it in: the one that its schema fixes or defaults to, or else an empty one. */
export function blankValue(unresolved: Schema, root: Schema, reader: Dialect | 'json'): Blank {
  const resolved = resolveSchema(unresolved, root);
  const schema: JsonSchema = typeof resolved === 'boolean' ? {} : resolved;
  if ('const' in schema) {
    const text = writeScalar(schema.const, reader);
    return { plain: text, snippet: () => escapeSnippet(text) };
  }
  const choices = (schema.enum ?? []).filter((choice) => choice !== null);
  if (choices.length > 1) {
    const texts = choices.map((choice) => writeScalar(choice, reader));
    return {
      plain: isScalar(schema.default) ? writeScalar(schema.default, reader) : (texts[0] ?? '""'),
      snippet: choiceOf(texts),
    };
  }
  const [example] = [schema.default, ...choices, ...(schema.examples ?? [])].filter(isScalar);
  const empty = emptyOf(schema);
  const plain = isScalar(schema.default) ? writeScalar(schema.default, reader) : empty;
  const shown = example === undefined || /^[[{]/.test(empty) ? plain : writeScalar(example, reader);
  return { plain, snippet: (place) => `\${${place}:${escapeSnippet(shown)}}` };
}

/** Text that a snippet takes literally. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function choiceOf(texts: readonly string[]): (place: number) => string {
  const escaped = texts.map((text) => text.replace(/[\\$},|]/g, '\\$&')).join(',');
  return (place) => `\${${place}|${escaped}|}`;
}

function emptyOf({ type, minimum }: JsonSchema): string {
  const types = typeof type === 'string' ? [type] : (type ?? ['string']);
  const [first = 'null'] = types.filter((name) => name !== 'null');
  const empties: Partial<Record<string, string>> = {
    array: '[]',
    object: '{}',
    boolean: 'false',
    integer: String(minimum ?? 0),
    number: String(minimum ?? 0),
    null: 'null',
  };
  return empties[first] ?? '""';
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
