import type { Finding } from '../finding';
import { follow, type Entry, type MappingNode, type Node, type ScalarNode } from '../parse/node';
import { resolveSchema, type JsonSchema, type Schema } from './json-schema';
import { propertiesOf } from './schema-at';
import { listed, quoted, type InOtherPlaces } from './schema-place';

/** What wrong indentation did to a mapping. */
export interface Misplaced {
  readonly findings: readonly Finding[];
  /** Keys that this mapping has, though they stand in one of its values: they are not missing. */
  readonly present: ReadonlySet<string>;
  /** Keys that stand here and belong into one of its values: they are told already. */
  readonly told: ReadonlySet<string>;
  /** For the values under keys: those of their keys that are told already, and those that they have without showing it. */
  readonly inside: ReadonlyMap<string, InOtherPlaces>;
}

const nothing: Misplaced = { findings: [], present: new Set(), told: new Set(), inside: new Map() };

/** A value of the mapping that has keys, or was to have them; of a list, its last item. */
interface Inner {
  readonly name: string;
  readonly isItem: boolean;
  readonly key: ScalarNode;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly known: KnownKeys;
}

interface KnownKeys {
  readonly names: ReadonlySet<string>;
  /** Any other key is refused. */
  readonly isClosed: boolean;
}

/**
 * Keys that stand too far to the left or to the right: unknown where they are, and known, and missing, in a value beside
 * them, in the last item of a list beside them, or in the mapping around (`additionalProperties` and `required` of
 * JSON Schema draft-07). All that belong to one place are one mistake.
 */
export function misplacedKeys(target: MappingNode, schema: JsonSchema, root: Schema): Misplaced {
  if (typeof schema.additionalProperties === 'object' && !target.flow) {
    return misplacedInMap(target, schema.additionalProperties, root);
  }
  if (schema.properties === undefined || schema.additionalProperties !== false) {
    return nothing;
  }
  const values = innerValues(target, schema, root);
  const present = new Set<string>();
  const told = new Set<string>();
  const inside = new Map<string, InOtherPlaces>();
  const findings: Finding[] = [];
  for (const inner of values) {
    const up = [...inner.entries.values()].filter(({ key }) => belongsHere(key, inner, target, schema));
    const down = [...target.entries.values()].filter(({ key }) => ownerOf(key, target, schema, values) === inner);
    up.forEach(({ key }) => present.add(key.text));
    down.forEach(({ key }) => told.add(key.text));
    if (up.length + down.length > 0) {
      inside.set(inner.name, { told: textsOf(up), present: textsOf(down) });
      const into = inner.isItem ? `the last item of ${quoted(inner.name)}` : quoted(inner.name);
      findings.push(...misplaced(down, `into ${into}`, 'deeper', target.flow));
      findings.push(...misplaced(up, `beside ${quoted(inner.name)}`, 'less', target.flow));
    }
  }
  return { findings, present, told, inside };
}

/**
 * A key of the values of a mapping that takes any key, between them: it has no value as they have, and the one in front of
 * it lacks it.
 */
function misplacedInMap(target: MappingNode, values: Schema, root: Schema): Misplaced {
  const known = knownKeys(values, root);
  const told = new Set<string>();
  const inside = new Map<string, InOtherPlaces>();
  const findings: Finding[] = [];
  let before: MappingNode | undefined;
  let owner = '';
  for (const [name, entry] of known && known.names.size > 0 ? target.entries : []) {
    const value = follow(entry.value);
    if (value?.is === 'mapping') {
      [before, owner] = [value, name];
    } else if (before && !before.flow && known?.names.has(name) === true && !before.entries.has(name)) {
      told.add(name);
      inside.set(owner, { told: new Set(), present: new Set([...(inside.get(owner)?.present ?? []), name]) });
      findings.push(...misplaced([entry], `into ${quoted(owner)}`, 'deeper', false));
    }
  }
  return { findings, present: new Set(), told, inside };
}

/** Where braces hold a mapping, its indentation says nothing. */
function misplaced(entries: readonly Entry[], where: string, how: 'deeper' | 'less', isInBraces: boolean): Finding[] {
  const [first, ...others] = entries.map(({ key }) => key);
  if (!first) {
    return [];
  }
  const names = listed(
    [first, ...others].slice(0, 8).map(({ text }) => quoted(text)),
    'and',
  );
  const isOne = others.length === 0;
  const advice = isInBraces ? '' : `: indent ${isOne ? 'it' : 'them'} ${how}`;
  const message = `${names} ${isOne ? 'belongs' : 'belong'} ${where}${advice}.`;
  return [
    { code: 'manifest/misplaced-key', severity: 'error', range: first.range, message, missing: others.length + 1 },
  ];
}

function textsOf(entries: readonly Entry[]): Set<string> {
  return new Set(entries.map(({ key }) => key.text));
}

