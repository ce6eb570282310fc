import { Budget } from '../../../base/budget';
import { finishInTurns } from '../../../base/steps';
import type { JsonSchema } from '../../../manifest/schema/json-schema';
import { inputsOf } from '../forms/inputs';
import { versionOf } from '../packages/package-components';
import { textIn } from '../python/constant';
import { readModuleInSteps, type PythonComponent } from '../python/python-module';
import type { RunnableComponent } from './run-kind';

/** A component with what its inputs may be. */
export interface KnownComponent extends RunnableComponent {
  readonly schema: JsonSchema;
}

/**
 * The components of a module of which code and version can be told from its text.
 * @throws BudgetSpent
 */
export async function knownComponents({ file, text }: { file: string; text: string }): Promise<KnownComponent[]> {
  const module = await finishInTurns(readModuleInSteps(text, new Budget().of(file)));
  return module.components.flatMap(knownComponent);
}

function knownComponent(component: PythonComponent): KnownComponent[] {
  const code = textIn(component.code?.value);
  const version = versionOf(component);
  return code === undefined || version === undefined ? [] : [{ code, version, schema: inputsSchema(component) }];
}

/** Any value may stand for an input, such as a reference to a secret: what is known of it is offered and explained. */
function inputsSchema(component: PythonComponent): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, { value, comment, choices }] of Object.entries(inputsOf(component))) {
    const told = {
      ...(comment !== '' && { description: comment }),
      // An empty text stands for what nobody has chosen yet.
      ...(value !== '' && { default: value }),
      ...(choices && { examples: choices }),
    };
    properties[key] = told;
  }
  return { properties };
}
