import type { AnyNode, CallExpression, Node, ObjectExpression, Property } from 'acorn';
import type { Budget } from '../../../base/budget';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { FormNames } from './form-names';
import type { FormEntry, FormValue } from './form-value';

/** Reads expressions of a form without running it: what is not certain is unknown, with the reason. */
export class StaticReader {
  private readonly known = new Map<Node, FormValue>();

  constructor(
    private readonly names: FormNames,
    private readonly place: (node: Node) => TextRange,
    private readonly budget: Budget,
  ) {}

  read(expression: Node): FormValue {
    this.budget.spend(STEPS_A_VALUE);
    const node = expression as AnyNode;
    const range = this.place(node);
    const primitive = (value: Primitive): FormValue => ({ is: 'primitive', range, value });
    switch (node.type) {
      case 'Literal':
        return node.regex
          ? { is: 'regex', range, source: node.regex.pattern, flags: node.regex.flags }
          : isPrimitive(node.value)
            ? primitive(node.value)
            : unknown(range, 'it is a BigInt');
      case 'TemplateLiteral':
        return this.combined(
          node.expressions.map((each) => this.read(each)),
          (values) => node.quasis.map(({ value }, index) => (value.cooked ?? '') + textAt(values, index)).join(''),
          range,
        );
      case 'ArrayExpression':
        return this.array(node.elements, range);
      case 'ObjectExpression':
        return this.object(node, range);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { is: 'function', range };
      case 'Identifier':
        return this.named(node.name, node, range);
      case 'UnaryExpression':
        return this.combined([this.read(node.argument)], ([value]) => unary(node.operator, value), range);
      case 'BinaryExpression':
        return this.binary(node, range);
      case 'LogicalExpression':
        return this.logical(node.operator, node.left, node.right, range);
      case 'ConditionalExpression':
        return this.chosen(node.test, node.consequent, node.alternate, range);
      case 'MemberExpression':
        return this.member(node.object, node.computed ? this.read(node.property) : node.property, range);
      case 'CallExpression':
        return this.call(node, range);
      case 'ParenthesizedExpression':
        return this.read(node.expression);
      default:
        return unknown(range, 'it is computed when the form runs');
    }
  }

  /** A long sum leans to the left. */
  private binary(node: Extract<AnyNode, { type: 'BinaryExpression' }>, range: TextRange): FormValue {
    const rights: Node[] = [];
    let left: AnyNode = node;
    while (left.type === 'BinaryExpression' && left.operator === '+') {
      rights.unshift(left.right);
      left = left.left;
    }
    const parts = [left, ...rights].map((part) => (part === node ? unknown(range, LATER) : this.read(part)));
    return this.combined(parts, (values) => values.reduce((sum, value) => (sum as string) + (value as string)), range);
  }

  private named(name: string, node: Node, range: TextRange): FormValue {
    if (!this.names.isDeclared(name)) {
      return name === 'undefined'
        ? { is: 'primitive', range, value: undefined }
        : name === 'Infinity' || name === 'NaN'
          ? { is: 'primitive', range, value: Number(name) }
          : unknown(range, `"${name}" is a variable of SOPS's page`);
    }
    const found = this.names.find(name, node.start);
    if (typeof found === 'string') {
      return unknown(range, found);
    }
    if (found.isFunction) {
      return { is: 'function', range };
    }
    if (!found.value) {
      return { is: 'primitive', range, value: undefined };
    }
    const value = this.once(found.value);
    const canChange = value.is === 'array' || value.is === 'object';
    return canChange && this.names.isChanged(name) ? unknown(range, `"${name}" may be changed by the form`) : value;
  }

  private once(node: Node): FormValue {
    const value = this.known.get(node) ?? this.read(node);
    this.known.set(node, value);
    return value;
  }

  private array(elements: readonly (Node | null)[], range: TextRange): FormValue {
    const items: FormValue[] = [];
    for (const element of elements) {
      const node = element as AnyNode | null;
      if (node?.type === 'SpreadElement') {
        const spread = this.read(node.argument);
        if (spread.is !== 'array') {
          return unknown(range, spread.is === 'unknown' ? spread.why : LATER);
        }
        this.budget.spend(spread.items.length);
        items.push(...spread.items);
      } else {
        items.push(node ? this.read(node) : { is: 'primitive', range, value: undefined });
      }
    }
    return { is: 'array', range, items };
  }

