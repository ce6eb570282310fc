import { isObject, objectAt, type Json, type JsonObject } from '../../base/json';
import { getOwn, setOwn } from '../../base/own-key';
import type { Plugin } from '../../catalog/plugin';

/** What a method answered last; undefined where nobody knows. */
export type Answered = (call: string) => Promise<Json | undefined>;

/**
 * A request to begin with, with what the plugin itself has told of its requests: the options of the schema that init
 * answers, the data of its channels, a schema that it supports, the metadata that the core hands back, and a task.
 * Values of answers stand in it by reference, so that they are those of the server that is called.
 */
export async function prefilledRequest(
  sample: JsonObject,
  call: string,
  { methods }: Pick<Plugin, 'methods'>,
  answered: Answered,
): Promise<JsonObject> {
  const own = methods.map(({ name }) => name);
  const init = own.find((name) => name.endsWith('.init'));
  const metadata = init === undefined ? {} : objectAt(await answered(init), 'metadata');
  const isInit = call === init || call.endsWith('.init');
  const filled: Record<string, Json | undefined> = {
    options: isInit ? undefined : leastOf(metadata[optionsKey(call)]),
    channel_data: leastOf(objectAt(metadata['data'] ?? null, 'schema')),
    metadata: init !== undefined && Object.keys(metadata).length > 0 ? `\${answer:${init}:metadata}` : undefined,
    task_options: own.includes(TASKS) && hasTask(await answered(TASKS)) ? TASK_OPTIONS : undefined,
  };
  const better = Object.entries(filled).filter(([key, value]) => key in sample && isEmpty(sample[key]) && value);
  const schema = isInit ? undefined : supportedSchema(metadata);
  return {
    ...sample,
    ...(Object.fromEntries(better) as JsonObject),
    ...(schema !== undefined && takesSchema(call) && { schema }),
  };
}

const TASKS = 'Job.get_tasks';
const TASK_OPTIONS = '${answer:Job.get_tasks:tasks.0.task_options}';

/** Account collectors tell those of `sync` (identity 2.0, Provider.update_plugin). */
function optionsKey(call: string): string {
  return call.endsWith('AccountCollector.sync') ? 'additional_options_schema' : 'options_schema';
}

/** Methods whose request has a `schema` in spaceone-api 2.0.435 and 1.12.54 alike. */
function takesSchema(call: string): boolean {
  return /(?:^|\.)(?:DataSource\.verify|Log\.list|Metric\.\w+|Cost\.get_data)$/.test(call);
}

function supportedSchema(metadata: JsonObject): string | undefined {
  const listed = metadata['supported_schema'] ?? metadata['supported_schemas'];
  const [first] = Array.isArray(listed) ? listed : [listed];
  return typeof first === 'string' && first !== '' ? first : undefined;
}

function hasTask(answer: Json | undefined): boolean {
  const tasks = isObject(answer) ? answer['tasks'] : undefined;
  const [first] = Array.isArray(tasks) ? tasks : [];
  return Object.keys(objectAt(first, 'task_options')).length > 0;
}

function isEmpty(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** Deeper ones are given as they are, empty. */
const DEEPEST = 8;

/** What a JSON Schema of an object asks for, with its defaults; undefined where it asks for nothing. */
function leastOf(schema: Json | undefined, depth = 0): JsonObject | undefined {
  const properties = objectAt(schema, 'properties');
  const required = isObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
  const least: Record<string, Json> = {};
  for (const [key, property] of Object.entries(properties)) {
    const value = valueFor(property, required.includes(key), depth);
    if (value !== undefined) {
      setOwn(least, key, value);
    }
  }
  return Object.keys(least).length > 0 ? least : undefined;
}

function valueFor(property: Json, isRequired: boolean, depth: number): Json | undefined {
  if (!isObject(property)) {
    return undefined;
  }
  const [first] = Array.isArray(property['enum']) ? property['enum'] : [];
  const given = property['default'] ?? property['const'];
  return given ?? (isRequired ? (first ?? neutralFor(property, depth)) : undefined);
}

function neutralFor(property: JsonObject, depth: number): Json {
  const number = property['minimum'] ?? 0;
  const neutral: Readonly<Record<string, Json>> = { boolean: false, integer: number, number, array: [] };
  const { type } = property;
  return type === 'object'
    ? ((depth < DEEPEST ? leastOf(property, depth + 1) : undefined) ?? {})
    : ((typeof type === 'string' ? getOwn(neutral, type) : undefined) ?? '');
}
