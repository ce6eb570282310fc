import { isObject } from '../../../../base/json';
import { printed } from '../../go/print';
import { RawJson } from '../../go/raw-json';

/** What one generator gives for one Application: plain data, and raw JSON where a plugin's input comes back. */
export type ParameterSet = Record<string, unknown>;

/**
 * What a plugin generator's own input is in its parameter sets, under `generator`.
 * @param parameters Null for a map of Go that is nil: in JSON it is null, and for everything else an empty map.
 */
export function ownInput(parameters: Readonly<Record<string, unknown>> | null): ParameterSet {
  return { input: { parameters } };
}

/** The raw parameters of a plugin's input in the value of `generator`; undefined where that is something else. */
export function inputIn(generator: unknown): Readonly<Record<string, RawJson>> | undefined {
  const input = only(generator, 'input');
  const parameters = only(input, 'parameters');
  const isRaw = isObject(parameters) && Object.values(parameters).every((each) => each instanceof RawJson);
  return isRaw ? (parameters as Readonly<Record<string, RawJson>>) : undefined;
}

/** True for the value of `generator` of a plugin without any input. */
export function isNilInput(generator: unknown): boolean {
  return only(only(generator, 'input'), 'parameters') === null;
}

function only(value: unknown, key: string): unknown {
  return isObject(value) && Object.keys(value).length === 1 ? value[key] : undefined;
}

/**
 * The values of a set by their paths with dots, as a selector and the templates without `goTemplate` see them: what is empty
 * is left out (argo-cd v3.5.7, `applicationset/generators`; jeremywohl/flatten).
 */
export function flattened(set: Readonly<Record<string, unknown>>): Map<string, string> {
  const flat = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, `${path}.${index}`));
    } else if (isObject(value) && !(value instanceof RawJson)) {
      for (const [key, item] of Object.entries(value)) {
        visit(item, path === '' ? key : `${path}.${key}`);
      }
    } else {
      flat.set(path, printed(value));
    }
  };
  for (const [key, value] of Object.entries(set)) {
    if (key === 'generator' && inputIn(value)) {
      // For Go it is a map of another type, in which nothing is looked for.
      flat.set('generator.input', printed((value as ParameterSet)['input']));
    } else {
      visit(value, key);
    }
  }
  return flat;
}
