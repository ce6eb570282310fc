import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { ControllerError } from '../../calls/controller-error';
import { quote } from '../../go/quote';
import type { ParameterSet } from '../generators/parameter-set';
import type { Shape } from './shapes';
import type { Templates } from './templates';

/** What becomes of each text in a value; `values` of a generator apart, which are rendered as far as that is possible. */
interface Replacing {
  readonly text: (text: string) => string;
  readonly value?: (key: string, text: string) => string;
}

/**
 * A value of one of Go's types with each of its texts replaced, in the order in which the controller comes to them: the
 * fields of a struct in Go's own order, and of a map the keys as well (argo-cd v3.5.7, `applicationset/utils/utils.go`).
 */
function replaced(value: Json, shape: Shape, replacing: Replacing): Json {
  switch (shape.is) {
    case 'string':
      return replacing.text(value as string);
    case 'boolean':
    case 'integer':
      return value;
    case 'list':
      return (value as Json[]).map((item) => replaced(item, shape.of, replacing));
    case 'map':
      return eachEntry(value as JsonObject, (item) => replaced(item, shape.of, replacing), replacing);
    case 'any':
      return inRawJson(() => replacedJson(value, replacing));
    case 'struct': {
      const made: JsonObject = {};
      for (const [name, field] of shape.fields) {
        const found = (value as JsonObject)[name];
        if (found !== undefined) {
          made[name] = isValues(name, field)
            ? ofValues(found as JsonObject, replacing)
            : replaced(found, field, replacing);
        }
      }
      return made;
    }
  }
}

/** Only generators have a map of texts of that name. */
function isValues(name: string, shape: Shape): boolean {
  return name === 'values' && shape.is === 'map';
}

function ofValues(values: JsonObject, { text, value = (_, each) => text(each) }: Replacing): JsonObject {
  const made: JsonObject = {};
  for (const [key, each] of Object.entries(values)) {
    setOwn<Json>(made, key, value(key, each as string));
  }
  return made;
}

function inRawJson(work: () => Json): Json {
  try {
    return work();
  } catch (error) {
    throw error instanceof ControllerError
      ? error.reworded(`failed to deeply replace JSON field contents: ${error.message}`)
      : error;
  }
}

function replacedJson(value: Json, replacing: Replacing): Json {
  if (typeof value === 'string') {
    return replacing.text(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replacedJson(item, replacing));
  }
  return isObject(value) ? eachEntry(value, (item) => replacedJson(item, replacing), replacing) : value;
}

/** Entries without a value are left out. */
function eachEntry(object: JsonObject, replace: (value: Json) => Json, { text }: Replacing): JsonObject {
  const made: JsonObject = {};
  for (const [key, value] of Object.entries(sortedKeys(object))) {
    if (value !== null) {
      const replacement = replace(value);
      setOwn<Json>(made, text(key), replacement);
    }
  }
  return made;
}

function sortedKeys(object: JsonObject): JsonObject {
  const sorted: JsonObject = {};
  for (const key of Object.keys(object).sort()) {
    setOwn<Json>(sorted, key, object[key] ?? null);
  }
  return sorted;
}

/** A value that is rendered again and again, with its texts collected once. */
export class Template {
  private readonly texts: readonly string[];

  constructor(
    private readonly value: Json,
    private readonly shape: Shape,
  ) {
    this.texts = textsIn(value, shape);
  }

  /** @throws ControllerError for the first text that cannot be rendered */
  async render(templates: Templates, set: Readonly<ParameterSet>): Promise<Json> {
    const text = await templates.rendered(this.texts, set);
    return replaced(this.value, this.shape, { text });
  }
}

function textsIn(value: Json, shape: Shape): string[] {
  const found: string[] = [];
  const text = (each: string): string => {
    found.push(each);
    return each;
  };
  replaced(value, shape, { text });
  return found;
}

/**
 * A generator as the second one of a matrix, with the parameters of the first: its `values` are rendered as far as that set
 * has what they ask for, and the rest of them later.
 * @throws ControllerError behind `failed to replace parameters in generator: `
 */
export async function renderedGenerator(
  generator: JsonObject,
  shape: Shape,
  templates: Templates,
  set: Readonly<ParameterSet>,
): Promise<JsonObject> {
  const values: string[] = [];
  const texts: string[] = [];
  const collecting: Replacing = {
    text: (text) => (texts.push(text), text),
    value: (_, text) => (values.push(text), text),
  };
  replaced(generator, shape, collecting);
  const text = await templates.rendered(texts, set);
  const { goTemplate, options } = templates.style;
  const strict = goTemplate
    ? [...options.filter((each) => !each.startsWith('missingkey=')), 'missingkey=error']
    : options;
  const ofValue = await templates.rendered(values, set, strict);
  const value = (key: string, each: string): string => {
    try {
      return ofValue(each);
    } catch (error) {
      if (!(error instanceof ControllerError) || isMissingKey(error)) {
        return each;
      }
      throw error.reworded(`failed to pre-resolve Values key ${quote(key)}: ${error.message}`);
    }
  };
  try {
    return withInput(replaced(generator, shape, { text, value }) as JsonObject);
  } catch (error) {
    throw error instanceof ControllerError
      ? error.reworded(`failed to replace parameters in generator: ${error.message}`)
      : error;
  }
}

/** What is rendered has a map of its own, an empty one where there was none. */
function withInput(generator: JsonObject): JsonObject {
  const plugin = generator['plugin'];
  return isObject(plugin)
    ? { ...generator, plugin: { ...plugin, input: { parameters: {}, ...inputOf(plugin) } } }
    : generator;
}

function inputOf(plugin: JsonObject): JsonObject {
  return isObject(plugin['input']) ? plugin['input'] : {};
}

function isMissingKey({ message }: ControllerError): boolean {
  return message.includes('map has no entry for key') || message.includes("can't evaluate field");
}
