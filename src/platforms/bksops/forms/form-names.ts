import type {
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  Node,
  Program,
  VariableDeclaration,
} from 'acorn';
import { partsOf } from './form-script';

type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** The one place that declares a name of a form. */
export interface Declaration {
  /** What it is declared with; undefined for `var name;`. */
  readonly value?: Node;
  readonly isFunction: boolean;
  /** Its statement runs in any case, once, before what comes behind it. */
  readonly isSure: boolean;
  /** Where it counts. */
  readonly within: { readonly start: number; readonly end: number };
  readonly end: number;
}

/** What is called without changing its arguments. */
const HARMLESS: ReadonlySet<string> = new Set(['gettext', 'String', 'Number', 'Boolean', 'parseInt', 'parseFloat']);

/** What an array or a text can be asked for without changing it. */
const READING: ReadonlySet<string> = new Set(
  'concat join slice indexOf lastIndexOf includes map filter some every find findIndex reduce toString'.split(' '),
);

/**
 * The names that a form declares and what becomes of them, wherever it does: a name that is set again, or whose object
 * may be changed, has no value that is known without running the form.
 */
export class FormNames {
  private readonly declarations = new Map<string, Declaration[]>();
  private readonly reassigned = new Set<string>();
  private readonly changed = new Set<string>();
  /** The names that a declared value is made of: who changes the one may change the other. */
  private readonly sources = new Map<string, Set<string>>();
  /** Names that get a value and are declared nowhere, with the place; `isAtOnce` when the form stops there. */
  readonly undeclared: { readonly name: string; readonly node: Node; readonly isAtOnce: boolean }[] = [];
  private readonly assigned: { name: string; node: Node; isAtOnce: boolean }[] = [];

  constructor(program: Program) {
    this.visitAll(program.body, { within: program, isSure: true, isLater: false });
    this.spreadChanges();
    this.undeclared = this.assigned.filter(({ name }) => !this.declarations.has(name));
  }

  isDeclared(name: string): boolean {
    return this.declarations.has(name);
  }

  /** What is known of a name at an offset; a reason where nothing is. */
  find(name: string, at: number): Declaration | string {
    const [only, ...more] = this.declarations.get(name) ?? [];
    if (!only) {
      return `"${name}" is no name of the form`;
    }
    if (more.length > 0 || this.reassigned.has(name)) {
      return `"${name}" is set more than once`;
    }
    const isInside = at >= only.within.start && at < only.within.end;
    const isBefore = only.isFunction || only.end <= at;
    return only.isSure && isInside && isBefore ? only : `"${name}" is set when some function runs`;
  }

  isChanged(name: string): boolean {
    return this.changed.has(name);
  }

