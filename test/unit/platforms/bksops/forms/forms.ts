import { readForm, type ComponentForm } from '../../../../../src/platforms/bksops/forms/read-form';
import { checkForms } from '../../../../../src/platforms/bksops/forms/checks/form-checks';
import { readModule, type PythonModule } from '../../../../../src/platforms/bksops/python/python-module';

/** A module with one component, whose form is a raw string; `{code}` in the form stands for its code. */
export function moduleWith(form: string, { code = 'demo', prefix = 'r', rest = '' } = {}): string {
  return [
    'from pipeline.component_framework.component import Component',
    'from pipeline.core.flow.activity import Service',
    'class DemoService(Service):',
    '    def execute(self, data, parent_data):',
    '        return True',
    'class DemoComponent(Component):',
    "    name = 'Demo'",
    `    code = '${code}'`,
    '    bound_service = DemoService',
    '    embedded_form = True',
    `    form = ${prefix}"""${form}"""`,
    rest,
  ].join('\n');
}

/** The form of a component whose fields are given as JavaScript. */
export function formOf(fields: string, code = 'demo'): ComponentForm {
  return firstForm(readModule(moduleWith(`(function () { $.atoms.${code} = [${fields}]; })();`, { code })));
}

export function firstForm(module: PythonModule): ComponentForm {
  const [component] = module.components;
  if (!component) {
    throw new Error('There is no component.');
  }
  return readForm(component);
}

/** The findings of a module as lines: severity, code, what is marked, and the message. */
export function findingsIn(text: string): string[] {
  return checkForms(readModule(text)).map(
    ({ severity, code, range, message }) => `${severity} ${code} «${text.slice(range.start, range.end)}» ${message}`,
  );
}

/** The findings of a form whose fields are given. */
export function findingsOf(fields: string): string[] {
  return findingsIn(moduleWith(`$.atoms.demo = [${fields}];`));
}
