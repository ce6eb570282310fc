// The schemas that other YAML extensions get by the contribution `yamlValidation`: keys, words and examples of ours, and
// nothing that a document could fail, so that they help to begin a manifest and never judge it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './commands.mjs';

/**
 * @typedef {import('json-schema').JSONSchema7} Schema
 * @typedef {import('json-schema').JSONSchema7Definition | undefined} Definition a schema, or whether anything may stand there
 * @typedef {{ schema: Schema, root: Schema }} Part a schema, with the `root` that its references go by
 */

/** What each file in dist/schemas offers, from schemas/. */
const sources = {
  'spaceone.assist.json': ['register', 'deploy', 'plugin-update', 'schema', 'provider', 'tasks'].map(
    (kind) => `spaceone-${kind}.schema.json`,
  ),
  'bksops-sources.assist.json': ['sources', 'api-sources', 'settings-sources'].map(
    (form) => `bksops-${form}.schema.json`,
  ),
};

/**
 * Writes them into a folder; returns the files.
 * @param {string} folder
 */
export async function writeAssistSchemas(folder) {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(sources).map(async ([name, files]) => {
      /** @type {(file: string) => Promise<Schema>} */
      const read = async (file) => JSON.parse(await readFile(path.join(root, 'schemas', file), 'utf8'));
      const file = path.join(folder, name);
      await writeFile(file, JSON.stringify(assistOnly(...(await Promise.all(files.map(read))))));
      return file;
    }),
  );
}

/**
 * One schema that offers what any of the schemas offers, each key once, and takes everything.
 * @param {...Schema} schemas
 * @returns {Schema}
 */
export function assistOnly(...schemas) {
  const whole = offerOf(
    schemas.map((schema) => ({ schema, root: schema })),
    new Set(),
  );
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...whole };
}

/**
 * What may stand at a place, as one schema without references and conditions.
 *
 * @param {readonly { schema: Definition, root: Schema }[]} candidates the schemas of the place
 * @param {ReadonlySet<Schema>} within the schemas that are being offered further out: where one comes again, the offer ends
 * @returns {Schema}
 */
function offerOf(candidates, within) {
  const parts = candidates.flatMap(partsOf).filter(({ schema }) => !within.has(schema));
  const inner = new Set([...within, ...parts.map(({ schema }) => schema)]);
  /** @type {Schema} */
  const offer = {};
  for (const word of /** @type {const} */ (['title', 'description', 'default'])) {
    const said = parts.find(({ schema }) => schema[word] !== undefined);
    if (said) {
      Object.assign(offer, { [word]: said.schema[word] });
    }
  }
  const examples = parts.flatMap(({ schema }) => [
    ...('const' in schema ? [schema.const] : []),
    ...(schema.enum ?? []),
    ...[schema.examples ?? []].flat(),
  ]);
  if (examples.length > 0) {
    Object.assign(offer, { examples: unique(examples) });
  }
  for (const keyword of /** @type {const} */ (['properties', 'patternProperties'])) {
    const names = unique(parts.flatMap(({ schema }) => Object.keys(schema[keyword] ?? {})));
    if (names.length > 0) {
      /** @type {(name: string) => { schema: Definition, root: Schema }[]} */
      const named = (name) => parts.map(({ schema, root }) => ({ schema: schema[keyword]?.[name], root }));
      offer[keyword] = Object.fromEntries(names.map((name) => [name, offerOf(named(name), inner)]));
    }
  }
  for (const keyword of /** @type {const} */ (['items', 'additionalProperties'])) {
    const candidatesInside = parts.flatMap(({ schema, root }) =>
      [schema[keyword]].flat().map((inside) => ({ schema: inside, root })),
    );
    if (candidatesInside.some(({ schema }) => typeof schema === 'object')) {
      offer[keyword] = offerOf(candidatesInside, inner);
    }
  }
  return offer;
}

/**
 * A schema, what it refers to, and its branches: nothing tells them apart without the conditions, so each counts.
 * @param {{ schema: Definition, root: Schema }} candidate
 * @returns {Part[]}
 */
function partsOf({ schema, root }) {
  if (typeof schema !== 'object') {
    return [];
  }
  const name = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  const referred = name === undefined ? [] : [root.definitions?.[name]];
  const inside = [...referred, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [{ schema, root }, ...inside.flatMap((each) => partsOf({ schema: each, root }))];
}

/**
 * @template T
 * @param {readonly T[]} values
 */
function unique(values) {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
