import { childrenOf, nodesIn, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';

/**
 * Every name that a module may have for others, with the offset of the first place that may give it a value. What binds a
 * name in a function counts too: that is rather too many names than too few.
 * @returns undefined where the text does not tell: for `import *`, `__getattr__` and `globals()`
 */
export function definedNames(top: SyntaxNode, text: string): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  for (const statement of nodesIn(top, ...Object.keys(READERS))) {
    if (statement.name === 'ImportStatement' && statement.lastChild?.name === '*') {
      return undefined;
    }
    for (const node of READERS[statement.name]?.(statement) ?? []) {
      const name = textOf(node, text);
      found.set(name, Math.min(found.get(name) ?? Infinity, node.from));
    }
  }
  const isOpen = found.has('__getattr__') || /\b(?:globals|vars|setattr|exec)\s*\(|\bsys\s*\.\s*modules\b/.test(text);
  return isOpen ? undefined : found;
}

type Reader = (statement: SyntaxNode) => Iterable<SyntaxNode>;

const READERS: Readonly<Record<string, Reader>> = {
  AssignStatement: (node) => namesUntilLast(node, 'AssignOp'),
  UpdateStatement: (node) => first(node),
  NamedExpression: (node) => first(node),
  ImportStatement: (node) => nodesIn(node, 'VariableName'),
  FunctionDefinition: (node) => named(node),
  ClassDefinition: (node) => named(node),
  ForStatement: (node) => namesUntilLast(node, 'in'),
  WithStatement: (node) => nodesBehindAs(node),
  TryStatement: (node) => nodesBehindAs(node),
  MatchClause: (node) => nodesIn(node, 'VariableName'),
  ScopeStatement: (node) => nodesIn(node, 'VariableName'),
};

function* first({ firstChild }: SyntaxNode): Generator<SyntaxNode> {
  if (firstChild?.name === 'VariableName') {
    yield firstChild;
  }
}

function* named(definition: SyntaxNode): Generator<SyntaxNode> {
  const name = definition.getChild('VariableName');
  if (name) {
    yield name;
  }
}

function* namesUntilLast(statement: SyntaxNode, mark: string): Generator<SyntaxNode> {
  const parts = [...childrenOf(statement)];
  const last = parts.map(({ name }) => name).lastIndexOf(mark);
  for (const part of parts.slice(0, Math.max(last, 0))) {
    yield* nodesIn(part, 'VariableName');
  }
}

function* nodesBehindAs(statement: SyntaxNode): Generator<SyntaxNode> {
  const parts = [...childrenOf(statement)];
  for (const [index, part] of parts.entries()) {
    if (parts[index - 1]?.name === 'as') {
      yield* nodesIn(part, 'VariableName');
    }
  }
}
