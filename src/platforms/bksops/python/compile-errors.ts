import {
  argumentsOf,
  childrenOf,
  nodesIn,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import type { PythonMistake } from './python-mistakes';

/** What is well formed and yet refused by the compiler of Python 3.11: words out of their place, and what only later versions know. */
export function* compileErrorsIn(top: SyntaxNode, text: string): Generator<PythonMistake> {
  for (const node of nodesIn(top, ...Object.keys(READERS))) {
    const found = READERS[node.name]?.(node, text);
    if (found) {
      yield { range: rangeOf(found.at), what: found.what, isPython2: false };
    }
  }
}

interface Refused {
  readonly at: SyntaxNode;
  /** As a sentence begins with it. */
  readonly what: string;
}

type Reader = (node: SyntaxNode, text: string) => Refused | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  TypeDefinition: (node) => ({ at: node.firstChild ?? node, what: 'The statement "type" came with Python 3.12' }),
  TypeParamList: (node) => ({ at: node, what: 'Type parameters in brackets came with Python 3.12' }),
  AwaitExpression: (node) => outsideAsync(node, 'await'),
  ForStatement: (node) => (isAsync(node) ? outsideAsync(node, 'async for') : undefined),
  WithStatement: (node) => (isAsync(node) ? outsideAsync(node, 'async with') : undefined),
  ReturnStatement: (node) => outsideFunction(node, 'return'),
  YieldStatement: (node) => outsideFunction(node, 'yield'),
  BreakStatement: (node) => outsideLoop(node, 'break'),
  ContinueStatement: (node) => outsideLoop(node, 'continue'),
  ArgList: afterNamed,
  ParamList: afterDefault,
  FormatReplacement: inFormat,
};

function isAsync(node: SyntaxNode): boolean {
  return node.firstChild?.name === 'async';
}

function around(node: SyntaxNode, ...names: readonly string[]): SyntaxNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (names.includes(at.name)) {
      return at;
    }
  }
  return undefined;
}

function outsideAsync(node: SyntaxNode, word: string): Refused | undefined {
  const scope = around(node, 'FunctionDefinition', 'LambdaExpression', 'ClassDefinition');
  return scope?.name === 'FunctionDefinition' && isAsync(scope)
    ? undefined
    : { at: node.firstChild ?? node, what: `"${word}" stands outside an async function` };
}

function outsideFunction(node: SyntaxNode, word: string): Refused | undefined {
  const scope = around(node, 'FunctionDefinition', 'ClassDefinition');
  return scope?.name === 'FunctionDefinition'
    ? undefined
    : { at: node.firstChild ?? node, what: `"${word}" stands outside a function` };
}

function outsideLoop(node: SyntaxNode, word: string): Refused | undefined {
  const scope = around(node, 'ForStatement', 'WhileStatement', 'FunctionDefinition', 'ClassDefinition');
  return scope && ['ForStatement', 'WhileStatement'].includes(scope.name)
    ? undefined
    : { at: node, what: `"${word}" stands outside a loop` };
}

function afterNamed(list: SyntaxNode, text: string): Refused | undefined {
  let isNamed = false;
  for (const { name, value, isSpread } of argumentsOf(list, text)) {
    if (isNamed && name === undefined && !isSpread) {
      return { at: value, what: 'An argument without a name follows one with a name' };
    }
    isNamed ||= name !== undefined;
  }
  return undefined;
}

/** Behind a star parameters have names, and need no order. */
function afterDefault(list: SyntaxNode): Refused | undefined {
  let current: { readonly at: SyntaxNode; hasDefault: boolean } | undefined;
  let hasDefault = false;
  for (const part of childrenOf(list)) {
    if (['*', '**'].includes(part.name)) {
      return undefined;
    }
    if (part.name === 'VariableName' && !current) {
      current = { at: part, hasDefault: false };
    } else if (part.name === 'AssignOp' && current) {
      current.hasDefault = true;
    } else if ([',', ')'].includes(part.name) && current) {
      if (hasDefault && !current.hasDefault) {
        return { at: current.at, what: 'A parameter without a default follows one that has one' };
      }
      hasDefault ||= current.hasDefault;
      current = undefined;
    }
  }
  return undefined;
}

/** The expressions of f-strings are free of quotes and backslashes of their own only since Python 3.12. */
function inFormat(node: SyntaxNode, text: string): Refused | undefined {
  const string = around(node, 'FormatString');
  const [, quotes] = string ? (/^[A-Za-z]*('''|"""|'|")/.exec(textOf(string, text)) ?? []) : [];
  const expressions = [...childrenOf(node)].filter(({ name }) => !['FormatSpec', 'FormatConversion'].includes(name));
  for (const at of expressions) {
    const written = textOf(at, text);
    if (written.includes('\\')) {
      return { at, what: 'A backslash in the expression of an f-string came with Python 3.12' };
    }
    if (quotes !== undefined && written.includes(quotes)) {
      return { at, what: 'The quotes of an f-string within its own expression came with Python 3.12' };
    }
  }
  return undefined;
}
