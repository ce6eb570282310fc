import type { Finding } from '../../../../manifest/finding';
import type { Field } from '../field';
import { COMBINE } from '../field-types';
import { entryOf, textOf, typeOf, type FormValue } from '../form-value';

const RULES = ['required', 'regex', 'custom'];

/** How the editor validates (bk-sops 3.34, `RenderForm/formMixins.js`). */
export function* validationFindings({ attrs, type }: Field): Generator<Finding> {
  const entry = entryOf(attrs, 'validation');
  if (!entry || type === COMBINE) {
    return;
  }
  const { value } = entry;
  if (value.is !== 'array') {
    if (typeOf(value) !== undefined) {
      const message =
        '"validation" must be a list of rules, such as [{type: "required"}]: SOPS leaves the field blank, and the node cannot be saved.';
      yield { code: 'bksops/form-validation', severity: 'error', range: value.range, message };
    }
    return;
  }
  for (const rule of value.items) {
    yield* ruleFindings(rule);
  }
}

function* ruleFindings(rule: FormValue): Generator<Finding> {
  if (rule.is !== 'object') {
    return;
  }
  const [type, args] = [entryOf(rule, 'type')?.value, entryOf(rule, 'args')?.value];
  const name = textOf(type);
  if (!type || (name !== undefined && !RULES.includes(name))) {
    yield {
      code: 'bksops/form-rule-type',
      severity: 'warning',
      range: type?.range ?? rule.range,
      message: `${name === undefined ? 'A rule without a type' : `A rule "${name}"`} is ignored: SOPS knows ${RULES.map((each) => `"${each}"`).join(', ')}.`,
    };
  }
  if (name === 'custom' && (!args || !['Function', undefined].includes(typeOf(args)))) {
    yield {
      code: 'bksops/form-rule-function',
      severity: 'error',
      range: args?.range ?? type?.range ?? rule.range,
      message:
        'A custom rule needs "args", a function that gives {result, error_message}: validating the field fails without, and the node cannot be saved.',
    };
  }
  const pattern = name === 'regex' ? textOf(args) : undefined;
  const flaw = pattern === undefined ? undefined : flawOf(pattern);
  if (args && flaw !== undefined) {
    yield {
      code: 'bksops/form-rule-pattern',
      severity: 'error',
      range: args.range,
      message: `${flaw}: validating the field fails, and the node cannot be saved.`,
    };
  }
}

/** What JavaScript says of a pattern that it refuses. */
function flawOf(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
