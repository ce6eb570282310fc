import type { TextRange } from '../../../manifest/parse/text-range';
import { dottedName, nodesIn, rangeOf, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';

/** What ends a process, or needs a name that Python 2 alone had. */
export interface LoadTimeRisk {
  readonly is: 'exit' | 'unbound';
  readonly name: string;
  readonly range: TextRange;
  /** True where it runs when the module is loaded. */
  readonly isAtLoad: boolean;
}

const EXITS: ReadonlySet<string> = new Set(['sys.exit', 'exit', 'quit', 'os._exit', 'os.abort']);
/** Built-in names of Python 2 that Python 3 does not have. */
const OLD_NAMES: ReadonlySet<string> = new Set(
  'apply basestring cmp execfile file long raw_input reduce reload unichr unicode xrange'.split(' '),
);

/** Exits that run with the module, and names that nothing in it gives a value; what is guarded by a condition or a `try` is left alone. */
export function risksIn(top: SyntaxNode, text: string): LoadTimeRisk[] {
  return [...exits(top, text), ...oldNames(top, text)].sort((a, b) => a.range.start - b.range.start);
}

function* exits(top: SyntaxNode, text: string): Generator<LoadTimeRisk> {
  for (const call of nodesIn(top, 'CallExpression')) {
    const name = call.firstChild ? dottedName(call.firstChild, text) : undefined;
    const around = namesAround(call);
    if (name !== undefined && EXITS.has(name) && isAtLoad(around) && !isGuarded(around)) {
      yield { is: 'exit', name, range: rangeOf(call), isAtLoad: true };
    }
  }
}

function* oldNames(top: SyntaxNode, text: string): Generator<LoadTimeRisk> {
  for (const node of nodesIn(top, 'VariableName')) {
    const name = textOf(node, text);
    const around = OLD_NAMES.has(name) ? namesAround(node) : [];
    if (OLD_NAMES.has(name) && !isGuarded(around) && !isTargetOrArgument(node) && !isBound(name, text)) {
      yield { is: 'unbound', name, range: rangeOf(node), isAtLoad: isAtLoad(around) };
    }
  }
}

function isTargetOrArgument(node: SyntaxNode): boolean {
  return node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
}

/** Wherever it may get a value: by assignment, as a parameter, a loop's variable, a definition, or an import. */
function isBound(name: string, text: string): boolean {
  const binds = `\\b(?:as|def|class|for|import|global)\\s+${name}\\b|\\b${name}\\s*(?:=(?!=)|:)|,\\s*${name}\\b|\\bimport\\s*\\*`;
  return (
    new RegExp(binds).test(text) || new RegExp(`\\(\\s*(?:self,\\s*)?${name}\\s*[,)][^\\n]*:\\s*$`, 'm').test(text)
  );
}

function namesAround(node: SyntaxNode): string[] {
  const names: string[] = [];
  for (let at = node.parent; at; at = at.parent) {
    names.push(at.name);
  }
  return names;
}

function isAtLoad(around: readonly string[]): boolean {
  return !around.includes('FunctionDefinition') && !around.includes('LambdaExpression');
}

function isGuarded(around: readonly string[]): boolean {
  return around.some((name) => ['TryStatement', 'IfStatement', 'ConditionalExpression'].includes(name));
}
