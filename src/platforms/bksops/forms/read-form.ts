import { BudgetSpent, Budget } from '../../../base/budget';
import { finish, type Steps } from '../../../base/steps';
import type { TextRange } from '../../../manifest/parse/text-range';
import { textIn, type TextConstant } from '../python/constant';
import type { PythonComponent } from '../python/python-module';
import type { Field } from './field';
import { atomsIn, type Atoms, type AtomSet } from './form-atoms';
import { FormNames } from './form-names';
import { parseForm, rangeIn, type FormScript } from './form-script';
import { entryOf, type FormValue, type Plain } from './form-value';
import { firstOfEach, readFields } from './read-field';
import { StaticReader } from './static-reading';

/** A component's form as far as it is known without running it. */
export interface ComponentForm {
  readonly component: PythonComponent;
  /** The text of the form, as Python evaluates it. */
  readonly text?: TextConstant;
  readonly script?: FormScript;
  readonly names?: FormNames;
  readonly atoms?: Atoms;
  /** The place that sets what the editor shows under the component's code. */
  readonly set?: AtomSet;
  /** What stands there. */
  readonly shown?: FormValue;
  readonly fields?: readonly Field[];
  /** What `execute` gets when nobody fills anything in, by tag code; undefined where something of it is not known. */
  readonly value?: Readonly<Record<string, Plain>>;
  /** Why there are no fields, as a part of a sentence; undefined when there are, and for a component without a form. */
  readonly why?: string;
  /** The places in the Python module of a part of the form's text. */
  readonly placeOf: (node: { readonly start: number; readonly end: number }) => TextRange;
}

/** Reads the form of a component, whatever is wrong with it. */
export function readForm(component: PythonComponent, budget = new Budget()): ComponentForm {
  return finish(readFormInSteps(component, budget));
}

/** {@link readForm} in parts. */
export function* readFormInSteps(component: PythonComponent, budget = new Budget()): Steps<ComponentForm> {
  const constant = component.form?.value;
  const nowhere = { component, placeOf: (): TextRange => component.form?.value.range ?? component.at };
  if (!constant || constant.is === 'none' || textIn(constant) === '') {
    return nowhere;
  }
  if (constant.is !== 'text') {
    return {
      ...nowhere,
      why: constant.is === 'unknown' ? `the form is not known: ${constant.why}` : 'the form is no text',
    };
  }
  const placeOf = (node: { readonly start: number; readonly end: number }): TextRange =>
    constant.text.sourceOf(rangeIn(node));
  const known = { component, text: constant, placeOf };
  try {
    return { ...known, ...(yield* readText(known, budget)) };
  } catch (error) {
    if (error instanceof BudgetSpent) {
      return { ...known, why: 'it takes more work to read than any real form does' };
    }
    if (error instanceof RangeError) {
      return { ...known, why: 'it is nested too deeply to be read' };
    }
    throw error;
  }
}

type Known = Required<Pick<ComponentForm, 'component' | 'text' | 'placeOf'>>;

function* readText({ component, text, placeOf }: Known, budget: Budget): Steps<Partial<ComponentForm>> {
  if (!isScript(component)) {
    return { why: 'the form is the address of a script that SOPS serves itself' };
  }
  const script = parseForm(text.text.text, budget);
  if (script.is === 'too deep') {
    return { script, why: 'it is nested too deeply to be read' };
  }
  if (script.is !== 'script') {
    return {
      script,
      why: script.is === 'broken' ? 'its JavaScript is not well formed' : 'it is not strict JavaScript',
    };
  }
  yield;
  const names = new FormNames(script.program);
  yield;
  const atoms = atomsIn(script.program);
  const parts = { script, names, atoms };
  const code = textIn(component.code?.value);
  const set = atoms.sets.filter(({ key, isSure }) => isSure && key === code).at(-1);
  const isCertain = atoms.sets.every(({ key, isSure }) => isSure && key !== undefined);
  if (!set || !isCertain) {
    return { ...parts, why: whyNoSet(code, set, atoms) };
  }
  yield;
  const shown = new StaticReader(names, placeOf, budget).read(set.value);
  yield;
  const fields = readFields(shown, budget);
  const [change] = atoms.changes;
  if (change || !fields) {
    const why = change ? 'the form changes it afterwards' : shown.is === 'unknown' ? shown.why : 'it is no list';
    return { ...parts, set, shown, why: `what "$.atoms" holds is not known: ${why}` };
  }
  const value = valueOf(fields);
  return { ...parts, set, shown, fields, ...(value ? { value } : {}) };
}

/** True for a form that is written out, whether or not `embedded_form` says so. */
export function isScript({ form, embeddedForm }: PythonComponent): boolean {
  const text = textIn(form?.value) ?? '';
  const isEmbedded = embeddedForm?.value.is === 'boolean' && embeddedForm.value.value;
  return isEmbedded || /\$\s*\.\s*atoms|\n/.test(text.trim());
}

function whyNoSet(code: string | undefined, set: AtomSet | undefined, atoms: Atoms): string {
  if (code === undefined) {
    return 'the code of the component is not known';
  }
  if (set || atoms.sets.some(({ key, isSure }) => !isSure || key === undefined)) {
    return '"$.atoms" is set under a condition or with a computed key';
  }
  const other = atoms.sets.at(-1)?.key;
  return other === undefined ? 'the form sets no "$.atoms"' : `the form sets "$.atoms.${other}", not "${code}"`;
}

/** One field without `attrs` ends the filling in of all of them (RenderForm.vue, `getDefaultValue`). */
function valueOf(fields: readonly Field[]): Record<string, Plain> | undefined {
  if (someDeep(fields, ({ element, attrs }) => element.is === 'object' && !attrs && !entryOf(element, 'extend'))) {
    return {};
  }
  const isKnown = fields.every(({ element, value }) => element.is === 'object' && value !== undefined);
  return isKnown ? firstOfEach(fields.map(({ tagCode, value }) => [tagCode ?? 'undefined', value])) : undefined;
}

export function someDeep(fields: readonly Field[], is: (field: Field) => boolean): boolean {
  return fields.some((field) => is(field) || someDeep(field.children ?? [], is));
}
