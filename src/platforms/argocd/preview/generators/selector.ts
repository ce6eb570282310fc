import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { ControllerError } from '../../calls/controller-error';
import { quote } from '../../go/quote';

/** True for a set of flat parameters that a selector takes. */
export type Selector = (flat: ReadonlyMap<string, string>) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/**
 * A generator's selector, over the dotted paths of its parameters; values may be anything (argo-cd v3.5.7,
 * `applicationset/utils/selector.go`).
 * @throws ControllerError for a selector that is none
 */
export function selectorOf(selector: Json | undefined): Selector {
  if (!isObject(selector)) {
    return () => true;
  }
  const requirements = [...fromLabels(selector['matchLabels']), ...fromExpressions(selector['matchExpressions'])];
  requirements.forEach(refuseWrong);
  return (flat) => requirements.every((each) => matches(each, flat));
}

function fromLabels(labels: Json | undefined): Requirement[] {
  return Object.entries(isObject(labels) ? labels : {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value as string],
  }));
}

function fromExpressions(expressions: Json | undefined): Requirement[] {
  return (Array.isArray(expressions) ? (expressions as JsonObject[]) : []).map(({ key, operator, values }) => {
    const name = typeof operator === 'string' ? operator : '';
    if (name !== 'In' && name !== 'NotIn' && name !== 'Exists' && name !== 'DoesNotExist') {
      throw new ControllerError(`error parsing label selector: ${quote(name)} is not a valid pod selector operator`);
    }
    return { key: typeof key === 'string' ? key : '', operator: name, values: (values ?? []) as string[] };
  });
}

function matches({ key, operator, values }: Requirement, flat: ReadonlyMap<string, string>): boolean {
  const value = flat.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

function refuseWrong({ key, operator, values }: Requirement): void {
  const isOfMany = operator === 'In' || operator === 'NotIn';
  const wrong = [
    ...wrongKey(key).map((why) => `key: Invalid value: ${quote(key)}: ${why}`),
    ...(isOfMany && values.length === 0
      ? ["values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"]
      : []),
    ...(!isOfMany && values.length > 0
      ? [`values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`]
      : []),
  ];
  if (wrong.length > 0) {
    const all = wrong.length === 1 ? (wrong[0] ?? '') : `[${wrong.join(', ')}]`;
    throw new ControllerError(`error parsing label selector: ${all}`);
  }
}

const namePart = "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'";

/** What Kubernetes has against the key of a label (apimachinery v0.36, `pkg/util/validation`). */
function wrongKey(key: string): string[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const examples = "'MyName',  or 'my.name',  or '123-abc'";
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const wrong: string[] = [];
  if (parts.length > 2) {
    const words = `a qualified name ${rule} (e.g. ${examples}, regex used for validation is ${namePart})`;
    return [`${words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  if (parts.length === 2 && parts[0] === '') {
    wrong.push('prefix part must be non-empty');
  } else if (parts.length === 2 && !/^[a-z\d](?:[-a-z\d.]*[a-z\d])?$/.test(parts[0] ?? '')) {
    wrong.push(
      "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    );
  }
  if (name === '') {
    wrong.push('name part must be non-empty');
  } else if (name.length > 63) {
    wrong.push('name part must be no more than 63 bytes');
  }
  if (!/^[A-Za-z\d](?:[-\w.]*[A-Za-z\d])?$/.test(name)) {
    wrong.push(`name part ${rule} (e.g. ${examples}, regex used for validation is ${namePart})`);
  }
  return wrong;
}