function innerValues(target: MappingNode, { properties = {} }: JsonSchema, root: Schema): Inner[] {
  return [...target.entries].flatMap(([name, { key, value, merged }]) => {
    const child = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (child === undefined || merged) {
      return [];
    }
    const inList = lastItem(value, child, root);
    const { node, schema, isItem } = inList ?? { node: value, schema: child, isItem: false };
    const known = knownKeysOf(schema, root);
    const entries = entriesOf(node, target.flow);
    return known && known.names.size > 0 && entries ? { name, isItem, key, known, entries } : [];
  });
}

/** What stands in front of a key behind a list: the last item of that. */
function lastItem(
  value: Node,
  unresolved: Schema,
  root: Schema,
): { readonly node: Node; readonly schema: Schema; readonly isItem: true } | undefined {
  const node = value.is === 'sequence' && !value.flow ? value.items.at(-1) : undefined;
  const schema = node && resolveSchema(unresolved, root);
  const items = typeof schema === 'object' ? schema.items : undefined;
  return node?.is === 'mapping' && items !== undefined ? { node, schema: items, isItem: true } : undefined;
}

/** The keys of a mapping in the style of the one around, none where nothing is written yet; undefined for any other value. */
function entriesOf(node: Node, isInBraces: boolean): ReadonlyMap<string, Entry> | undefined {
  if (node.is === 'mapping') {
    return node.flow === isInBraces ? node.entries : undefined;
  }
  const isEmpty = node.is === 'scalar' && node.text === '' && node.style === 'plain';
  return isEmpty ? new Map<string, Entry>() : undefined;
}

/** True for a key of a value that means nothing there, and that the mapping around lacks. */
function belongsHere(key: ScalarNode, { known }: Inner, target: MappingNode, schema: JsonSchema): boolean {
  const name = key.text;
  const isKnown = Object.hasOwn(schema.properties ?? {}, name) && !known.names.has(name);
  const isLacking = known.isClosed || schema.required?.includes(name) === true;
  return isKnown && isLacking && !key.masked && !target.entries.has(name);
}

/** The value before an unknown key that knows it and lacks it, or else one behind it. */
function ownerOf(
  key: ScalarNode,
  target: MappingNode,
  { properties = {} }: JsonSchema,
  values: readonly Inner[],
): Inner | undefined {
  if (Object.hasOwn(properties, key.text) || key.masked || target.entries.get(key.text)?.merged !== false) {
    return undefined;
  }
  const fitting = values.filter(({ known, entries }) => known.names.has(key.text) && !entries.has(key.text));
  return fitting.findLast((inner) => inner.key.range.start < key.range.start) ?? fitting[0];
}

const knownBySchema = new WeakMap<object, Map<Schema, KnownKeys | undefined>>();

/** {@link knownKeys} of a schema, gathered once. */
function knownKeysOf(schema: Schema, root: Schema): KnownKeys | undefined {
  if (typeof root === 'boolean') {
    return undefined;
  }
  let known = knownBySchema.get(root);
  if (!known) {
    known = new Map();
    knownBySchema.set(root, known);
  }
  if (!known.has(schema)) {
    known.set(schema, knownKeys(schema, root));
  }
  return known.get(schema);
}

/**
 * The one key that a mapping lacks and whose value takes another key: it names it, or takes any key and is all that the
 * mapping has.
 */
export function homeOf(
  name: string,
  { properties = {} }: JsonSchema,
  target: MappingNode,
  root: Schema,
): { home?: string } {
  const open = Object.entries(properties).filter(([key]) => !target.entries.has(key));
  const naming = open.filter(([, schema]) => knownKeysOf(schema, root)?.names.has(name) === true);
  const [only, ...others] = naming.length > 0 ? naming : open.filter(([, schema]) => takesAnyKey(schema, root));
  const isOnly = naming.length > 0 || Object.keys(properties).length === 1;
  return only && others.length === 0 && isOnly ? { home: only[0] } : {};
}

function takesAnyKey(unresolved: Schema, root: Schema): boolean {
  const schema = resolveSchema(unresolved, root);
  const isOpen = typeof schema === 'object' && schema.properties === undefined && schema.additionalProperties !== false;
  return isOpen && [schema.type].flat().includes('object');
}

/** The keys that any form of a mapping names; undefined for a schema that takes none. */
function knownKeys(unresolved: Schema, root: Schema, depth = 0): KnownKeys | undefined {
  const schema = resolveSchema(unresolved, root);
  if (typeof schema === 'boolean' || depth > 4) {
    return undefined;
  }
  const forms = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const inner = forms.flatMap((form) => knownKeys(form, root, depth + 1) ?? []);
  const own = [schema.type].flat().includes('object') ? Object.keys(propertiesOf(schema)) : [];
  const names = new Set([...own, ...inner.flatMap((each) => [...each.names])]);
  const isClosed = forms.length === 0 ? schema.additionalProperties === false : inner.every((each) => each.isClosed);
  return { names, isClosed };
}
