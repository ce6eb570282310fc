import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { ControllerError, meeting, saying, type SpecPath } from '../../calls/controller-error';
import { generatorTypes, type GeneratorType } from '../../generators';
import { clusterSets, decisionSets } from './cluster-generators';
import type { GeneratorContext } from './generator-context';
import { gitSets } from './git-generator';
import { listSets } from './list-generator';
import { matrixSets } from './matrix-generator';
import { mergeSets } from './merge-generator';
import { filledIn } from './merging';
import { flattened, type ParameterSet } from './parameter-set';
import { pluginSets } from './plugin-generator';
import { pullRequestSets, repositorySets } from './scm-generators';
import { renderedGenerator } from '../rendering/render';
import { selectorOf } from './selector';
import { shapeOf } from '../rendering/shapes';

/** What one generator gives, and the template that its parameter sets go into. */
export interface Transformed {
  readonly sets: readonly ParameterSet[];
  readonly template: Json;
}

/**
 * What an item of a list of generators gives, each generator in it (argo-cd v3.5.7,
 * `applicationset/generators/generator_spec_processor.go`).
 * @param at Where it stands in the set.
 * @param outer The parameters of a matrix's first generator, where this is its second one.
 * @throws ControllerError for the first generator that fails
 */
export async function transform(
  item: JsonObject,
  template: Json,
  around: GeneratorContext,
  at: SpecPath,
  outer?: Readonly<ParameterSet>,
): Promise<Transformed[]> {
  const takes = await meeting({ generator: at }, () => selectorOf(item['selector']));
  const made: Transformed[] = [];
  let first: ControllerError | undefined;
  for (const type of generatorTypes.filter((each) => isObject(item[each]))) {
    const context = { ...around, place: [...at, type] };
    try {
      const merged = filledIn((item[type] as JsonObject)['template'], template);
      const asked =
        outer && Object.keys(outer).length > 0
          ? await renderedGenerator(item, shapeOf('ApplicationSetGenerator'), context.templates, outer)
          : item;
      const all = await generated(type, asked[type] as JsonObject, context);
      context.budget.mustHold(all.length);
      const sets = item['selector'] === undefined ? all : all.filter((set) => takes(flattened(set)));
      all.forEach((set) => context.origins.note(set, context.place));
      made.push({ sets, template: merged });
    } catch (error) {
      if (!(error instanceof ControllerError)) {
        throw error;
      }
      first ??= error.met({ generator: context.place });
    }
  }
  if (first) {
    throw first;
  }
  return made;
}

async function generated(
  type: GeneratorType,
  generator: JsonObject,
  context: GeneratorContext,
): Promise<readonly ParameterSet[]> {
  switch (type) {
    case 'list':
      return listSets(generator, context);
    case 'plugin':
      return pluginSets(generator, context);
    case 'matrix':
      return matrixSets(generator, context, (child, index, outer) => childSets(child, context, index, outer));
    case 'merge':
      return mergeSets(generator, context, (child, index) => childSets(child, context, index));
    case 'clusters':
      return clusterSets(generator, context);
    case 'git':
      return gitSets(generator, context);
    case 'scmProvider':
      return repositorySets(generator, context);
    case 'pullRequest':
      return pullRequestSets(generator, context);
    case 'clusterDecisionResource':
      return decisionSets(generator, context);
  }
}

/** What a generator inside a matrix or a merge gives: of a third level of these the controller knows nothing. */
async function childSets(
  child: JsonObject,
  context: GeneratorContext,
  index: number,
  outer?: Readonly<ParameterSet>,
): Promise<readonly ParameterSet[]> {
  const at = [...context.place, 'generators', index];
  const made = await saying('child generator returned an error on parameter generation', () =>
    transform(child, {}, context, at, outer),
  );
  const [only, ...more] = made;
  if (!only) {
    throw new ControllerError('child generator generated no parameters');
  }
  if (more.length > 0) {
    throw new ControllerError('found more than one generator in matrix.Generators');
  }
  return only.sets;
}
