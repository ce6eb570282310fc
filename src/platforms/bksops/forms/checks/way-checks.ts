import type { Finding, Fix } from '../../../../manifest/finding';
import type { TextRange } from '../../../../manifest/parse/text-range';
import { textIn } from '../../python/constant';
import { isScript, type ComponentForm } from '../read-form';

/** How a form gets to the editor (bk-sops 3.34, `store/modules/atomForm.js` and `component_model.py` of its API). */
export function* wayFindings({ component, text }: ComponentForm, source: string): Generator<Finding> {
  const { form, embeddedForm, outputForm } = component;
  const isEmbedded = embeddedForm?.value;
  const isOff = !isEmbedded || (isEmbedded.is === 'boolean' && !isEmbedded.value) || isEmbedded.is === 'none';
  if (form && text && isOff && isScript(component)) {
    yield {
      code: 'bksops/form-not-embedded',
      severity: 'error',
      range: form.key,
      message:
        'A form that is written out needs "embedded_form = True": SOPS takes its text for an address otherwise, and the ' +
        'panel of the node never ends loading.',
      fix: { title: 'Embed the form', ...embedding(source, form.key, isEmbedded?.range) },
    };
  }
  const output = textIn(outputForm?.value);
  if (outputForm && output !== undefined && /\$\s*\.\s*atoms|\n/.test(output.trim())) {
    yield {
      code: 'bksops/form-output-inline',
      severity: 'error',
      range: outputForm.key,
      message:
        '"output_form" cannot be written out: SOPS takes it for an address in any case, and its loading, which never ' +
        'ends, keeps the form of the inputs from being shown too.',
    };
  }
}

/** What says it where it is said wrongly; else a line of its own above the form, indented as that is. */
function embedding(source: string, form: TextRange, said: TextRange | undefined): Pick<Fix, 'range' | 'replace'> {
  if (said) {
    return { range: said, replace: 'True' };
  }
  const indent = source.slice(source.lastIndexOf('\n', form.start - 1) + 1, form.start);
  const end = /\r?\n/.exec(source)?.[0] ?? '\n';
  return { range: { start: form.start, end: form.start }, replace: `embedded_form = True${end}${indent}` };
}
