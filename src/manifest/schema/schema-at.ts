import { resolveSchema, type JsonSchema, type Schema } from './json-schema';
import type { ManifestKind } from '../kind';
import { follow, type MappingNode, type Node } from '../parse/node';
import { branchesOf, chooseBranch, typesOf, type Branches } from './schema-branches';
import { camelCase } from './unknown-key';

/** The way from the root to a place: what was entered, and what is there; nothing where it is still to be written. */
export interface Trail {
  /** One more than there are steps; the last is what stands at the place itself. */
  readonly nodes: readonly (Node | undefined)[];
  /** The key that was followed; undefined for an item of a list. */
  readonly steps: readonly (string | undefined)[];
}

/** The schemas that apply at a place, outer ones first; where a branch cannot be told, those of every branch. */
export function schemasAt({ nodes, steps }: Trail, kind: ManifestKind): JsonSchema[] {
  let schemas = forms(kind.schema, nodes[0], kind);
  for (const [index, step] of steps.entries()) {
    schemas = schemas.flatMap((schema) => {
      const child = step === undefined ? schema.items : propertyOf(schema, step, kind);
      return child === undefined ? [] : forms(child, nodes[index + 1], kind);
    });
  }
  return [...new Set(schemas)];
}

/** The keys that a schema names; a mapping that takes any key is told by its examples. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, Schema>> {
  const { properties: named, patternProperties, additionalProperties, allOf, anyOf, oneOf } = schema;
  if ([named, patternProperties, additionalProperties, allOf, anyOf, oneOf].some((part) => part !== undefined)) {
    return named ?? {};
  }
  const properties: Record<string, JsonSchema & { examples: unknown[] }> = {};
  for (const example of schema.examples ?? []) {
    if (isMapping(example)) {
      for (const [name, value] of Object.entries(example)) {
        const property = (properties[name] ??= { type: typeOfExample(value), examples: [] });
        property.examples.push(value);
      }
    }
  }
  return properties;
}

function forms(unresolved: Schema, node: Node | undefined, kind: ManifestKind, depth = 0): JsonSchema[] {
  const schema = resolveSchema(unresolved, kind.schema);
  if (typeof schema === 'boolean' || depth > 20) {
    return [];
  }
  const inner = (part: Schema): JsonSchema[] => forms(part, node, kind, depth + 1);
  const branches = [schema.anyOf, schema.oneOf].flatMap((list) =>
    list ? fitting(branchesOf(list, kind.schema), node, kind) : [],
  );
  return [schema, ...(schema.allOf ?? []).flatMap(inner), ...branches.flatMap(inner)];
}

function fitting(branches: Branches, node: Node | undefined, kind: ManifestKind): readonly Schema[] {
  const target = node && follow(node);
  if (target?.is !== 'mapping') {
    const excluded = target?.is === 'sequence' ? 'array' : undefined;
    return branches.all.filter((branch) => !excluded || (typesOf(branch, kind.schema)?.includes(excluded) ?? true));
  }
  const choice = chooseBranch(branches, target, kind.dialect);
  if (choice.is === 'one') {
    return [choice.branch];
  }
  return choice.is === 'several'
    ? choice.found.map(({ branch }) => branch)
    : knowing(
        branches.all.filter((branch) => typesOf(branch, kind.schema)?.includes('object') ?? true),
        target,
        kind,
      );
}

/** The branches that refuse no key that is there and that another takes; all where each refuses one. */
function knowing(branches: readonly Schema[], target: MappingNode, kind: ManifestKind): readonly Schema[] {
  const known = branches.map((branch) => {
    const schema = resolveSchema(branch, kind.schema);
    return typeof schema === 'object' && schema.additionalProperties === false ? (schema.properties ?? {}) : undefined;
  });
  const told = [...target.entries.keys()].filter((key) => known.some((each) => each && Object.hasOwn(each, key)));
  const fit = branches.filter((_, index) => told.every((key) => !known[index] || Object.hasOwn(known[index], key)));
  return fit.length > 0 ? fit : branches;
}

function propertyOf(schema: JsonSchema, name: string, kind: ManifestKind): Schema | undefined {
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, name)) {
    return properties[name];
  }
  const taken =
    kind.takesCamelCase === true ? Object.keys(properties).find((known) => camelCase(known) === name) : undefined;
  if (taken !== undefined) {
    return properties[taken];
  }
  const pattern = Object.entries(schema.patternProperties ?? {}).find(([each]) => new RegExp(each, 'u').test(name));
  return pattern ? pattern[1] : schema.additionalProperties;
}

function typeOfExample(value: unknown): NonNullable<Exclude<JsonSchema['type'], readonly unknown[]>> {
  if (Array.isArray(value)) {
    return 'array';
  }
  return isMapping(value) ? 'object' : (typeof value as 'string' | 'boolean' | 'number');
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
