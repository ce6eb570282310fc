import type { Finding } from '../../../../manifest/finding';
import { textIn } from '../../python/constant';
import { isScript, type ComponentForm } from '../read-form';

/** How a form gets to the editor (bk-sops 3.34, `store/modules/atomForm.js` and `component_model.py` of its API). */
export function* wayFindings({ component, text }: ComponentForm): Generator<Finding> {
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
      ...(isEmbedded ? { fix: { title: 'Embed the form', range: isEmbedded.range, replace: 'True' } } : {}),
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
