import type { Finding } from '../../../manifest/finding';
import { readForm } from '../forms/read-form';
import type { FormatItems } from '../python/format-items';
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
      yield* [inputsFormat, outputsFormat].flatMap((format) => (format ? [...twice(format)] : []));
    }
  },
};

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
