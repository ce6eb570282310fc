import type { AnyNode, AssignmentExpression, MemberExpression, Node, Program } from 'acorn';
import { nearestWord } from '../../../base/nearest-word';
import { partsOf } from './form-script';

/** A place where a form sets `$.atoms.KEY`. */
export interface AtomSet {
  /** Undefined when the key is computed. */
  readonly key?: string;
  readonly keyNode: Node;
  /** True for `$.atoms.KEY`, false for `$.atoms["KEY"]`. */
  readonly isDotted: boolean;
  readonly value: Node;
  /** False where it stands in a branch or in a function that something else must call. */
  readonly isSure: boolean;
}

/** What a form does with `$.atoms`. */
export interface Atoms {
  readonly sets: readonly AtomSet[];
  /** Where it changes what stands there already, such as `$.atoms.KEY.push(…)`. */
  readonly changes: readonly Node[];
  /** Where it sets something else, of which `$.atoms` is likely to be meant, and what must be written there. */
  readonly strays: readonly Stray[];
}

export interface Stray {
  readonly node: Node;
  readonly written: string;
  readonly meant: string;
}

export function atomsIn(program: Program): Atoms {
  const sure = new Set(statementsOf(program.body));
  const sets: AtomSet[] = [];
  const changes: Node[] = [];
  const strays: Stray[] = [];
  const waiting: { node: Node; isSure: boolean }[] = [{ node: program, isSure: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const node = next.node as AnyNode;
    if (node.type === 'AssignmentExpression') {
      const set = setOf(node, next.isSure);
      if (set) {
        sets.push(set);
      } else if (isBelowAtoms(node.left)) {
        changes.push(node);
      } else {
        strays.push(...strayIn(node.left));
      }
    } else if (node.type === 'CallExpression' && isBelowAtoms(node.callee)) {
      changes.push(node);
    }
    const isSure = sure.has(node) || (next.isSure && KEEPS.has(node.type));
    for (const part of partsOf(node)) {
      waiting.push({ node: part, isSure });
    }
  }
  return { sets: sets.sort((a, b) => a.value.start - b.value.start), changes, strays };
}

/** `$.atom.KEY`, `$atoms.KEY`, `atoms.KEY` and `jquery.atoms.KEY`. */
function strayIn(left: Node): Stray[] {
  let at = left as AnyNode;
  while (at.type === 'MemberExpression') {
    const object = at.object as AnyNode;
    const key = keyOf(at);
    if (isJQuery(object)) {
      const isNear = key !== undefined && nearestWord(key, ['atoms']) !== undefined && !at.computed;
      return isNear ? [{ node: at.property, written: `$.${key}`, meant: 'atoms' }] : [];
    }
    if (object.type === 'Identifier') {
      const { name } = object;
      return ['atoms', '$atoms'].includes(name) || nearestWord(name, ['$atoms']) !== undefined
        ? [{ node: object, written: name, meant: '$.atoms' }]
        : key === 'atoms' && nearestWord(name, ['jQuery']) !== undefined
          ? [{ node: object, written: name, meant: '$' }]
          : [];
    }
    at = object;
  }
  return [];
}

/** What runs whenever the statement runs that it is a part of. */
const KEEPS: ReadonlySet<string> = new Set(['AssignmentExpression', 'SequenceExpression', 'ParenthesizedExpression']);

/** The statements that run in any case: those of the script, and of functions that it calls on the spot. */
function statementsOf(body: readonly Node[]): Node[] {
  return body.flatMap((statement) => {
    const node = statement as AnyNode;
    if (node.type !== 'ExpressionStatement') {
      return [];
    }
    let called = node.expression as AnyNode;
    while (called.type === 'UnaryExpression' || called.type === 'ParenthesizedExpression') {
      called = called.type === 'UnaryExpression' ? called.argument : called.expression;
    }
    const callee = called.type === 'CallExpression' ? (called.callee as AnyNode) : undefined;
    const isFunction = callee?.type === 'FunctionExpression' || callee?.type === 'ArrowFunctionExpression';
    const inside = isFunction && callee.body.type === 'BlockStatement' ? statementsOf(callee.body.body) : [];
    return [node, ...inside];
  });
}

function setOf({ left, operator, right }: AssignmentExpression, isSure: boolean): AtomSet | undefined {
  const target = left as AnyNode;
  if (target.type !== 'MemberExpression' || operator !== '=' || !isAtoms(target.object)) {
    return undefined;
  }
  const key = keyOf(target);
  return {
    ...(key === undefined ? {} : { key }),
    keyNode: target.property,
    isDotted: !target.computed,
    value: right,
    isSure,
  };
}

function keyOf({ property, computed }: MemberExpression): string | undefined {
  const node = property as AnyNode;
  if (node.type === 'Identifier' && !computed) {
    return node.name;
  }
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** `$.atoms`, and the other ways of writing it. */
function isAtoms(node: Node): boolean {
  const member = node as AnyNode;
  return member.type === 'MemberExpression' && keyOf(member) === 'atoms' && isJQuery(member.object);
}

function isJQuery(node: Node): boolean {
  const given = node as AnyNode;
  return given.type === 'MemberExpression'
    ? ['$', 'jQuery'].includes(keyOf(given) ?? '')
    : given.type === 'Identifier' && ['$', 'jQuery'].includes(given.name);
}

/** True for `$.atoms.KEY.…`. */
function isBelowAtoms(node: Node): boolean {
  let at = node as AnyNode;
  let depth = 0;
  while (at.type === 'MemberExpression' && !isAtoms(at)) {
    at = at.object;
    depth += 1;
  }
  return depth > 1 && isAtoms(at);
}
