import type { Dialect } from '../dialects/dialect';
import type { Fix } from '../finding';
import type { JsonSchema, Schema } from './json-schema';
import { additionTo, pairsOf, removalFix, removeKey } from '../edit/key-edits';
import type { MappingNode, ScalarNode } from '../parse/node';
import type { Branches } from './schema-branches';
import { listed, type Place } from './schema-place';
import { blankValue, escapeSnippet, writeScalar } from '../edit/write-value';

/** What fixes need to know beside the place itself. */
export interface FixContext {
  readonly text: string;
  readonly root: Schema;
  readonly writesFor: Dialect | 'json';
  /** Keys may be there that were not seen. */
  readonly isPartial: boolean;
}

/** Adds keys behind a mapping's last one, each with a value to fill in. */
export function additionFix(
  { node, target }: Place,
  names: readonly string[],
  properties: JsonSchema['properties'],
  { text, root, writesFor, isPartial }: FixContext,
): Fix | undefined {
  const addition = target.is === 'mapping' && node === target && !isPartial ? additionTo(target, text) : undefined;
  if (!addition || names.length === 0) {
    return undefined;
  }
  const blanks = names.map((name) => ({
    name: writeScalar(name, writesFor),
    value: blankValue(properties?.[name] ?? true, root, writesFor),
  }));
  const { at, separator, isFirst } = addition;
  const join = (parts: string[]): string => (isFirst ? '' : separator) + parts.join(separator);
  return {
    title: `Add ${listed(names, 'and')}`,
    range: at,
    replace: join(blanks.map(({ name, value }) => `${name}: ${value.plain}`)),
    snippet: join(blanks.map(({ name, value }, index) => `${escapeSnippet(name)}: ${value.snippet(index + 1)}`)),
  };
}

/** Of keys that exclude each other, each time one stays. */
export function keepOneChoices({ node, target }: Place, keys: readonly string[], context: FixContext): Fix[] {
  if (target.is !== 'mapping' || node !== target || context.isPartial) {
    return [];
  }
  return keys.flatMap((kept) => {
    const others = keys.filter((key) => key !== kept).flatMap((key) => pairsOf(target, key));
    const edits = others.map(({ key }) => (key.is === 'scalar' ? removeKey(target, key, context.text) : undefined));
    const [first, ...also] = edits.filter((edit) => edit !== undefined);
    return first && also.length + 1 === others.length ? [{ title: `Keep ${kept}`, ...first, also }] : [];
  });
}

/** A key of another form: it goes, or the manifest becomes one of that form by the key that tells them apart. */
export function otherFormChoices(
  { node, target }: Place,
  key: ScalarNode,
  schema: JsonSchema,
  other: JsonSchema,
  context: FixContext,
): Fix[] {
  if (target.is !== 'mapping' || node !== target || context.isPartial) {
    return [];
  }
  const removal = removalFix(target, key, context.text);
  const own = marksOf(schema, other);
  const [mark, ...marks] = marksOf(other, schema);
  const marking = own.length === 1 ? target.entries.get(own[0] ?? '') : undefined;
  const renaming =
    mark !== undefined && marks.length === 0 && marking && !marking.merged && marking.key !== key
      ? [{ title: `Rename ${marking.key.text} to ${mark}`, range: marking.key.range, replace: mark }]
      : [];
  return [...(removal ? [removal] : []), ...renaming];
}

/** A key that is given twice: either one goes. The reader keeps the last, so taking the first changes nothing. */
export function duplicateChoices(target: MappingNode, key: ScalarNode, text: string): Fix[] {
  const [first] = pairsOf(target, key.text);
  const earlier = first?.key.is === 'scalar' && first.key !== key ? removeKey(target, first.key, text) : undefined;
  const later = removeKey(target, key, text);
  return [
    ...(earlier ? [{ title: `Remove the first ${key.text}`, ...earlier }] : []),
    ...(later ? [{ title: `Remove this ${key.text}`, ...later }] : []),
  ];
}

/** The key that tells branches apart, with the values of all of them. */
export function selectorProperty(key: string, { selector }: Branches): Record<string, Schema> {
  return { [key]: { enum: selector?.choices.flat() ?? [] } };
}

/** The keys that a form requires and the other does not know. */
function marksOf(form: JsonSchema, other: JsonSchema): string[] {
  return (form.required ?? []).filter((name) => !Object.hasOwn(other.properties ?? {}, name));
}
