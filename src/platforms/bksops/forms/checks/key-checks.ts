import type { Finding } from '../../../../manifest/finding';
import { textIn } from '../../python/constant';
import type { ComponentForm } from '../read-form';
import { typeOf } from '../form-value';

/** Whether the form is found under the component's code (bk-sops 3.34, `utils/transAtom.js`). */
export function* keyFindings({ component, script, atoms, set, shown, placeOf }: ComponentForm): Generator<Finding> {
  const code = textIn(component.code?.value);
  if (!atoms || script?.is !== 'script' || code === undefined || code === '') {
    return;
  }
  if (atoms.sets.length === 0 && component.form) {
    const [stray] = atoms.strays;
    const must = `The form must set "$.atoms.${code}" to the list of its fields`;
    yield {
      code: 'bksops/form-no-atoms',
      severity: 'error',
      ...(stray
        ? {
            range: placeOf(stray.node),
            message: `${must}, and this sets something of "${stray.written}": SOPS shows nothing of it.`,
            fix: { title: `Write "${stray.meant}"`, replace: stray.meant },
          }
        : { range: component.form.key, message: `${must}: SOPS shows nothing of it otherwise.` }),
    };
  }
  const isCertain = atoms.sets.every(({ key, isSure }) => isSure && key !== undefined);
  const other = atoms.sets.at(-1);
  if (!set && isCertain && other?.key !== undefined) {
    yield {
      code: 'bksops/form-key',
      severity: 'error',
      range: placeOf(other.keyNode),
      message: `"$.atoms.${other.key}" must be "${code}", the code of the component: SOPS shows nothing under the one, or what another form has left there.`,
      ...(other.isDotted && /^[A-Za-z_$][\w$]*$/.test(code)
        ? { fix: { title: `Set "$.atoms.${code}"`, replace: code } }
        : {}),
    };
  }
  const type = shown && typeOf(shown);
  if (shown && type !== undefined && type !== 'Array') {
    yield {
      code: 'bksops/form-no-list',
      severity: 'error',
      range: shown.range,
      message: `"$.atoms.${code}" must be a list of fields: SOPS shows nothing of anything else.`,
    };
  }
}
