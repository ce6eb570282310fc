import type { AnyNode, Node } from 'acorn';
import type { Finding } from '../../../../manifest/finding';
import { isSecretName, looksSecret } from '../../../../runtime/secrets/judgement';
import type { Field } from '../field';
import { partsOf } from '../form-script';
import { entryOf, textOf } from '../form-value';
import type { ComponentForm } from '../read-form';

/** A form's text goes to every browser that opens a flow with the component. */
export function* secretFindings({ script, fields, placeOf }: ComponentForm): Generator<Finding> {
  if (script?.is !== 'script') {
    return;
  }
  const found = new Map<number, Finding>();
  for (const [name, node] of namedTexts(script.program)) {
    const range = placeOf(node);
    found.set(range.start, secretFinding(name, range));
  }
  for (const { tagCode, type, attrs } of everyField(fields ?? [])) {
    const given = (entryOf(attrs, 'value') ?? entryOf(attrs, 'default'))?.value;
    const isSecret = type === 'password' || (tagCode !== undefined && isSecretName(tagCode));
    if (given && isSecret && isFilledIn(textOf(given) ?? '')) {
      found.set(given.range.start, secretFinding(tagCode ?? 'password', given.range));
    }
  }
  yield* found.values();
}

function secretFinding(name: string, range: Finding['range']): Finding {
  return {
    code: 'bksops/secret-in-form',
    severity: 'warning',
    range,
    message: `"${name}" seems to be a credential in plain text: SOPS sends the form to everybody who opens a flow with this component.`,
  };
}

/** Texts that stand under a name of secrets, and those that are secrets wherever they stand. */
function* namedTexts(program: Node): Generator<[string, Node]> {
  const waiting: { node: Node; name: string }[] = [{ node: program, name: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const node = next.node as AnyNode;
    if (node.type === 'Literal' && typeof node.value === 'string') {
      if ((isSecretName(next.name) && isFilledIn(node.value)) || looksSecret(node.value)) {
        yield [next.name || 'a text', node];
      }
      continue;
    }
    const own = nameGivenBy(node);
    for (const part of partsOf(node)) {
      waiting.push({ node: part, name: own?.value === part ? own.name : '' });
    }
  }
}

/** The name under which a node puts a value. */
function nameGivenBy(node: AnyNode): { name: string; value: Node } | undefined {
  switch (node.type) {
    case 'Property':
      return { name: nameOf(node.key), value: node.value };
    case 'VariableDeclarator':
      return node.init ? { name: nameOf(node.id), value: node.init } : undefined;
    case 'AssignmentExpression':
      return { name: nameOf(node.left), value: node.right };
    default:
      return undefined;
  }
}

function nameOf(node: Node): string {
  const name = node as AnyNode;
  switch (name.type) {
    case 'Identifier':
      return name.name;
    case 'Literal':
      return String(name.value);
    case 'MemberExpression':
      return nameOf(name.property);
    default:
      return '';
  }
}

/** Neither empty nor the place of something else, nor words for a person. */
function isFilledIn(text: string): boolean {
  return text.length > 3 && !/^(?:\$\{.*\}|<.*>|\*+|x+)$|[\s\u3000-\u9fff]/is.test(text);
}

function* everyField(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field;
    yield* everyField([...(field.children ?? []), ...(field.columns ?? [])]);
  }
}
