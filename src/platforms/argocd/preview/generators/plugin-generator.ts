import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { saying } from '../../calls/controller-error';
import { RawJson } from '../../go/raw-json';
import type { GeneratorContext } from './generator-context';
import { addValues } from './own-values';
import { flattened, ownInput, type ParameterSet } from './parameter-set';

/**
 * What a plugin generator gives: the sets of its server's answer, each with the generator's input and its `values` (argo-cd
 * v3.5.7, `applicationset/generators/plugin.go`).
 * @throws ControllerError
 */
export async function pluginSets(generator: JsonObject, context: GeneratorContext): Promise<ParameterSet[]> {
  const { templates, budget } = context;
  const parameters = parametersOf(generator);
  budget.addCall();
  const answer = await context.askPlugin(configMapOf(generator), parameters ?? {}, context.place);
  const sets: ParameterSet[] = [];
  for (const found of answer.parameters) {
    budget.mustHold(sets.length);
    const set: ParameterSet = templates.style.goTemplate ? { ...found } : Object.fromEntries(flattened(found ?? {}));
    const raw: Record<string, RawJson> = {};
    Object.entries(parameters ?? {}).forEach(([key, value]) => setOwn(raw, key, new RawJson(value)));
    set['generator'] = ownInput(templates.style.goTemplate && !parameters ? null : raw);
    await saying('error generating params', () => addValues(generator, set, templates));
    sets.push(set);
  }
  return sets;
}

function configMapOf(generator: JsonObject): string {
  const reference = generator['configMapRef'];
  const name = isObject(reference) ? reference['name'] : undefined;
  return typeof name === 'string' ? name : '';
}

/** Undefined where the generator has none at all. */
function parametersOf(generator: JsonObject): Readonly<Record<string, Json>> | undefined {
  const input = generator['input'];
  const parameters = isObject(input) ? input['parameters'] : undefined;
  return isObject(parameters) ? parameters : undefined;
}
