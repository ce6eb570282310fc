import type { JsonObject } from '../../../../base/json';
import { ControllerError, saying } from '../../calls/controller-error';
import type { GeneratorContext } from './generator-context';
import { combined, override } from './merging';
import { nestedIn } from './nested';
import type { Origins } from '../origins';
import type { ParameterSet } from './parameter-set';
import { hasTemplates } from '../rendering/templates';

/**
 * Each set of the first generator with each that the second one gives for it; where both have a key, the first one's counts.
 * From v3.6 on a second generator without templates is asked once for all (argo-cd v3.5.7 and v3.6.1,
 * `applicationset/generators/matrix.go`).
 * @throws ControllerError
 */
export async function matrixSets(
  matrix: JsonObject,
  { templates: { style }, budget, origins, place }: GeneratorContext,
  childSets: (child: JsonObject, index: number, outer?: Readonly<ParameterSet>) => Promise<readonly ParameterSet[]>,
): Promise<ParameterSet[]> {
  const [first, second, ...more] = (matrix['generators'] ?? []) as JsonObject[];
  if (!first || !second) {
    throw new ControllerError('found less than two generators, Matrix support only two');
  }
  if (more.length > 0) {
    throw new ControllerError('found more than two generators, Matrix support only two');
  }
  const outerSets = await saying('error failed to get params for first generator in matrix generator', () =>
    nestedIn(first).then((child) => childSets(child, 0)),
  );
  const ofSecond = (outer: Readonly<ParameterSet>): Promise<readonly ParameterSet[]> =>
    saying('failed to get params for second generator in the matrix generator', () =>
      nestedIn(second).then((child) => childSets(child, 1, outer)),
    );
  const isShared = style.version === '3.6' && !hasTemplates(second);
  let shared: readonly ParameterSet[] | undefined;
  const sets: ParameterSet[] = [];
  for (const outer of outerSets) {
    const inner = shared && isShared ? copied(shared, origins) : await ofSecond(outer);
    shared ??= isShared ? copied(inner, origins) : undefined;
    budget.mustHold(sets.length + inner.length);
    for (const each of inner) {
      if (style.goTemplate) {
        const set: ParameterSet = {};
        override(set, each);
        override(set, outer);
        sets.push(set);
      } else {
        const words = 'failed to combine string maps with merging params for the matrix generator';
        sets.push(await saying(words, () => combined(outer, each)));
      }
      origins.note(sets.at(-1) ?? {}, place, [outer, each]);
    }
  }
  return sets;
}

/** Sets that share nothing with these, as merging writes into what it is given; what is raw stays as it is. */
function copied(sets: readonly ParameterSet[], origins: Origins): ParameterSet[] {
  return sets.map((set) => {
    const copy = copyOf(set) as ParameterSet;
    origins.copy(set, copy);
    return copy;
  });
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(copyOf);
  }
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]))
    : value;
}
