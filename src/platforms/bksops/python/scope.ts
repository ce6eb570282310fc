import type { TextRange } from '../../../manifest/parse/text-range';
import {
  childrenOf,
  isExpression,
  nodesIn,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';

/** One place where a name gets a value. */
export interface Binding {
  /** Where the name is written. */
  readonly key: TextRange;
  /** What it gets, where that is one expression in a statement that runs in any case. */
  readonly value?: SyntaxNode;
  /** The members of a tuple without parentheses, which a comma alone makes, and where it is written. */
  readonly tuple?: { readonly range: TextRange; readonly members: readonly SyntaxNode[] };
  readonly is: 'assigned' | 'class' | 'function' | 'import' | 'perhaps';
  /** The statement: of a class or function its definition. */
  readonly statement: SyntaxNode;
}

/** The names that the statements of a module or of a class give values to, in their order. */
export class Scope {
  private readonly bindings = new Map<string, Binding[]>();

  /** @param body A module or the body of a class. */
  constructor(
    body: SyntaxNode,
    private readonly text: string,
  ) {
    this.addAll(body);
  }

  get names(): Iterable<string> {
    return this.bindings.keys();
  }

  /**
   * What a name stands for at an offset: the last that it was given before. A name that gets a value in a branch or a
   * loop has none that anybody knows.
   */
  find(name: string, at = Infinity): Binding | undefined {
    const all = this.bindings.get(name) ?? [];
    return all.find(({ is }) => is === 'perhaps') ?? all.filter(({ statement }) => statement.to <= at).at(-1);
  }

  /** The classes that are defined here, the last of each name. */
  get classes(): Binding[] {
    return [...this.bindings.values()].flatMap((all) => {
      const last = all.at(-1);
      return last?.is === 'class' ? [last] : [];
    });
  }

  private addAll(body: SyntaxNode): void {
    for (const statement of childrenOf(body)) {
      this.add(statement, statement);
    }
  }

  private add(statement: SyntaxNode, whole: SyntaxNode): void {
    switch (statement.name) {
      case 'StatementGroup': {
        this.addAll(statement);
        return;
      }
      case 'AssignStatement': {
        this.assign(statement);
        return;
      }
      case 'DecoratedStatement': {
        [...childrenOf(statement)].forEach((child) => this.add(child, whole));
        return;
      }
      case 'ClassDefinition':
      case 'FunctionDefinition': {
        this.define(statement, whole);
        return;
      }
      case 'ImportStatement': {
        this.bindEach(importedNames(statement), 'import', statement);
        return;
      }
      case 'UpdateStatement': {
        this.bindEach(statement.firstChild ? [statement.firstChild] : [], 'perhaps', statement);
        return;
      }
      case 'IfStatement':
      case 'ForStatement':
      case 'WhileStatement':
      case 'TryStatement':
      case 'WithStatement':
      case 'MatchStatement': {
        this.bindEach(namesBoundIn(statement), 'perhaps', statement);
        return;
      }
    }
  }

  private define(definition: SyntaxNode, whole: SyntaxNode): void {
    const name = definition.getChild('VariableName');
    if (name) {
      const is = definition.name === 'ClassDefinition' ? 'class' : 'function';
      // A decorator may put anything in its place; that of a class hardly ever does.
      this.bind(name, is, definition === whole || is === 'class' ? definition : whole);
    }
  }

  private assign(statement: SyntaxNode): void {
    const groups: SyntaxNode[][] = [[]];
    for (const child of childrenOf(statement)) {
      if (child.name === 'AssignOp') {
        groups.push([]);
      } else if (isExpression(child)) {
        groups.at(-1)?.push(child);
      }
    }
    const values = groups.length > 1 ? (groups.pop() ?? []) : [];
    for (const targets of values.length > 0 ? groups : []) {
      const [only] = targets;
      if (only?.name === 'VariableName' && targets.length === 1) {
        this.bind(only, 'assigned', statement, valueOf(statement, values));
      } else {
        this.bindEach(
          targets.flatMap((target) => [...nodesIn(target, 'VariableName')]),
          'assigned',
          statement,
        );
      }
    }
  }

  private bindEach(names: Iterable<SyntaxNode>, is: Binding['is'], statement: SyntaxNode): void {
    for (const name of names) {
      this.bind(name, is, statement);
    }
  }

  private bind(
    name: SyntaxNode,
    is: Binding['is'],
    statement: SyntaxNode,
    value: Pick<Binding, 'value' | 'tuple'> = {},
  ): void {
    const text = textOf(name, this.text);
    const known = this.bindings.get(text) ?? [];
    known.push({ key: rangeOf(name), is, statement, ...value });
    this.bindings.set(text, known);
  }
}

/** A comma makes a tuple, were it the last character of the line. */
function valueOf({ lastChild }: SyntaxNode, members: readonly SyntaxNode[]): Pick<Binding, 'value' | 'tuple'> {
  const [first, ...more] = members;
  const last = lastChild?.name === ',' ? lastChild : more.at(-1);
  if (first && last) {
    return { tuple: { range: { start: first.from, end: last.to }, members } };
  }
  return first ? { value: first } : {};
}

/** `import a.b` binds `a`, `from a import b` binds `b`, and `as` another name. */
function importedNames(statement: SyntaxNode): SyntaxNode[] {
  const words = [...childrenOf(statement)];
  const from = words.findIndex(({ name }) => name === 'import');
  const parts = words.slice(from + 1);
  return parts.filter(
    ({ name }, index) => name === 'VariableName' && parts[index + 1]?.name !== 'as' && parts[index - 1]?.name !== '.',
  );
}

function* namesBoundIn(statement: SyntaxNode): Generator<SyntaxNode> {
  for (const node of nodesIn(statement, 'AssignStatement', 'UpdateStatement', 'ImportStatement', 'ClassDefinition')) {
    if (node.name === 'ImportStatement') {
      yield* importedNames(node);
    } else {
      const name = node.getChild('VariableName');
      if (name) {
        yield name;
      }
    }
  }
}
