import type { Finding } from '../../../manifest/finding';
import type { Field } from '../forms/field';
import { entryOf } from '../forms/form-value';
import { readForm } from '../forms/read-form';
import type { PythonComponent } from '../python/python-module';
import type { PythonService } from '../python/service';
import type { PackagePromise } from './package-promise';

/** Fields that show something and hold nothing that a service could read. */
const SHOWN_ONLY = ['section', 'button', 'text', 'log_display'];

/**
 * A service gets the top-level tag codes of the form as `data.inputs` (bk-sops 3.34, `pipeline_web/parser`). Of SOPS's
 * own 428 tags it reads 87 in a hundred by a key that stands there, so what is not read is a hint.
 */
export const inputsAreRead: PackagePromise = {
  id: 'inputs-are-read',
  title: 'What a form asks is read by its service, and what that reads is asked',
  source: 'bk-sops 3.34, frontend RenderForm; bamboo-pipeline 4.0.4, core/data/base.py',
  *check({ python }) {
    for (const component of python.components) {
      const service = component.boundService?.service;
      const { fields } = readForm(component);
      if (service && fields) {
        yield* unread(fields, service);
        yield* unasked(fields, service, component);
      }
    }
  },
};

function* unread(fields: readonly Field[], { reads, bases }: PythonService): Generator<Finding> {
  const isAllKnown = reads.whole.length === 0 && bases.every(isPlainService);
  const keys = new Set(reads.inputs.map(({ key }) => key));
  for (const field of isAllKnown ? fields : []) {
    const { tagCode, type = '', element, range } = field;
    if (tagCode !== undefined && !keys.has(tagCode) && !SHOWN_ONLY.includes(type)) {
      yield {
        code: 'bksops/input-not-read',
        severity: 'warning',
        range: entryOf(element, 'tag_code')?.value.range ?? range,
        message: `The service never reads "${tagCode}": what is filled in here changes nothing.`,
      };
    }
  }
}

function* unasked(fields: readonly Field[], service: PythonService, component: PythonComponent): Generator<Finding> {
  const isOpen = fields.some(({ element, tagCode }) => tagCode === undefined || element.is !== 'object');
  const asked = new Set(fields.map(({ tagCode }) => tagCode));
  const told = new Set<string>();
  for (const { key, range, mustBeThere } of isOpen ? [] : service.reads.inputs) {
    // What begins with an underscore comes from the engine, such as "_loop".
    if (asked.has(key) || told.has(key) || key.startsWith('_')) {
      continue;
    }
    told.add(key);
    const then = mustBeThere ? 'the component ends with an error here' : 'it is always None';
    yield {
      code: 'bksops/input-not-asked',
      severity: mustBeThere ? 'error' : 'warning',
      range,
      message: `The form of ${component.className} has no field "${key}": ${then}.`,
    };
  }
}

export function isPlainService(base: string): boolean {
  return /^(?:\w+\.)*Service$/.test(base);
}
