import { isObject, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { saying } from '../../calls/controller-error';
import type { ParameterSet } from './parameter-set';
import type { Templates } from '../rendering/templates';

/**
 * Adds a generator's own `values` to one of its parameter sets, each rendered with that set: with `goTemplate` they replace
 * what the set had under that key (argo-cd v3.5.7, `applicationset/generators/value_interpolation.go`).
 * @throws ControllerError
 */
export async function addValues(generator: JsonObject, set: ParameterSet, templates: Templates): Promise<void> {
  const values = isObject(generator['values']) ? Object.entries(generator['values']) : [];
  if (values.length === 0) {
    return;
  }
  const rendered = await templates.rendered(
    values.map(([, text]) => text as string),
    set,
  );
  const words = 'failed to replace templated string: failed to replace templated string with rendered values';
  const own: Record<string, string> = {};
  for (const [key, text] of values) {
    setOwn(own, key, await saying(words, () => rendered(text as string)));
  }
  if (templates.style.goTemplate) {
    set['values'] = own;
  } else {
    Object.entries(own).forEach(([key, text]) => setOwn<unknown>(set, `values.${key}`, text));
  }
}
