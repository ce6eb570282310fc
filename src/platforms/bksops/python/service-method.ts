import type { TextRange } from '../../../manifest/parse/text-range';
import { childrenOf, isExpression, nodesIn, rangeOf, type SyntaxNode } from '../../../runtime/python/python-tree';
import type { Constant } from './constant';
import { methodOf, type ServiceClass } from './service-class';

/** How the engine can call a method of a service, and what it gets back. */
export interface ServiceMethod {
  /** Of the method's name. */
  readonly at: TextRange;
  /** Of its parameters, with the parentheses. */
  readonly parameters: TextRange;
  /** How many values by position it must have and can take, `self` included. */
  readonly fewest: number;
  readonly most: number;
  /** True for a parameter that can be given by its name alone. */
  readonly needsNames: boolean;
  /** What the call makes instead of running the method. */
  readonly makes?: 'coroutine' | 'generator';
  /** What it returns, as far as that is known without a run. */
  readonly returned: readonly Constant[];
}

/** Reads the method of that name; undefined where the class has none, or a decorator may have changed it. */
export function readMethod(found: ServiceClass, name: string): ServiceMethod | undefined {
  const method = methodOf(found, name);
  const list = method?.getChild('ParamList');
  if (!method || !list) {
    return undefined;
  }
  const makes = makesOf(method);
  return {
    at: rangeOf(method.getChild('VariableName') ?? method),
    parameters: rangeOf(list),
    ...countsOf(list),
    ...(makes && { makes }),
    returned: [...ownNodes(method, 'ReturnStatement')].flatMap((node) => returnedBy(node, found)),
  };
}

function countsOf(list: SyntaxNode): Pick<ServiceMethod, 'fewest' | 'most' | 'needsNames'> {
  const parameters = parametersOf(list);
  const star = parameters.findIndex(({ isStar }) => isStar);
  const before = star < 0 ? parameters : parameters.slice(0, star);
  const behind = parameters.slice(before.length);
  return {
    fewest: before.filter(({ hasDefault }) => !hasDefault).length,
    most: behind.some(({ isStar, name }) => isStar && name) ? Infinity : before.length,
    needsNames: behind.some(({ isStar, hasDefault }) => !isStar && !hasDefault),
  };
}

interface Parameter {
  /** A star alone has none. */
  name: boolean;
  /** `*values`, or the star in front of parameters that have names. */
  isStar: boolean;
  hasDefault: boolean;
}

/** All but `**names`, which takes whatever has a name, and the slash. */
function parametersOf(list: SyntaxNode): Parameter[] {
  const found: Parameter[] = [];
  let current: Parameter | undefined;
  for (const { name } of childrenOf(list)) {
    if (name === '**') {
      return found;
    }
    if (name === ',') {
      current = undefined;
    } else if (name === '*' || (name === 'VariableName' && !current)) {
      current = { name: name !== '*', isStar: name === '*', hasDefault: false };
      found.push(current);
    } else if (name === 'VariableName' && current) {
      current.name = true;
    } else if (name === 'AssignOp' && current) {
      current.hasDefault = true;
    }
  }
  return found;
}

function makesOf(method: SyntaxNode): ServiceMethod['makes'] {
  if (method.firstChild?.name === 'async') {
    return 'coroutine';
  }
  const [first] = ownNodes(method, 'YieldStatement', 'YieldExpression');
  return first ? 'generator' : undefined;
}

/** The nodes of a method that are not those of a function or a class within it. */
function* ownNodes(method: SyntaxNode, ...names: readonly string[]): Generator<SyntaxNode> {
  for (const node of nodesIn(method, ...names)) {
    let at = node.parent;
    while (at && !['FunctionDefinition', 'ClassDefinition', 'LambdaExpression'].includes(at.name)) {
      at = at.parent;
    }
    if (at?.from === method.from && at.to === method.to) {
      yield node;
    }
  }
}

function returnedBy(statement: SyntaxNode, found: ServiceClass): Constant[] {
  const values = [...childrenOf(statement)].filter(isExpression);
  const [first] = values;
  const last = statement.lastChild;
  const isTuple = values.length > 1 || last?.name === ',';
  if (first && last && isTuple) {
    return [
      { is: 'list', range: { start: first.from, end: last.to }, items: values.map((value) => found.constant(value)) },
    ];
  }
  const literal = first && LITERALS.includes(first.name);
  return first && literal ? [found.constant(first)] : [];
}

/** A name in a method may have another value by then. */
const LITERALS = ['String', 'ContinuedString', 'TupleExpression', 'DictionaryExpression', 'ArrayExpression'];