  private visitAll(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) {
      this.visit(node as AnyNode, scope);
    }
  }

  private visit(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
      case 'Literal':
        return;
      case 'VariableDeclaration':
        this.declareVariables(node, scope);
        return;
      case 'FunctionDeclaration':
        this.declare(node.id?.name ?? '', {
          isFunction: true,
          isSure: scope.isSure,
          within: scope.within,
          end: node.end,
        });
        this.visitFunction(node as FunctionDeclaration, { ...scope, isSure: false, isLater: true });
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.visitFunction(node, { ...scope, isSure: false, isLater: true });
        return;
      case 'ClassDeclaration':
        this.declare(node.id?.name ?? '', { isFunction: true, isSure: false, within: scope.within, end: node.end });
        break;
      case 'CatchClause':
        this.declarePattern(node.param ?? undefined, scope);
        break;
      case 'ExpressionStatement':
        this.visit(node.expression, scope);
        return;
      case 'AssignmentExpression':
        this.assign(node.left, scope);
        // What becomes of a form behind `$.atoms` is looked at by itself.
        if (rootOf(node.left) !== '$') {
          namesIn(node.right).forEach((name) => this.changed.add(name));
        }
        break;
      case 'UpdateExpression':
        this.assign(node.argument, scope);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') {
          this.changed.add(rootOf(node.argument) ?? '');
        }
        this.visitAll(partsOf(node), scope);
        return;
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') {
          this.assign(node.left, scope);
        }
        break;
      case 'CallExpression':
        this.call(node, scope);
        return;
      case 'NewExpression':
        node.arguments.flatMap((argument) => namesIn(argument)).forEach((name) => this.changed.add(name));
        break;
      default:
        break;
    }
    this.visitAll(partsOf(node), unsure(scope));
  }

  private call(node: CallExpression, scope: Scope): void {
    const { callee } = node;
    if (callee.type === 'FunctionExpression' || callee.type === 'ArrowFunctionExpression') {
      // (function () { … })() runs at once.
      this.visitFunction(callee, scope);
      this.visitAll(node.arguments, unsure(scope));
      return;
    }
    const isMember = callee.type === 'MemberExpression';
    const method = isMember && callee.property.type === 'Identifier' ? callee.property.name : undefined;
    if (isMember && !READING.has(method ?? '')) {
      this.changed.add(rootOf(callee) ?? '');
    }
    if (!(callee.type === 'Identifier' && HARMLESS.has(callee.name))) {
      node.arguments.flatMap((argument) => namesIn(argument)).forEach((name) => this.changed.add(name));
    }
    this.visitAll(partsOf(node), unsure(scope));
  }

  private visitFunction(node: FunctionNode, { isSure, isLater }: Omit<Scope, 'within'>): void {
    const inside = { within: node, isSure, isLater };
    if (node.type === 'FunctionExpression' && node.id) {
      this.declarePattern(node.id, inside);
    }
    node.params.forEach((parameter) => this.declarePattern(parameter, inside));
    if (node.body.type === 'BlockStatement') {
      this.visitAll(node.body.body, inside);
    } else {
      this.visit(node.body, { ...inside, isSure: false });
    }
  }

  private declareVariables(node: VariableDeclaration, scope: Scope): void {
    for (const { id, init, end } of node.declarations) {
      if (id.type === 'Identifier') {
        const value = init ? { value: init } : {};
        this.declare(id.name, { ...value, isFunction: false, isSure: scope.isSure, within: scope.within, end });
        this.sources.set(id.name, new Set([...(this.sources.get(id.name) ?? []), ...(init ? namesIn(init) : [])]));
      } else {
        this.declarePattern(id, scope);
      }
      if (init) {
        // `var f = function () {}` only holds it; `var x = (function () {})()` runs it.
        this.visit(init, unsure(scope));
      }
    }
  }

  /** The names of a pattern have values that nobody follows. */
  private declarePattern(pattern: Node | undefined, { within }: Pick<Scope, 'within'>): void {
    const identifiers = pattern ? namesIn(pattern) : [];
    identifiers.forEach((name) => this.declare(name, { isFunction: false, isSure: false, within, end: 0 }));
  }

  private declare(name: string, declaration: Declaration): void {
    this.declarations.set(name, [...(this.declarations.get(name) ?? []), declaration]);
  }

  private assign(target: Node, scope: Scope): void {
    const node = target as AnyNode;
    if (node.type === 'Identifier') {
      this.reassigned.add(node.name);
      this.assigned.push({ name: node.name, node, isAtOnce: !scope.isLater });
    } else if (node.type === 'MemberExpression') {
      this.changed.add(rootOf(node) ?? '');
    } else {
      namesIn(node).forEach((name) => this.reassigned.add(name));
    }
  }

  private spreadChanges(): void {
    const waiting = [...this.changed];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const source of this.sources.get(name) ?? []) {
        if (!this.changed.has(source)) {
          this.changed.add(source);
          waiting.push(source);
        }
      }
    }
  }
}

interface Scope {
  readonly within: { readonly start: number; readonly end: number };
  /** What stands here runs in any case. */
  readonly isSure: boolean;
  /** What stands here runs when somebody calls it. */
  readonly isLater: boolean;
}

/** What stands inside of something that need not run. */
function unsure(scope: Scope): Scope {
  return scope.isSure ? { ...scope, isSure: false } : scope;
}

/** The name at the left end of `name.a[b].c`. */
function rootOf(node: Node): string | undefined {
  let at = node as AnyNode;
  for (;;) {
    if (at.type === 'MemberExpression') {
      at = at.object;
    } else if (at.type === 'CallExpression') {
      at = at.callee;
    } else if (at.type === 'ChainExpression') {
      at = at.expression;
    } else {
      return at.type === 'Identifier' ? at.name : undefined;
    }
  }
}

/** The names that an expression uses at once: not those within functions, of members or of keys. */
function namesIn(node: Node): string[] {
  const found: string[] = [];
  const waiting: Node[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const at = next as AnyNode;
    switch (at.type) {
      case 'Identifier':
        found.push(at.name);
        break;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        break;
      case 'MemberExpression':
        waiting.push(at.object, ...(at.computed ? [at.property] : []));
        break;
      case 'Property':
        waiting.push(at.value, ...(at.computed ? [at.key] : []));
        break;
      default:
        waiting.push(...partsOf(at));
    }
  }
  return found;
}
