import { cursorsInSteps, type Cursor } from './cursor';
import { resolveSchema, type JsonSchema, type Schema, type TypeName } from '../schema/json-schema';
import type { ManifestKind } from '../kind';
import type { Names } from '../names/names';
import type { Dialect } from '../dialects/dialect';
import { isJson } from './json-fixes';
import { newManifests } from './new-manifest';
import { readOpenDocument, type OpenText } from '../open-document';
import { innermost } from '../check/parts';
import { cutAt } from '../check/recognition';
import { propertiesOf, schemasAt } from '../schema/schema-at';
import { typesOf } from '../schema/schema-branches';
import { choicesOf, describeSchemas } from '../schema/schema-words';
import { finish, type Steps } from '../../base/steps';
import { shift, type TextRange } from '../parse/text-range';
import { camelCase } from '../schema/unknown-key';
import { escapeSnippet, writeScalar } from './write-value';

/** What may be written at a place. */
export interface Suggestion {
  /** A `name` is one that something in the workspace has. */
  readonly is: 'key' | 'value' | 'name' | 'manifest';
  readonly label: string;
  /** A few words beside the label. */
  readonly detail: string | undefined;
  readonly markdown: string;
  /** What it replaces, counted from the start of the file; on one line. */
  readonly range: TextRange;
  /** What the typed text is held against. */
  readonly filter: string;
  /** With its own indentation on every line but the first. */
  readonly snippet: string;
  /** Values are to be chosen once it is in place. */
  readonly asksForValue: boolean;
}

/** What fits at an offset of a file's text, the most needed first. */
export function completeAt(open: OpenText, offset: number, kinds: readonly ManifestKind[]): Suggestion[] {
  return finish(completeInSteps(open, offset, kinds));
}

/** {@link completeAt} in parts. */
export function* completeInSteps(open: OpenText, offset: number, kinds: readonly ManifestKind[]): Steps<Suggestion[]> {
  const { cut, before } = cutAt(open.text, offset, open.before);
  const within = offset - cut.start;
  const cursors = yield* cursorsInSteps(cut.text, within, (text) => open.cache.parseInSteps(text));
  const suggestions = hasNothingBut(cut.text, within)
    ? cursors.slice(0, 1).flatMap(({ range }) => kinds.flatMap((kind) => wholeManifests(kind, range)))
    : [];
  const kind = before ?? (suggestions.length > 0 ? undefined : readOpenDocument(open, offset, kinds).kind);
  if (kind) {
    suggestions.push(...cursors.flatMap((cursor) => suggestionsAt(cursor, kind, open.names)));
  }
  return suggestions.map((suggestion) => ({ ...suggestion, range: shift(suggestion.range, cut.start) }));
}

