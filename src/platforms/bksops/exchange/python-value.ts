import { Budget } from '../../../base/budget';
import type { Steps } from '../../../base/steps';
import { WorkbenchError } from '../../../base/workbench-error';
import { LineIndex } from '../../../manifest/parse/line-index';
import { ConstantReader, type Constant } from '../python/constant';
import {
  childrenOf,
  DEEPEST,
  isExpression,
  parsePython,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { Scope } from '../python/scope';

/** A value of a Python program as far as it is texts; undefined for numbers, flags and `None`. */
export type PythonValue = string | undefined | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

/**
 * The value that a module gives a name, or that the text is when it is nothing else. What it asks of the environment
 * becomes a reference such as `${env:NAME}`.
 * @throws WorkbenchError for a value that only the running program knows, and BudgetSpent
 */
export function* readPythonValue(text: string, name: string): Steps<PythonValue> {
  const budget = new Budget();
  const top = yield* parsePython(text, budget);
  return new ValueReader(text, top, budget).valueOf(name);
}

/** `os.environ["NAME"]`, `os.environ.get("NAME")`, `os.getenv("NAME", …)`. */
const ASKED = /^os\.(?:environ\[\s*|environ\.get\(\s*|getenv\(\s*)(["'])([A-Za-z_]\w*)\1/;

class ValueReader {
  private readonly scope: Scope;
  private readonly constants: ConstantReader;
  private readonly open = new Set<SyntaxNode>();

  constructor(
    private readonly text: string,
    private readonly top: SyntaxNode,
    private readonly budget: Budget,
  ) {
    this.scope = new Scope(top, text);
    this.constants = new ConstantReader(text, () => undefined, budget);
  }

  valueOf(name: string): PythonValue {
    const given = this.scope.find(name)?.value;
    const statement = this.top.firstChild;
    const whole = statement?.name === 'ExpressionStatement' && !statement.nextSibling ? statement.firstChild : null;
    const node = given ?? whole;
    return node ? this.read(node, 0) : undefined;
  }

  private read(node: SyntaxNode, depth: number): PythonValue {
    this.budget.spend(12);
    if (depth > DEEPEST || this.open.has(node)) {
      return this.refuse(node);
    }
    this.open.add(node);
    const value = this.readOpen(node, depth + 1);
    this.open.delete(node);
    return value;
  }

  private readOpen(node: SyntaxNode, depth: number): PythonValue {
    const inner = [...childrenOf(node)].filter(isExpression);
    switch (node.name) {
      case 'ParenthesizedExpression':
        return inner[0] ? this.read(inner[0], depth) : undefined;
      case 'ArrayExpression':
      case 'TupleExpression':
        return inner.map((item) => this.read(item, depth));
      case 'DictionaryExpression':
        return this.dictionary(node, depth);
      case 'BinaryExpression':
        return this.sum(node, inner, depth);
      case 'VariableName':
        return this.named(node, depth);
      case 'MemberExpression':
      case 'CallExpression':
        return this.asked(node);
      default:
        return this.plain(node, this.constants.read(node));
    }
  }

  private dictionary(node: SyntaxNode, depth: number): PythonValue {
    const parts = [...childrenOf(node)];
    const entries = parts.flatMap((part, index) => {
      const [key, value] = [parts[index - 1], parts[index + 1]];
      return part.name === ':' && key && value ? [[this.read(key, depth), this.read(value, depth)] as const] : [];
    });
    return new Map(entries.flatMap(([key, value]) => (typeof key === 'string' ? [[key, value]] : [])));
  }

  private sum(node: SyntaxNode, inner: readonly SyntaxNode[], depth: number): PythonValue {
    const parts = inner.map((part) => this.read(part, depth));
    const isSum = node.getChild('ArithOp') && textOf(node.getChild('ArithOp') ?? node, this.text) === '+';
    return isSum && parts.every((part) => typeof part === 'string') ? parts.join('') : this.refuse(node);
  }

  private named(node: SyntaxNode, depth: number): PythonValue {
    const name = textOf(node, this.text);
    if (['true', 'false', 'null'].includes(name)) {
      return undefined; // JSON, which looks like Python else
    }
    const value = this.scope.find(name, node.from)?.value;
    return value ? this.read(value, depth) : this.refuse(node);
  }

  private asked(node: SyntaxNode): PythonValue {
    const [, , name] = ASKED.exec(textOf(node, this.text)) ?? [];
    return name === undefined ? this.refuse(node) : `\${env:${name}}`;
  }

  private plain(node: SyntaxNode, constant: Constant): PythonValue {
    if (constant.is === 'unknown') {
      return this.refuse(node);
    }
    return constant.is === 'text' ? constant.text.text : undefined;
  }

  private refuse(node: SyntaxNode): never {
    const line = new LineIndex(this.text).positionAt(rangeOf(node).start).line + 1;
    throw new WorkbenchError({
      what: `Line ${line} has a value that only the running program knows.`,
      next: { title: 'Put the value itself there, or os.environ["NAME"], and import it again' },
    });
  }
}
