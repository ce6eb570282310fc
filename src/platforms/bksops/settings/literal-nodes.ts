import type { Budget } from '../../../base/budget';
import type { Entry, Node, Pair, ScalarNode } from '../../../manifest/parse/node';
import {
  childrenOf,
  DEEPEST,
  isExpression,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { ConstantReader } from '../python/constant';
import type { Scope } from '../python/scope';

/**
 * The literals of a Python program as a manifest has them, each where it is written. What only the running program knows
 * is a scalar that is filled in later.
 */
export class LiteralNodes {
  /** False once a dictionary takes in keys that are not written in it, or a part could not be read. */
  isWhole = true;

  private readonly constants: ConstantReader;
  private readonly open = new Set<SyntaxNode>();

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
    private readonly budget: Budget,
  ) {
    this.constants = new ConstantReader(text, () => undefined, budget);
  }

  read(node: SyntaxNode, depth = 0): Node {
    this.budget.spend(12);
    if (depth > DEEPEST || this.open.has(node)) {
      return filledIn(node);
    }
    this.open.add(node);
    const read = this.readOpen(node, depth + 1);
    this.open.delete(node);
    return read;
  }

  private readOpen(node: SyntaxNode, depth: number): Node {
    switch (node.name) {
      case 'ParenthesizedExpression': {
        const [only] = [...childrenOf(node)].filter(isExpression);
        return only ? this.read(only, depth) : filledIn(node);
      }
      case 'ArrayExpression':
      case 'TupleExpression':
        return { is: 'sequence', range: rangeOf(node), flow: true, items: this.itemsOf(node, depth) };
      case 'DictionaryExpression':
        return this.dictionary(node, depth);
      case 'BinaryExpression':
        return this.sum(node, depth);
      case 'VariableName':
        return this.named(node, depth);
      default:
        return this.scalar(node);
    }
  }

  private itemsOf(node: SyntaxNode, depth: number): Node[] {
    const parts = [...childrenOf(node)];
    this.noteBroken(parts);
    return parts.flatMap((part, index) =>
      isExpression(part) ? [parts[index - 1]?.name === '*' ? filledIn(part) : this.read(part, depth)] : [],
    );
  }

  private dictionary(node: SyntaxNode, depth: number): Node {
    const parts = [...childrenOf(node)];
    this.noteBroken(parts);
    this.isWhole &&= !parts.some(({ name }) => name === '**');
    const pairs: Pair[] = parts.flatMap((part, index) => {
      const [key, value] = [parts[index - 1], parts[index + 1]];
      const isPair = part.name === ':' && key && value && isExpression(value);
      return isPair ? [{ key: this.scalar(key), value: this.read(value, depth) }] : [];
    });
    const entries = pairs.flatMap(({ key, value }): [string, Entry][] =>
      key.is === 'scalar' ? [[key.text, { key, value, merged: false }]] : [],
    );
    return { is: 'mapping', range: rangeOf(node), flow: true, pairs, entries: new Map(entries) };
  }

  /** Lists that are put together; a text of several is a constant like any other. */
  private sum(node: SyntaxNode, depth: number): Node {
    const isSum = textOf(node.getChild('ArithOp') ?? node, this.text) === '+';
    const parts = isSum ? [...childrenOf(node)].filter(isExpression).map((part) => this.read(part, depth)) : [];
    return parts.some(({ is }) => is === 'sequence')
      ? {
          is: 'sequence',
          range: rangeOf(node),
          flow: true,
          items: parts.flatMap((part) => (part.is === 'sequence' ? part.items : [part])),
        }
      : this.scalar(node);
  }

  private named(node: SyntaxNode, depth: number): Node {
    const value = this.scope.find(textOf(node, this.text), node.from)?.value;
    return value ? this.read(value, depth) : filledIn(node);
  }

  private scalar(node: SyntaxNode): ScalarNode {
    const constant = this.constants.read(node);
    const range = rangeOf(node);
    switch (constant.is) {
      case 'text':
        return { is: 'scalar', range, text: constant.text.text, style: 'double', masked: false };
      case 'number':
      case 'boolean':
        return { is: 'scalar', range, text: textOf(node, this.text), style: 'plain', masked: false };
      case 'none':
        return { is: 'scalar', range, text: '', style: 'plain', masked: false };
      case 'list':
      case 'dictionary':
      case 'unknown':
        return filledIn(node);
    }
  }

  private noteBroken(parts: readonly SyntaxNode[]): void {
    this.isWhole &&= !parts.some(({ type }) => type.isError);
  }
}

function filledIn(node: SyntaxNode): ScalarNode {
  return { is: 'scalar', range: rangeOf(node), text: '', style: 'double', masked: true };
}
