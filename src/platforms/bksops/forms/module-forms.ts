import { Budget, BudgetSpent } from '../../../base/budget';
import type { Steps } from '../../../base/steps';
import { textIn } from '../python/constant';
import { readModuleInSteps, type PythonComponent, type PythonModule } from '../python/python-module';
import { mayHoldForms } from './may-hold-forms';
import { isScript, readFormInSteps, type ComponentForm } from './read-form';

/** The forms that are written out in a module, one a component that has one. */
export interface ModuleForms {
  readonly forms: readonly ComponentForm[];
  /** Undefined for a text that takes more work than anything real does. */
  readonly module?: PythonModule;
}

/** Reads the forms of a module's text in parts, whatever is wrong with it. */
export function* readFormsInSteps(text: string): Steps<ModuleForms> {
  if (!mayHoldForms(text)) {
    return { forms: [] };
  }
  try {
    const module = yield* readModuleInSteps(text);
    const budget = new Budget();
    const forms: ComponentForm[] = [];
    for (const component of module.components) {
      if (hasOwnForm(component)) {
        yield;
        forms.push(yield* readFormInSteps(component, budget));
      }
    }
    return { forms, module };
  } catch (error) {
    if (error instanceof BudgetSpent) {
      return { forms: [] };
    }
    throw error;
  }
}

/** True for a component whose form stands in its module, and is no script that SOPS serves. */
function hasOwnForm(component: PythonComponent): boolean {
  return (textIn(component.form?.value) ?? '').trim() !== '' && isScript(component);
}
