import type { Finding } from '../../../manifest/finding';
import { readForm } from '../forms/read-form';
import type { FormatItems } from '../python/format-items';
import type { PythonService } from '../python/service';
import { isPlainService } from './inputs-are-read';
import type { PackagePromise } from './package-promise';

/** The flow editor lists a node's outputs by `outputs_format`, and its API the inputs by `inputs_format` (bk-sops 3.34). */
export const inputsAreDescribed: PackagePromise = {
  id: 'inputs-are-described',
  title: 'Every service describes its inputs and outputs',
  source: 'bamboo-pipeline 4.0.4, core/flow/io.py; bk-sops, develop/dev_plugins.md',
  *check({ python }) {
    for (const component of python.components) {
      const service = component.boundService?.service;
      if (service) {
        yield* formats(service);
      }
      if (!service?.bases.every(isPlainService)) {
        continue;
      }
      const { inputsFormat, outputsFormat, at } = service;
      const fields = readForm(component).fields ?? [];
      const missing = [
        ...(!inputsFormat && fields.length > 0 ? ['inputs_format'] : []),
        ...(outputsFormat ? [] : ['outputs_format']),
      ];
      if (missing.length > 0) {
        yield {
          code: 'bksops/not-described',
          severity: 'warning',
          range: at,
          message: `The service has no "${missing.join('" and no "')}": SOPS shows nobody what goes in or comes out.`,
        };
      }
    }
  },
};

/** SOPS joins its own outputs to the list, and turns each item into a dictionary by itself (bamboo-pipeline 4.0.4, `core/flow/activity/service_activity.py`, `component_framework/component.py`). */
function* formats({ inputsFormat, outputsFormat }: PythonService): Generator<Finding> {
  for (const [name, format] of [['inputs_format', inputsFormat] as const, ['outputs_format', outputsFormat] as const]) {
    if (!format) {
      continue;
    }
    const { other } = format;
    if (other && !(name === 'inputs_format' && other.is === 'tuple')) {
      const what = other.is === 'nothing' ? 'nothing' : `a ${other.is}`;
      yield {
        code: 'bksops/format-is-list',
        severity: 'error',
        range: other.range,
        message: `"${name}" returns a list of items, and this one ${what}: SOPS ends with an error where it shows the component.`,
      };
    }
    yield* twice(format);
  }
}

function* twice({ items }: FormatItems): Generator<Finding> {
  const seen = new Set<string>();
  for (const { key, keyRange, range } of items) {
    if (key !== undefined && seen.has(key)) {
      const message = `"${key}" is described twice.`;
      yield { code: 'bksops/described-twice', severity: 'warning', range: keyRange ?? range, message };
    }
    seen.add(key ?? '');
  }
}
