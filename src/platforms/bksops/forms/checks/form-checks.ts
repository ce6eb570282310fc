import { Budget } from '../../../../base/budget';
import type { Finding } from '../../../../manifest/finding';
import type { PythonModule } from '../../python/python-module';
import { readForm, type ComponentForm } from '../read-form';
import { fieldFindings } from './field-checks';
import { keyFindings } from './key-checks';
import { scriptFindings } from './script-checks';
import { secretFindings } from './secret-checks';
import { wayFindings } from './way-checks';

/**
 * What is wrong with the forms of a module's components, in the order of their places.
 * @throws BudgetSpent when the forms together take more work than anything real does
 */
export function checkForms(module: PythonModule, budget = new Budget()): Finding[] {
  return module.components
    .flatMap((component) => formFindings(module, readForm(component, budget)))
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** What is wrong with one form. */
export function formFindings(module: PythonModule, form: ComponentForm): Finding[] {
  return [
    ...wayFindings(form, module.text),
    ...scriptFindings(module, form),
    ...keyFindings(form),
    ...fieldFindings(form),
    ...secretFindings(form),
  ];
}
