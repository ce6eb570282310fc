// node scripts/set-up/schemas.mjs   makes the schemas that come from other packages' types, where they are outdated.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal, isMain, main, root } from '../commands.mjs';

const generated = path.join(root, 'schemas/generated/argocd-application-set.ts');
const overlayFile = path.join(root, 'schemas/argocd-application-set.overlay.yaml');

/**
 * A JSON Schema while it is being made; keywords that nothing here reads are among the others.
 * @typedef {{
 *   $ref?: string,
 *   type?: string | string[] | undefined,
 *   description?: string,
 *   items?: Schema,
 *   properties?: Record<string, Schema>,
 *   additionalProperties?: Schema | boolean,
 *   required?: string[],
 *   [keyword: string]: unknown,
 * }} Schema
 *
 * @typedef {Record<string, Schema>} Types by their name in the API
 *
 * What argocd-application-set.overlay.yaml says.
 * @typedef {{ types: Types, new: Record<string, Schema & { like?: string, without?: string[] }> }} Overlay
 */

const typesPackage = '@kubernetes-models/argo-cd';
const generator = 'ts-json-schema-generator';

/**
 * Folders of the packages whose words are in a file that is made here; their licences belong to what is shipped.
 * @param {string} file
 */
export function packagesIn(file) {
  const names = path.resolve(root, file) === generated ? [typesPackage, '@kubernetes-models/apimachinery'] : [];
  return names.map((name) => `node_modules/${name}`);
}

/** Makes the schema of an ApplicationSet when it is missing, or when what it is made of has changed. */
export async function generateSchemas() {
  const overlayText = await readFile(overlayFile, 'utf8');
  const versions = [await versionOf(typesPackage), await versionOf(generator)];
  const script = await readFile(import.meta.filename, 'utf8');
  const hash = createHash('sha256').update([script, overlayText, ...versions].join('\0'));
  const head = `// Made of ${typesPackage} ${versions[0]} by scripts/set-up/schemas.mjs: ${hash.digest('hex')}\n`;
  if (existsSync(generated) && (await readFile(generated, 'utf8')).startsWith(head)) {
    return;
  }
  const { parse } = await import('yaml');
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...layOver(await schemaOfTypes(), parse(overlayText)),
  };
  const json = JSON.stringify(JSON.stringify(schema));
  await mkdir(path.dirname(generated), { recursive: true });
  // Renamed into its place: another process may be reading.
  const half = `${generated}.${process.pid}`;
  // As text, which loads in no time; it is parsed when the first ApplicationSet is seen.
  await writeFile(
    half,
    `${head}/** The JSON Schema of an ApplicationSet. */\nexport const applicationSetSchema =\n  ${json};\n`,
  );
  await rename(half, generated);
}

/**
 * @param {string} name
 * @returns {Promise<string>}
 */
async function versionOf(name) {
  const file = path.join(root, 'node_modules', name, 'package.json');
  return JSON.parse(await readFile(file, 'utf8')).version;
}

/**
 * The types as JSON Schema.
 * @returns {Promise<Types>}
 */
async function schemaOfTypes() {
  /** @type {typeof import('ts-json-schema-generator')} */
  const { createGenerator } = await import(generator);
  const folder = path.join(root, `out/argocd-types-${process.pid}`);
  const entry = path.join(folder, 'application-set.ts');
  const tsconfig = path.join(folder, 'tsconfig.json');
  const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true, types: [] };
  await mkdir(folder, { recursive: true });
  await writeFile(
    entry,
    `export type { IApplicationSet } from '${typesPackage}/argoproj.io/v1alpha1/ApplicationSet';\n`,
  );
  await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: [path.basename(entry)] }));
  const options = { path: entry, tsconfig, type: 'IApplicationSet', skipTypeCheck: true, topRef: true };
  const { definitions } = createGenerator(options).createSchema('IApplicationSet');
  await rm(folder, { recursive: true });
  const types = Object.entries(/** @type {Types} */ (definitions));
  return Object.fromEntries(types.map(([name, schema]) => [apiName(name), schema]));
}

/** @param {string} name */
function apiName(name) {
  return name.replace(/^I(?=[A-Z])/, '');
}

/**
 * Turns the types' schema into what an API server takes, in the subset of JSON Schema that the walker honours, and lays
 * our own constraints and texts over it.
 * @param {Types} types
 * @param {Overlay} overlay
 */
