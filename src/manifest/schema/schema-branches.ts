import { readScalar, type Dialect } from '../dialects/dialect';
import { resolveSchema, type JsonSchema, type Schema, type TypeName } from './json-schema';
import { nearestWord } from '../../base/nearest-word';
import { follow, type MappingNode, type ValueNode } from '../parse/node';

/** The branches of an `anyOf` or `oneOf` with what tells them apart, computed once. */
export interface Branches {
  readonly all: readonly Schema[];
  /** A key whose value names the branch, such as `type: git`. */
  readonly selector: { readonly key: string; readonly choices: readonly (readonly unknown[])[] } | undefined;
  /** For each branch the keys that only it requires and no other knows; empty when one branch has none. */
  readonly marks: readonly (readonly string[])[];
  /** What all branches have in common, for a value whose branch cannot be told. */
  readonly common: JsonSchema;
}

/** Which branch a mapping wants to be. */
export type Choice =
  | { readonly is: 'one'; readonly branch: Schema }
  | { readonly is: 'wrong selector'; readonly key: string; readonly choices: readonly unknown[] }
  | { readonly is: 'no selector'; readonly key: string }
  | { readonly is: 'none'; readonly marks: readonly (readonly string[])[] }
  | { readonly is: 'several'; readonly found: readonly { readonly mark: string; readonly branch: Schema }[] }
  | { readonly is: 'untold' };

const known = new WeakMap<readonly Schema[], Branches>();

export function branchesOf(list: readonly Schema[], root: Schema): Branches {
  let branches = known.get(list);
  if (!branches) {
    branches = analyse(list.map((branch) => resolveSchema(branch, root)));
    known.set(list, branches);
  }
  return branches;
}

/** The branches that take a value of this type at all. */
export function admitting(branches: Branches, type: TypeName | 'other', root: Schema): Schema[] {
  return branches.all.filter((branch) => {
    const types = typesOf(branch, root);
    return !types || types.some((name) => name === type || (name === 'number' && type === 'integer'));
  });
}

/** The types that a schema takes as far as it says so itself; undefined for any. */
export function typesOf(schema: Schema, root: Schema): readonly TypeName[] | undefined {
  if (typeof schema === 'boolean') {
    return schema ? undefined : [];
  }
  if (schema.$ref !== undefined) {
    return typesOf(resolveSchema(schema, root), root);
  }
  if (schema.type !== undefined) {
    return typeof schema.type === 'string' ? [schema.type] : schema.type;
  }
  const values = 'const' in schema ? [schema.const] : schema.enum;
  return values?.map(typeOfJson);
}

/** Tells by keys alone, without trying the branches: so one mistake in a value never hides which form was meant. */
export function chooseBranch(branches: Branches, target: ValueNode, dialect: Dialect): Choice {
  if (target.is !== 'mapping') {
    return { is: 'untold' };
  }
  if (branches.selector) {
    return bySelector(branches, branches.selector, target, dialect);
  }
  return branches.marks.length > 0 ? byMarks(branches, target) : { is: 'untold' };
}

/** By the value of a key, which may be misspelt: what it says tells the form all the same. */
function bySelector(
  branches: Branches,
  { key, choices }: NonNullable<Branches['selector']>,
  target: MappingNode,
  dialect: Dialect,
): Choice {
  const strangers = [...target.entries.keys()].filter((name) => !Object.hasOwn(branches.common.properties ?? {}, name));
  const meant = strangers.slice(0, 50).find((name) => nearestWord(name, [key]) !== undefined);
  const value = target.entries.get(key)?.value ?? (meant === undefined ? undefined : target.entries.get(meant)?.value);
  if (!value) {
    return { is: 'no selector', key };
  }
  const scalar = follow(value);
  if (scalar?.is === 'scalar' && scalar.masked) {
    return { is: 'untold' };
  }
  const named = scalar?.is === 'scalar' ? readScalar(scalar, dialect).value : undefined;
  const index = choices.findIndex((values) => values.includes(named));
  const branch = branches.all[index];
  return branch === undefined ? { is: 'wrong selector', key, choices: choices.flat() } : { is: 'one', branch };
}

function byMarks(branches: Branches, target: MappingNode): Choice {
  const names = [...target.entries.keys()];
  const exact = marksIn(branches, new Set(names));
  const found = exact.length > 0 ? exact : marksIn(branches, meantBy(names, branches));
  const [first] = found;
  if (!first) {
    return { is: 'none', marks: branches.marks };
  }
  return found.length === 1 ? { is: 'one', branch: first.branch } : { is: 'several', found };
}

function marksIn(branches: Branches, keys: ReadonlySet<string>): { mark: string; branch: Schema }[] {
  return branches.all.flatMap((branch, index) => {
    const mark = branches.marks[index]?.find((name) => keys.has(name));
    return mark === undefined ? [] : [{ mark, branch }];
  });
}

/** The keys that misspelt ones stand for; a mapping with a great many strangers is no misspelt one. */
function meantBy(names: readonly string[], branches: Branches): Set<string> {
  const known = Object.keys(branches.common.properties ?? {});
  const open = known.filter((name) => !names.includes(name));
  const strangers = names.filter((name) => !known.includes(name)).slice(0, 50);
  return new Set(strangers.flatMap((name) => nearestWord(name, open) ?? []));
}

function analyse(all: readonly Schema[]): Branches {
  const objects = all.map((branch) => (typeof branch === 'boolean' ? {} : branch));
  return { all, selector: selectorOf(objects), marks: marksOf(objects), common: commonOf(objects) };
}

function selectorOf(branches: readonly JsonSchema[]): Branches['selector'] {
  for (const key of branches[0]?.required ?? []) {
    const choices = branches.map((branch) => {
      const property = branch.required?.includes(key) ? branch.properties?.[key] : undefined;
      if (property === undefined || typeof property === 'boolean') {
        return [];
      }
      return 'const' in property ? [property.const] : (property.enum ?? []);
    });
    const values = choices.flat();
    if (choices.every((each) => each.length > 0) && new Set(values).size === values.length) {
      return { key, choices };
    }
  }
  return undefined;
}

function marksOf(branches: readonly JsonSchema[]): string[][] {
  const marks = branches.map((branch) =>
    (branch.required ?? []).filter((key) =>
      branches.every((other) => other === branch || !Object.hasOwn(other.properties ?? {}, key)),
    ),
  );
  const closed = branches.every((branch) => branch.additionalProperties === false);
  return closed && marks.every((each) => each.length > 0) ? marks : [];
}

function commonOf(branches: readonly JsonSchema[]): JsonSchema {
  const properties: Record<string, Schema> = {};
  for (const branch of branches) {
    for (const [name, schema] of Object.entries(branch.properties ?? {})) {
      const before = properties[name];
      properties[name] = before === undefined || JSON.stringify(before) === JSON.stringify(schema) ? schema : true;
    }
  }
  const [first, ...rest] = branches;
  return {
    properties,
    required: (first?.required ?? []).filter((key) => rest.every((branch) => branch.required?.includes(key))),
    ...(branches.every((branch) => branch.additionalProperties === false) ? { additionalProperties: false } : {}),
  };
}

function typeOfJson(value: unknown): TypeName {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value as 'string' | 'boolean' | 'object';
}
