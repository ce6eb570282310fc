import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { ControllerError } from '../../calls/controller-error';
import type { GeneratorContext } from './generator-context';
import type { ParameterSet } from './parameter-set';

/**
 * The elements of a list generator: without `goTemplate` they have texts and `values` of texts, and nothing else (argo-cd
 * v3.5.7, `applicationset/generators/list.go`).
 * @throws ControllerError
 */
export async function listSets(generator: JsonObject, { templates }: GeneratorContext): Promise<ParameterSet[]> {
  const elements = (generator['elements'] ?? []) as Json[];
  const sets = elements.map((element) => {
    if (element !== null && !isObject(element)) {
      throw new ControllerError(`error unmarshling list element ${notAnObject(element)}`);
    }
    return templates.style.goTemplate ? structuredClone(element ?? {}) : flatElement(element ?? {});
  });
  const yaml = generator['elementsYaml'];
  return typeof yaml === 'string' && yaml !== '' ? [...sets, ...(await fromYaml(yaml, templates))] : sets;
}

function notAnObject(value: Json): string {
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

function flatElement(element: JsonObject): ParameterSet {
  const set: ParameterSet = {};
  const setText = (key: string, value: Json): void => {
    if (typeof value !== 'string') {
      throw new ControllerError('error parsing value as string %!w(<nil>)');
    }
    setOwn<unknown>(set, key, value);
  };
  for (const [key, value] of Object.entries(element)) {
    if (key !== 'values') {
      setText(key, value);
    } else if (isObject(value)) {
      Object.entries(value).forEach(([name, each]) => setText(`values.${name}`, each));
    } else {
      throw new ControllerError('error parsing values map');
    }
  }
  return set;
}

async function fromYaml(text: string, templates: GeneratorContext['templates']): Promise<ParameterSet[]> {
  let elements: Json[];
  try {
    elements = (await templates.yaml(text, 'list')) as Json[];
  } catch (error) {
    throw error instanceof ControllerError
      ? new ControllerError(
          `error unmarshling decoded ElementsYaml ${error.message.replace('[]interface {}', '[]map[string]interface {}')}`,
        )
      : error;
  }
  const wrong = elements.find((each) => each !== null && !isObject(each));
  if (wrong !== undefined) {
    const words = `error unmarshaling JSON: while decoding JSON: ${notAnObject(wrong)}`;
    throw new ControllerError(`error unmarshling decoded ElementsYaml ${words}`);
  }
  return elements.map((each) => (isObject(each) ? each : {}));
}
