import type { Ajv } from 'ajv';
import { isObject, type Json, type JsonObject } from '../../../base/json';
import type { Fault } from '../../../contract/fault';

/** What makes a value no JSON Schema of a form that the console could show; undefined where it is one. */
export async function schemaFault(name: string, schema: Json | undefined): Promise<Fault | undefined> {
  if (schema === undefined || schema === null) {
    return undefined;
  }
  const fault = (why: string): Fault => ({
    what: `${name} is no JSON Schema.`,
    why,
    next: 'Write it as the schema of an object with "properties"',
    expected: '{ "type": "object", "properties": { … } }',
    actual: schema,
  });
  if (!isObject(schema)) {
    return fault('The console makes a form of it, and a schema is an object.');
  }
  const said = await metaSchemaSays(schema);
  if (said !== undefined) {
    return fault(`The console makes a form of it, and ${said}.`);
  }
  const unknown = listOf(schema['required']).find((key) => !(key in propertiesOf(schema)));
  return unknown === undefined || Object.keys(propertiesOf(schema)).length === 0
    ? undefined
    : {
        what: `${name} requires "${unknown}", which is none of its properties.`,
        why: 'The form has no field for it, so that it can never be filled in.',
        next: `Describe "${unknown}" under "properties", or take it out of "required"`,
        actual: schema,
      };
}

/** A pattern beside which there is no title, with which the core refuses data by a KeyError in place of its reason. */
export function untitledPattern(schema: Json | undefined): string | undefined {
  return Object.entries(propertiesOf(schema)).find(
    ([, property]) => isObject(property) && 'pattern' in property && !('title' in property),
  )?.[0];
}

/** The names that a schema requires. */
export function requiredBy(schema: Json | undefined): readonly string[] {
  return isObject(schema) ? listOf(schema['required']) : [];
}

/** What the schema says of a value; undefined where it fits, or where the schema itself is none. */
export async function misfit(schema: JsonObject, value: Json): Promise<string | undefined> {
  const ajv = await validator();
  try {
    return ajv.validate(schema, value) ? undefined : ajv.errorsText(ajv.errors, { dataVar: '' });
  } catch {
    return undefined;
  }
}

async function metaSchemaSays(schema: JsonObject): Promise<string | undefined> {
  const ajv = await validator();
  try {
    const isValid = ajv.validateSchema(withoutDialect(schema)) === true;
    return isValid ? undefined : ajv.errorsText(ajv.errors, { dataVar: 'it' }).split(', ')[0];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The console reads every schema by one dialect, whatever it names. */
function withoutDialect(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

/** A validator is large, and most runs have no schema. */
async function validator(): Promise<Ajv> {
  const { schemaValidator } = await import('./schema-validator');
  return schemaValidator();
}

function propertiesOf(schema: Json | undefined): JsonObject {
  const properties = isObject(schema) ? schema['properties'] : undefined;
  return isObject(properties) ? properties : {};
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