function suggestionsAt(cursor: Cursor, outer: ManifestKind, names: Names): Suggestion[] {
  const { trail, kind } = innermost(cursor.trail, outer);
  const reader = isJson(cursor.trail.nodes[0]) ? 'json' : kind.dialect;
  return cursor.is === 'key'
    ? keys({ ...cursor, trail }, kind, names, reader)
    : values({ ...cursor, trail }, kind, names, reader);
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** True when the document is empty but for comments and a word on the cursor's line. */
function hasNothingBut(text: string, offset: number): boolean {
  const before = text.slice(0, startOfLine(text, offset));
  const after = text.slice(offset).replace(/^[^\r\n]*/, '');
  const line = text.slice(before.length, text.length - after.length);
  const isBare = (part: string): boolean =>
    part.split(/[\r\n]/).every((each) => /^\s*(?:#|---\s*$|%|\uFEFF?$)/.test(each));
  return isBare(before) && isBare(after) && /^[\w-]*\s*$/.test(line);
}

function wholeManifests(kind: ManifestKind, range: TextRange): Suggestion[] {
  return newManifests(kind).map(({ label, title, form, description, snippet }) => ({
    is: 'manifest',
    label,
    detail: title === label ? undefined : title,
    markdown: description,
    range,
    filter: `${label} ${title} ${form ?? ''} ${kind.id}`,
    snippet,
    asksForValue: false,
  }));
}

function keys(
  cursor: Extract<Cursor, { is: 'key' }>,
  kind: ManifestKind,
  workspace: Names,
  reader: Dialect | 'json',
): Suggestion[] {
  const schemas = schemasAt(cursor.trail, kind);
  const required = new Set(schemas.flatMap((schema) => schema.required ?? []));
  const found = new Map<string, Schema>();
  for (const schema of schemas) {
    for (const [name, property] of Object.entries(propertiesOf(schema))) {
      const isThere = cursor.present.has(name) || (kind.takesCamelCase === true && cursor.present.has(camelCase(name)));
      const isRefused = isThere || property === false || kind.leavesOut?.(cursor.trail, name) === true;
      if (!isRefused && !found.has(name)) {
        found.set(name, property);
      }
    }
  }
  const offers = new Map([...(kind.offersKeys?.(cursor.trail, workspace) ?? [])].map((offer) => [offer.value, offer]));
  for (const name of offers.keys()) {
    const [property] = schemas.flatMap(({ additionalProperties }) => additionalProperties ?? []);
    if (!cursor.present.has(name) && !found.has(name)) {
      found.set(name, property ?? true);
    }
  }
  const names = [...found.keys()];
  const sorted = [...names.filter((name) => required.has(name)), ...names.filter((name) => !required.has(name))];
  return sorted.map((name) => {
    const property = found.get(name) ?? true;
    const inner = schemasAt({ nodes: [...cursor.trail.nodes, undefined], steps: [...cursor.trail.steps, name] }, kind);
    const value = cursor.hasColon
      ? { snippet: '', asksForValue: false }
      : valuePart(property, inner, cursor, kind, reader);
    const written = cursor.quote === '' ? writeScalar(name, reader) : inQuotes(name, cursor.quote);
    return {
      is: offers.has(name) ? 'name' : 'key',
      label: name,
      detail: offers.get(name)?.detail ?? inner.find((schema) => schema.title !== undefined)?.title,
      markdown: describeSchemas(inner, kind.dialect),
      range: cursor.range,
      filter: cursor.quote === '' ? name : written,
      snippet: escapeSnippet(written) + (cursor.hasColon ? '' : ':') + value.snippet,
      asksForValue: value.asksForValue,
    };
  });
}

/** What follows a new key's colon. */
function valuePart(
  schema: Schema,
  inner: readonly JsonSchema[],
  { column, flow }: Extract<Cursor, { is: 'key' }>,
  kind: ManifestKind,
  reader: Dialect | 'json',
): { snippet: string; asksForValue: boolean } {
  const [type] = typesFor(schema, inner, kind);
  const indent = ' '.repeat(column + 2);
  if (type === 'object' || type === 'array') {
    const brackets = type === 'object' ? ' {$0}' : ' [$0]';
    const lines = type === 'object' ? `\n${indent}$0` : `\n${indent}- $0`;
    return { snippet: flow ? brackets : lines, asksForValue: false };
  }
  const values = valuesOf(inner);
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0 && choicesOf(inner).length === 1) {
    return { snippet: ` ${escapeSnippet(writeScalar(only.value, reader))}`, asksForValue: false };
  }
  const isText = reader === 'json' && type === 'string' && values.length === 0;
  return { snippet: isText ? ' "$0"' : ' $0', asksForValue: values.length > 0 };
}

function typesFor(schema: Schema, inner: readonly JsonSchema[], kind: ManifestKind): TypeName[] {
  const types = [resolveSchema(schema, kind.schema), ...inner].flatMap((each) => typesOf(each, kind.schema) ?? []);
  return types.filter((type) => type !== 'null');
}

function values(
  { trail, range, quote }: Extract<Cursor, { is: 'value' }>,
  kind: ManifestKind,
  names: Names,
  reader: Dialect | 'json',
): Suggestion[] {
  const offers = [...(kind.offers?.(trail, names) ?? [])];
  const schemas = schemasAt(trail, kind);
  // The items of a list are told by the examples of the whole list.
  const list =
    trail.steps.at(-1) === undefined ? { nodes: trail.nodes.slice(0, -1), steps: trail.steps.slice(0, -1) } : undefined;
  const listed = list
    ? schemasAt(list, kind)
        .flatMap(({ examples = [] }) => examples)
        .flat()
    : [];
  const fromList = listed.map((value) => ({ value, detail: 'example' }));
  const isText = [...schemas, ...fromList.map(({ value }) => ({ const: value }))].some((schema) =>
    (typesOf(schema, kind.schema) ?? []).includes('string'),
  );
  // What is there is meant rather than what a manifest might hold.
  const fromSchema =
    offers.length > 0
      ? valuesOf(schemas).filter(({ detail }) => detail !== 'example')
      : [...valuesOf(schemas), ...fromList];
  const offered = new Set<unknown>(offers.map(({ value }) => value));
  return uniqueScalars([...offers.map(({ value, detail }) => ({ value, detail })), ...fromSchema])
    .filter(({ value }) => quote === '' || (typeof value === 'string' && (isText || offers.length > 0)))
    .map(({ value, detail }) => {
      const written = quote === '' ? writeScalar(value, reader) : inQuotes(String(value), quote);
      return {
        is: offered.has(value) ? 'name' : 'value',
        label: String(value),
        detail,
        markdown: '',
        range,
        filter: written,
        snippet: escapeSnippet(written),
        asksForValue: false,
      };
    });
}

interface Choice {
  readonly value: unknown;
  readonly detail: string | undefined;
}

/** Enum values, constants, booleans, the default and examples; collections are not chosen but written. */
function valuesOf(schemas: readonly JsonSchema[]): Choice[] {
  const standard = schemas.find((schema) => schema.default !== undefined)?.default;
  const booleans = schemas.some(({ type }) => [type].flat().includes('boolean')) ? [true, false] : [];
  const choices = [...choicesOf(schemas), ...booleans];
  const examples = choices.length > 0 ? [] : schemas.flatMap((schema) => schema.examples ?? []);
  const described = (value: unknown, detail?: string): Choice => ({
    value,
    detail: value === standard ? 'default' : detail,
  });
  return uniqueScalars([
    ...choices.map((value) => described(value)),
    ...(standard === undefined ? [] : [described(standard)]),
    ...examples.map((value) => described(value, 'example')),
  ]);
}

function uniqueScalars(choices: readonly Choice[]): Choice[] {
  const seen = new Set<unknown>();
  return choices.filter(({ value }) => {
    const isNew = ['string', 'number', 'boolean'].includes(typeof value) && !seen.has(value);
    seen.add(value);
    return isNew;
  });
}

function inQuotes(text: string, quote: string): string {
  return quote === "'" ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
