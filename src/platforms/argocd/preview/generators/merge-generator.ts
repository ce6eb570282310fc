import type { Json, JsonObject } from '../../../../base/json';
import { getOwn, setOwn } from '../../../../base/own-key';
import { ControllerError, saying } from '../../calls/controller-error';
import { RawJson } from '../../go/raw-json';
import type { GeneratorContext } from './generator-context';
import { override } from './merging';
import { nestedIn } from './nested';
import type { ParameterSet } from './parameter-set';

/**
 * The sets of the first generator, each with what the others have for the same values of the merge keys. The controller
 * gives them in an order by chance: here it is that of the first generator (argo-cd v3.5.7,
 * `applicationset/generators/merge.go`).
 * @throws ControllerError
 */
export async function mergeSets(
  merge: JsonObject,
  { templates: { style }, origins, place }: GeneratorContext,
  childSets: (child: JsonObject, index: number) => Promise<readonly ParameterSet[]>,
): Promise<ParameterSet[]> {
  const children = (merge['generators'] ?? []) as JsonObject[];
  if (children.length < 2) {
    throw new ControllerError('found less than two generators, Merge requires two or more');
  }
  const all: (readonly ParameterSet[])[] = [];
  for (const [index, child] of children.entries()) {
    const which = `error getting params from generator ${index + 1} of ${children.length}`;
    const words = `error getting param sets from generators: ${which}`;
    all.push(await saying(words, () => nestedIn(child).then((read) => childSets(read, index))));
  }
  const keys = (merge['mergeKeys'] ?? []) as string[];
  const byKey = (sets: readonly ParameterSet[]): Promise<Map<string, ParameterSet>> =>
    saying('error getting param sets by merge key', () => indexed(sets, keys));
  const base = await byKey(all[0] ?? []);
  const more: Map<string, ParameterSet>[] = [];
  for (const sets of all.slice(1)) {
    more.push(await byKey(sets));
  }
  for (const [key, set] of base) {
    const others = matching(more, key);
    origins.noteMerged(set, place, others.toReversed());
    for (const other of others) {
      if (style.goTemplate) {
        override(set, other);
      } else {
        Object.entries(other).forEach(([name, value]) => setOwn(set, name, value));
      }
    }
  }
  return [...base.values()];
}

/** What the others have for the same values of the merge keys. */
function matching(others: readonly ReadonlyMap<string, ParameterSet>[], key: string): ParameterSet[] {
  return others.flatMap((index) => {
    const found = index.get(key);
    return found ? [found] : [];
  });
}

function indexed(sets: readonly ParameterSet[], keys: readonly string[]): Map<string, ParameterSet> {
  if (keys.length === 0) {
    throw new ControllerError('no merge keys were specified, Merge requires at least one');
  }
  const index = new Map<string, ParameterSet>();
  for (const set of sets) {
    const values: JsonObject = {};
    keys.forEach((key) => setOwn<Json>(values, key, (getOwn(set, key) ?? null) as Json));
    const key = new RawJson(values).text;
    if (index.has(key)) {
      const words = 'the parameters from a generator were not unique by the given mergeKeys';
      throw new ControllerError(`${words}, Merge requires all param sets to be unique. Duplicate key was ${key}`);
    }
    index.set(key, set);
  }
  return index;
}
