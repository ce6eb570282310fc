import { isObject, type Json, type JsonObject } from '../../../base/json';
import { basename } from '../../../base/paths';
import { samples } from './fixtures';
import type { OutsideType } from './generators/generator-context';

/**
 * What a fixture lacks for the generators of a set that look elsewhere, as a text behind the one that is there; undefined
 * where nothing is missing.
 * @param file That of the set.
 * @param known What the fixture has already.
 * @param isOwn True for the address of the repository that the set is in, whose files are there.
 */
export function fixtureText(
  file: string,
  set: JsonObject,
  known: JsonObject | undefined,
  isOwn: (address: string) => boolean,
): string | undefined {
  const missing = new Map<OutsideType, string>();
  for (const { type, generator } of outsideGenerators(set['spec'] ?? null)) {
    const { repoURL } = generator;
    const address = typeof repoURL === 'string' ? repoURL : '';
    if (known?.[type] === undefined && !(type === 'git' && isOwn(address))) {
      missing.set(type, samples[type].replace('ADDRESS', address === '' ? 'https://git.example.com/one' : address));
    }
  }
  if (missing.size === 0) {
    return undefined;
  }
  const head = `# Stands in for what generators of ${basename(file)} find elsewhere. Previews read it, and nothing else does:\n# write what your clusters and repositories have in the place of these examples.\n`;
  return `${known === undefined ? head : ''}${[...missing.values()].map((sample) => `${sample}\n`).join('')}`;
}

function* outsideGenerators(value: Json): Generator<{ type: OutsideType; generator: JsonObject }> {
  if (Array.isArray(value)) {
    for (const each of value) {
      yield* outsideGenerators(each);
    }
  } else if (isObject(value)) {
    const list = value['generators'];
    for (const item of Array.isArray(list) ? list : []) {
      for (const [key, generator] of Object.entries(isObject(item) ? item : {})) {
        if (isObject(generator) && Object.hasOwn(samples, key)) {
          yield { type: key as OutsideType, generator };
        }
        yield* outsideGenerators(generator);
      }
    }
  }
}
