import { parser } from '@lezer/python';
import type { Budget } from '../../base/budget';
import type { Steps } from '../../base/steps';

type Tree = ReturnType<typeof parser.parse>;
/** A node of a module's tree. */
export type SyntaxNode = Tree['topNode'];

/** CPython refuses brackets and blocks that are nested deeper (MAXLEVEL 200 and MAXINDENT 100 in its tokenizer). */
export const DEEPEST = 200;

/** How many steps of the parser are one part of the work: some hundredths of a millisecond. */
const STEPS_AT_ONCE = 50;

/**
 * The top of a module's tree, whatever is wrong with it.
 * @throws BudgetSpent for a text that is far too long
 */
export function* parsePython(text: string, budget: Budget): Steps<SyntaxNode> {
  budget.spend(text.length);
  const parse = parser.startParse(asParsed(text));
  for (;;) {
    for (let step = 0; step < STEPS_AT_ONCE; step += 1) {
      const tree = parse.advance();
      if (tree) {
        return tree.topNode;
      }
    }
    yield;
  }
}

/** The text, as long as it was, without what the parser alone takes for a mistake: a bare `yield`, and `1.` for a number. */
function asParsed(text: string): string {
  return text
    .replace(/\byield(?=[ \t]*(?:[\n\r#)\];,}]|$))/g, 'yiel_')
    .replace(/(?<![\w.])\d+\.(?![\w.])/g, (number) => `${number.slice(0, -1)}0`);
}

export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') {
      yield child;
    }
  }
}

export function rangeOf(node: SyntaxNode): { readonly start: number; readonly end: number } {
  return { start: node.from, end: node.to };
}

export function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

/** An argument of a call: its name, when it has one, and its value. */
export interface Argument {
  readonly name?: string;
  readonly value: SyntaxNode;
  /** `*values` or `**values`. */
  readonly isSpread: boolean;
}

/** The arguments of a call, of a class's bases, in their order. */
export function argumentsOf(list: SyntaxNode | null, text: string): Argument[] {
  const found: Argument[] = [];
  let name: string | undefined;
  let isSpread = false;
  for (const node of list ? childrenOf(list) : []) {
    if (node.name === 'VariableName' && nextOf(node)?.name === 'AssignOp') {
      name = textOf(node, text);
    } else if (['*', '**'].includes(node.name)) {
      isSpread = true;
    } else if (isExpression(node)) {
      found.push({ ...(name === undefined ? {} : { name }), value: node, isSpread });
      name = undefined;
      isSpread = false;
    }
  }
  return found;
}

/** The next sibling that is no comment. */
function nextOf(node: SyntaxNode): SyntaxNode | null {
  let next = node.nextSibling;
  while (next?.name === 'Comment') {
    next = next.nextSibling;
  }
  return next;
}

/** True for a node that stands for a value; marks, words and operators are none. */
export function isExpression(node: SyntaxNode): boolean {
  return (
    /(?:Expression|String|Name|Number|Boolean)$/.test(node.name) || ['None', 'Ellipsis', '...'].includes(node.name)
  );
}

/** The dotted name that an expression is, such as `data.inputs`; undefined for anything else. */
export function dottedName(node: SyntaxNode, text: string): string | undefined {
  const parts: string[] = [];
  let at: SyntaxNode | null = node;
  for (; at?.name === 'MemberExpression'; at = at.firstChild) {
    const property = at.lastChild;
    if (property?.name !== 'PropertyName') {
      return undefined;
    }
    parts.unshift(textOf(property, text));
  }
  return at?.name === 'VariableName' ? [textOf(at, text), ...parts].join('.') : undefined;
}

/** Every node of a kind below one, in their order. */
export function* nodesIn(node: SyntaxNode, ...names: readonly string[]): Generator<SyntaxNode> {
  const cursor = node.cursor();
  do {
    if (cursor.from >= node.to && cursor.from !== node.from) {
      return;
    }
    if (names.includes(cursor.name)) {
      yield cursor.node;
    }
  } while (cursor.next());
}
