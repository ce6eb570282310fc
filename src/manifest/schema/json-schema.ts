/** The JSON Schema (draft-07) keywords that the walker knows; a schema with any other is rejected. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $comment?: string;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;

  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** What to say of a value of a wrong type or that misses the pattern, such as `Must be a duration such as "1.5s".`. */
  readonly errorMessage?: string;

  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;

  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;

  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;

  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;

  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;

  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export type Schema = JsonSchema | boolean;
export type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'object' | 'array';

type Shape = 'annotation' | 'schema' | 'schemas' | 'named schemas' | 'assertion';

const keywords: Record<keyof JsonSchema, Shape> = {
  $schema: 'annotation',
  $id: 'annotation',
  $comment: 'annotation',
  $ref: 'assertion',
  definitions: 'named schemas',
  title: 'annotation',
  description: 'annotation',
  default: 'annotation',
  examples: 'annotation',
  errorMessage: 'annotation',
  type: 'assertion',
  enum: 'assertion',
  const: 'assertion',
  properties: 'named schemas',
  patternProperties: 'named schemas',
  additionalProperties: 'schema',
  required: 'assertion',
  minProperties: 'assertion',
  maxProperties: 'assertion',
  items: 'schema',
  minItems: 'assertion',
  maxItems: 'assertion',
  minLength: 'assertion',
  maxLength: 'assertion',
  pattern: 'assertion',
  minimum: 'assertion',
  maximum: 'assertion',
  exclusiveMinimum: 'assertion',
  exclusiveMaximum: 'assertion',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
};

/**
 * Says what in a schema the walker would not honour: keywords outside its subset, references that lead nowhere,
 * keywords beside `$ref` that draft-07 ignores. An empty answer means that the schema is fit for use.
 */
export function schemaDefects(root: unknown): string[] {
  const defects: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema === 'boolean') {
      return;
    }
    if (!isRecord(schema)) {
      defects.push(`${path} is no schema`);
      return;
    }
    for (const [keyword, value] of Object.entries(schema)) {
      const at = `${path}/${keyword}`;
      const shape = Object.hasOwn(keywords, keyword) ? keywords[keyword as keyof JsonSchema] : undefined;
      if (!shape) {
        defects.push(`${at} is outside the subset`);
      } else if ('$ref' in schema && !['$ref', 'definitions'].includes(keyword) && shape !== 'annotation') {
        defects.push(`${at} has no effect beside $ref`);
      } else if (shape === 'schema') {
        visit(value, at);
      } else if (shape === 'schemas' || shape === 'named schemas') {
        for (const [name, child] of Object.entries(value as object)) {
          visit(child, `${at}/${name}`);
        }
      }
    }
    if (typeof schema['$ref'] === 'string' && lookUp(root, schema['$ref']) === undefined) {
      defects.push(`${path}/$ref leads nowhere: ${schema['$ref']}`);
    }
  };
  visit(root, '#');
  return defects;
}

/** The schema itself, or what its references lead to; `true` when they lead nowhere or in a circle. */
export function resolveSchema(schema: Schema, root: Schema): Schema {
  let current: Schema | undefined = schema;
  for (let steps = 0; steps < 20; steps += 1) {
    if (current === undefined || typeof current === 'boolean' || current.$ref === undefined) {
      return current ?? true;
    }
    current = lookUp(root, current.$ref);
  }
  return true;
}

function lookUp(root: unknown, reference: string): Schema | undefined {
  const name = /^#\/definitions\/([\w.-]+)$/.exec(reference)?.[1];
  const definitions = isRecord(root) ? root['definitions'] : undefined;
  const found = name !== undefined && isRecord(definitions) ? definitions[name] : undefined;
  return typeof found === 'boolean' || isRecord(found) ? found : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