function layOver(types, overlay) {
  /** @type {Types} */
  const definitions = {};
  for (const [name, type] of Object.entries(types)) {
    if (isMapping(type)) {
      definitions[name] = definition(name, type, types);
    }
  }
  for (const [place, keywords] of Object.entries(overlay.types)) {
    const [name = '', property] = place.split('.');
    const target = property === undefined ? definitions[name] : definitions[name]?.properties?.[property];
    if (!target) {
      throw new Refusal(`${path.relative(root, overlayFile)}: ${typesPackage} has no ${place}.`);
    }
    for (const [keyword, value] of Object.entries(keywords)) {
      if (value === null) {
        delete target[keyword];
      } else {
        target[keyword] = value;
      }
    }
  }
  for (const [name, { like, without = [], ...schema }] of Object.entries(overlay.new)) {
    const model = like === undefined ? {} : definitions[like];
    if (!model) {
      throw new Refusal(`${path.relative(root, overlayFile)}: ${typesPackage} has no ${like}.`);
    }
    const properties = Object.entries(model.properties ?? {}).filter(([key]) => !without.includes(key));
    definitions[name] = like ? { ...model, ...schema, properties: Object.fromEntries(properties) } : schema;
  }
  const { ApplicationSet = {}, ...others } = definitions;
  return { ...ApplicationSet, definitions: reachable(ApplicationSet, others) };
}

/**
 * Whether null stands for a mapping that is not given is said where it is used.
 * @param {string} name
 * @param {Schema} schema
 * @param {Types} types
 * @returns {Schema}
 */
function definition(name, { properties = {}, required = [], ...type }, types) {
  const entries = Object.entries(properties).map(([key, schema]) => [
    key,
    value(schema, types, { isOptional: !required.includes(key) }),
  ]);
  return {
    title: name,
    ...type,
    type: ['object', 'null'],
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(entries),
  };
}

/**
 * A value's schema. An API server takes null for "not given" wherever a key may be left out (apiextensions-apiserver,
 * `PruneNonNullableNullsWithoutDefaults`); a mapping's own keywords, which JSON Schema ignores beside a reference, stand
 * around it.
 * @param {Schema} schema
 * @param {Types} types
 * @param {{ isOptional: boolean }} place
 * @returns {Schema}
 */
function value(schema, types, { isOptional }) {
  const name = referred(schema);
  const target = name === undefined ? undefined : types[name];
  const { description = target?.description } = schema;
  const words = description === undefined ? {} : { description };
  if (target && isMapping(target)) {
    const own = schema.description === undefined ? {} : { description: schema.description };
    return { ...own, type: orNull('object', isOptional), allOf: [{ $ref: `#/definitions/${name}` }] };
  }
  const { type, items, additionalProperties, ...rest } = target ?? schema;
  if (type === 'object' && additionalProperties === false) {
    // Types that stand for any JSON have no properties of their own.
    return name === 'JSON' ? words : { ...words, type: orNull('object', isOptional) };
  }
  const open =
    typeof additionalProperties === 'object' ? value(additionalProperties, types, { isOptional: true }) : undefined;
  return {
    ...rest,
    ...words,
    type: orNull(integers(type), isOptional),
    ...(items ? { items: value(items, types, { isOptional: false }) } : {}),
    ...(open ? { additionalProperties: open } : {}),
  };
}

/**
 * A type with named properties.
 * @param {Schema} schema
 */
function isMapping({ properties }) {
  return properties !== undefined;
}

/** @param {Schema} schema */
function referred({ $ref }) {
  return $ref === undefined ? undefined : apiName($ref.replace('#/definitions/', ''));
}

/**
 * The API has no fractions; TypeScript has no integers.
 * @param {Schema['type']} type
 * @returns {Schema['type']}
 */
function integers(type) {
  return Array.isArray(type)
    ? type.map((each) => (each === 'number' ? 'integer' : each))
    : type === 'number'
      ? 'integer'
      : type;
}

/**
 * @param {Schema['type']} type
 * @param {boolean} isOptional
 * @returns {Schema['type']}
 */
function orNull(type, isOptional) {
  return isOptional && type !== undefined ? [type, 'null'].flat() : type;
}

/**
 * The definitions that a schema leads to.
 * @param {Schema} schema
 * @param {Types} definitions
 */
function reachable(schema, definitions) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @type {(Schema | undefined)[]} */
  const open = [schema];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const [, name = ''] of JSON.stringify(next).matchAll(/"#\/definitions\/(\w+)"/g)) {
      if (!found.has(name)) {
        found.add(name);
        open.push(definitions[name]);
      }
    }
  }
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => found.has(name)));
}

if (isMain(import.meta)) {
  await main(generateSchemas);
}