  private object(node: ObjectExpression, range: TextRange): FormValue {
    const entries = new Map<string, FormEntry>();
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = this.read(property.argument);
        if (spread.is !== 'object') {
          return unknown(range, spread.is === 'unknown' ? spread.why : LATER);
        }
        this.budget.spend(spread.entries.size);
        spread.entries.forEach((entry, key) => entries.set(key, entry));
      } else {
        const key = this.keyOf(property);
        // `__proto__: x` is no key of its own.
        if (key === undefined || (key === '__proto__' && !property.computed)) {
          return unknown(range, 'one of its keys is computed when the form runs');
        }
        const value: FormValue =
          property.kind === 'init' ? this.read(property.value) : unknown(this.place(property), LATER);
        entries.set(key, { key: this.place(property.key), value });
      }
    }
    return { is: 'object', range, entries };
  }

  private keyOf({ key, computed }: Property): string | undefined {
    if (key.type === 'Identifier' && !computed) {
      return key.name;
    }
    const value = this.read(key);
    return value.is === 'primitive' ? String(value.value) : undefined;
  }

  private logical(operator: string, left: Node, right: Node, range: TextRange): FormValue {
    const value = this.read(left);
    if (value.is === 'unknown') {
      return { ...value, range };
    }
    const isSet = !(value.is === 'primitive' && (value.value === undefined || value.value === null));
    const isTrue = value.is !== 'primitive' || Boolean(value.value);
    const takesLeft = operator === '&&' ? !isTrue : operator === '||' ? isTrue : isSet;
    return takesLeft ? value : this.read(right);
  }

  private chosen(test: Node, yes: Node, no: Node, range: TextRange): FormValue {
    const value = this.read(test);
    if (value.is === 'unknown') {
      return { ...value, range };
    }
    return this.read(value.is !== 'primitive' || value.value ? yes : no);
  }

  private member(object: Node, property: FormValue | Node, range: TextRange): FormValue {
    const [whole, key] = [this.read(object), nameOf(property)];
    const entry = whole.is === 'object' && key !== undefined ? whole.entries.get(key)?.value : undefined;
    const item = whole.is === 'array' && key !== undefined ? whole.items[Number(key)] : undefined;
    return entry ?? item ?? unknown(range, whole.is === 'unknown' ? whole.why : LATER);
  }

  /** `gettext` gives back what SOPS's own catalogue has no other word for. */
  private call({ callee, arguments: given }: CallExpression, range: TextRange): FormValue {
    const [text] = given;
    if (callee.type === 'Identifier' && callee.name === 'gettext' && text && !this.names.isDeclared('gettext')) {
      return { ...this.read(text), range };
    }
    return unknown(range, callee.type === 'Identifier' ? `"${callee.name}" gives it when the form runs` : LATER);
  }

  /** A value that is made of primitives; unknown as soon as one of them is. */
  private combined(parts: readonly FormValue[], make: (values: Primitive[]) => Primitive, range: TextRange): FormValue {
    const values: Primitive[] = [];
    for (const part of parts) {
      if (part.is !== 'primitive') {
        return unknown(range, part.is === 'unknown' ? part.why : LATER);
      }
      values.push(part.value);
      this.budget.spend(typeof part.value === 'string' ? part.value.length : 1);
    }
    return { is: 'primitive', range, value: make(values) };
  }
}

type Primitive = string | number | boolean | null | undefined;

/** A value is an object or two of ours. */
const STEPS_A_VALUE = 12;

const LATER = 'it is computed when the form runs';

function unknown(range: TextRange, why: string): FormValue {
  return { is: 'unknown', range, why };
}

function isPrimitive(value: unknown): value is Primitive {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

function textAt(values: readonly Primitive[], index: number): string {
  return index < values.length ? String(values[index]) : '';
}

function unary(operator: string, value: Primitive): Primitive {
  switch (operator) {
    case '-':
      return -Number(value);
    case '+':
      return Number(value);
    case '~':
      return ~Number(value);
    case '!':
      return !value;
    case 'typeof':
      return value === null ? 'object' : typeof value;
    default:
      return undefined;
  }
}

function nameOf(property: FormValue | Node): string | undefined {
  if ('is' in property) {
    return property.is === 'primitive' ? String(property.value) : undefined;
  }
  const node = property as AnyNode;
  return node.type === 'Identifier' ? node.name : undefined;
}
