import type { Finding } from '../../../manifest/finding';
import { checkForms } from '../forms/checks/form-checks';
import { isScript } from '../forms/read-form';
import { textIn } from '../python/constant';
import type { PythonModule } from '../python/python-module';
import type { PackageModule } from '../packages/package-view';
import type { PackagePromise } from './package-promise';

const known = new WeakMap<PythonModule, readonly Finding[]>();

/** The findings of a module's forms, read once however many promises ask. */
function formsOf({ python }: PackageModule): readonly Finding[] {
  const findings = known.get(python) ?? checkForms(python);
  known.set(python, findings);
  return findings;
}

function among(module: PackageModule, codes: readonly string[]): Finding[] {
  return formsOf(module).filter(({ code }) => codes.includes(code));
}

const EMBEDDED = ['bksops/form-not-embedded', 'bksops/form-output-inline'];
const KEYS = ['bksops/form-key', 'bksops/form-no-atoms', 'bksops/form-no-list'];
const SCRIPT = [
  'bksops/form-python-escape',
  'bksops/form-syntax',
  'bksops/form-not-strict',
  'bksops/form-undeclared',
  'bksops/form-backspace',
];
const SECRETS = ['bksops/secret-in-form'];

/** Static files of a remote package are never served (bk-sops, develop/dev_plugins.md, chapter 6). */
export const formsAreEmbedded: PackagePromise = {
  id: 'forms-are-embedded',
  title: 'Every form is written out in its component and embedded',
  source: 'bk-sops 3.34, develop/dev_plugins.md; frontend store/modules/atomForm.js',
  *check(module) {
    yield* among(module, EMBEDDED);
    for (const component of module.python.components) {
      const { form, at, className } = component;
      const text = textIn(form?.value);
      if (!form || form.value.is === 'none' || text === '') {
        const message = `${className} has no form: SOPS's editor shows an empty panel for it.`;
        yield { code: 'bksops/form-missing', severity: 'warning', range: form?.value.range ?? at, message };
      } else if (text !== undefined && !isScript(component)) {
        yield {
          code: 'bksops/form-address',
          severity: 'error',
          range: form.value.range,
          message:
            'A form must be written out with "embedded_form = True" in a package that is loaded from a source: SOPS serves none of its static files, and the panel of the node stays empty.',
        };
      }
    }
  },
};

/** The editor looks for the form under the component's code (bk-sops 3.34, `utils/transAtom.js`). */
export const formKeysAreCodes: PackagePromise = {
  id: 'form-keys-are-codes',
  title: 'Every form sets "$.atoms" under the code of its component',
  source: 'bk-sops 3.34, frontend utils/transAtom.js',
  check: (module) => among(module, KEYS),
};

/** The editor evaluates an embedded form in strict mode and shows nothing of a broken one (bk-sops 3.34, `atomForm.js`). */
export const formsAreScripts: PackagePromise = {
  id: 'forms-are-scripts',
  title: "Every form's JavaScript is well formed",
  source: 'bk-sops 3.34, frontend store/modules/atomForm.js',
  check: (module) => among(module, SCRIPT),
};

/** What the editor makes of each field (bk-sops 3.34, `RenderForm`). */
export const formFieldsAreShown: PackagePromise = {
  id: 'form-fields-are-shown',
  title: 'Every field of a form is shown and keeps its value',
  source: 'bk-sops 3.34, frontend components/common/RenderForm',
  check(module) {
    const others = [...EMBEDDED, ...KEYS, ...SCRIPT, ...SECRETS];
    return formsOf(module).filter(({ code, severity }) => !others.includes(code) && severity !== 'info');
  },
};

/** A form goes to every browser that opens a flow with its component. */
export const noSecretInForm: PackagePromise = {
  id: 'no-secret-in-form',
  title: 'No form holds a credential',
  source: 'bk-sops 3.34, gcloud/core/apis/drf/serilaziers/component_model.py',
  check: (module) => among(module, SECRETS),
};
