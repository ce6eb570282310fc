import { countText } from '../../base/number-text';
import type { Finding } from '../finding';
import type { JsonSchema, Schema } from './json-schema';
import type { ManifestKind } from '../kind';
import { homeOf, misplacedKeys } from './misplaced-keys';
import type { MappingNode, Node, ScalarNode } from '../parse/node';
import { additionFix, otherFormChoices, type FixContext } from './schema-fixes';
import { fixOf, listed, quoted, type InOtherPlaces, type Place, type PlaceWords } from './schema-place';
import { matchesPattern } from './schema-scalars';
import { judgeUnknownKey } from './unknown-key';

export const missingKey = 'manifest/missing-key';

/** What is the same for every place of a document. */
export interface PlaceContext {
  readonly kind: ManifestKind;
  readonly words: PlaceWords;
  readonly fixes: FixContext;
}

/** What is wrong with the keys of a mapping, and the schemas that their values are to be held against. */
export interface JudgedKeys {
  readonly findings: readonly Finding[];
  readonly values: readonly JudgedValue[];
  /** The values of keys that mean nothing here: as long as they stand here, nobody reads them. */
  readonly unread: readonly Node[];
}

interface JudgedValue {
  readonly node: Node;
  readonly schema: Schema;
  readonly key: ScalarNode;
  readonly elsewhere?: InOtherPlaces;
}

/** Holds the keys of a mapping against a schema (JSON Schema draft-07); `siblings` are the other forms that it could have had. */
export function judgeKeys(
  place: Place & { readonly target: MappingNode },
  schema: JsonSchema,
  siblings: readonly Schema[],
  context: PlaceContext,
): JudgedKeys {
  const { properties = {}, patternProperties, additionalProperties, required = [] } = schema;
  const patterns = Object.entries(patternProperties ?? {});
  const { entries } = place.target;
  const { elsewhere } = place;
  const misplaced = misplacedKeys(place.target, schema, context.kind.schema);
  const present = new Set([...entries.keys(), ...misplaced.present, ...(elsewhere?.present ?? [])]);
  const values: JudgedValue[] = [];
  const unknown: ScalarNode[] = [];
  for (const [name, { key, value }] of entries) {
    const before = values.length;
    const child = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (child !== undefined) {
      const inside = misplaced.inside.get(name);
      values.push({ node: value, schema: child, key, ...(inside && { elsewhere: inside }) });
    }
    for (const [pattern, matching] of patterns) {
      if (matchesPattern(name, pattern)) {
        values.push({ node: value, schema: matching, key });
      }
    }
    if (values.length > before || additionalProperties === undefined || key.masked) {
      continue;
    }
    if (misplaced.told.has(name) || elsewhere?.told.has(name) === true) {
      continue;
    }
    if (additionalProperties === false) {
      unknown.push(key);
    } else {
      const inside = misplaced.inside.get(name);
      values.push({ node: value, schema: additionalProperties, key, ...(inside && { elsewhere: inside }) });
    }
  }
  const findings: Finding[] = [...misplaced.findings];
  for (const [before, key] of unknown.entries()) {
    const takesCamelCase = context.kind.takesCamelCase === true;
    const home = homeOf(key.text, schema, place.target, context.kind.schema);
    const judged = judgeUnknownKey(key, { schema, siblings, present, takesCamelCase, before, ...home });
    const choices = judged.form ? otherFormChoices(place, key, schema, judged.form, context.fixes) : [];
    findings.push({ ...judged.finding, ...(choices.length > 0 ? { choices } : {}) });
    if (judged.meant !== undefined) {
      present.add(judged.meant);
      const value = judged.isTaken ? entries.get(key.text)?.value : undefined;
      if (value) {
        values.push({ node: value, schema: properties[judged.meant] ?? true, key });
      }
    }
  }
  const missing = required.filter((name) => !present.has(name));
  findings.push(...missingKeys(place, missing, properties, context), ...wrongCount(place, schema, context));
  const unread = unknown.flatMap(({ text }) => entries.get(text)?.value ?? []);
  return { findings, values, unread };
}

/** One finding for all keys that a mapping lacks. */
export function missingKeys(
  place: Place,
  missing: readonly string[],
  properties: JsonSchema['properties'],
  { words, fixes }: PlaceContext,
): Finding[] {
  if (missing.length === 0 || fixes.isPartial) {
    return [];
  }
  const holder = place.key ? `${place.name} has no` : 'Missing';
  return [
    {
      code: missingKey,
      severity: 'error',
      range: words.ownerRange(place),
      message: `${holder} ${listed(missing.map(quoted), 'and')}.`,
      missing: missing.length,
      ...fixOf(additionFix(place, missing, properties, fixes)),
    },
  ];
}

function wrongCount(
  place: Place & { readonly target: MappingNode },
  { minProperties = 0, maxProperties = Infinity }: JsonSchema,
  { words, fixes }: PlaceContext,
): Finding[] {
  const { size } = place.target.entries;
  const wrong = (message: string): Finding[] => [
    { code: 'manifest/value', severity: 'error', range: words.ownerRange(place), message },
  ];
  if (size < minProperties && !fixes.isPartial) {
    return wrong(`${place.name} needs at least ${countText(minProperties, 'key')}.`);
  }
  return size > maxProperties ? wrong(`${place.name} takes at most ${countText(maxProperties, 'key')}.`) : [];
}
