// The schemas that other YAML extensions get by the contribution `yamlValidation`: keys, words and examples of ours, and
// nothing that a document could fail, so that they help to begin a manifest and never judge it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './commands.mjs';

/** What each file in dist/schemas offers, from schemas/. */
const sources = {
  'spaceone.assist.json': ['spaceone-register.schema.json', 'spaceone-deploy.schema.json'],
  'bksops-sources.assist.json': ['bksops-sources.schema.json'],
};

/** Writes them into a folder; returns the files. */
export async function writeAssistSchemas(folder) {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(sources).map(async ([name, files]) => {
      const read = async (file) => JSON.parse(await readFile(path.join(root, 'schemas', file), 'utf8'));
      const file = path.join(folder, name);
      await writeFile(file, JSON.stringify(assistOnly(...(await Promise.all(files.map(read))))));
      return file;
    }),
  );
}

/** One schema that offers what any of the schemas offers, each key once, and takes everything. */
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
 * @param candidates the schemas of the place, each with the `root` that its references go by
 * @param within the schemas that are being offered further out: where one comes again, the offer ends
 */
function offerOf(candidates, within) {
  const parts = candidates.flatMap(partsOf).filter(({ schema }) => !within.has(schema));
  const inner = new Set([...within, ...parts.map(({ schema }) => schema)]);
  const offer = {};
  for (const word of ['title', 'description', 'default']) {
    const said = parts.find(({ schema }) => schema[word] !== undefined);
    if (said) {
      offer[word] = said.schema[word];
    }
  }
  const examples = parts.flatMap(({ schema }) => [
    ...('const' in schema ? [schema.const] : []),
    ...(schema.enum ?? []),
    ...(schema.examples ?? []),
  ]);
  if (examples.length > 0) {
    offer.examples = unique(examples);
  }
  for (const keyword of ['properties', 'patternProperties']) {
    const names = unique(parts.flatMap(({ schema }) => Object.keys(schema[keyword] ?? {})));
    if (names.length > 0) {
      const named = (name) => parts.map(({ schema, root }) => ({ schema: schema[keyword]?.[name], root }));
      offer[keyword] = Object.fromEntries(names.map((name) => [name, offerOf(named(name), inner)]));
    }
  }
  for (const keyword of ['items', 'additionalProperties']) {
    const candidatesInside = parts.map(({ schema, root }) => ({ schema: schema[keyword], root }));
    if (candidatesInside.some(({ schema }) => typeof schema === 'object')) {
      offer[keyword] = offerOf(candidatesInside, inner);
    }
  }
  return offer;
}

/** A schema, what it refers to, and its branches: nothing tells them apart without the conditions, so each counts. */
function partsOf({ schema, root }) {
  if (typeof schema !== 'object') {
    return [];
  }
  const name = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  const referred = name === undefined ? [] : [root.definitions[name]];
  const inside = [...referred, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [{ schema, root }, ...inside.flatMap((each) => partsOf({ schema: each, root }))];
}

function unique(values) {
  const written = values.map((value) => JSON.stringify(value));
  return values.filter((_, index) => written.indexOf(written[index]) === index);
}
