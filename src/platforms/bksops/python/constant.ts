import type { Budget } from '../../../base/budget';
import type { TextRange } from '../../../manifest/parse/text-range';
import { EvaluatedText } from './evaluated-text';
import {
  argumentsOf,
  childrenOf,
  DEEPEST,
  isExpression,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { readStringLiteral, type EscapeFlaw } from './string-literal';

/** What is known of a value without running the module; `range` is where it is written. */
export type Constant = { readonly range: TextRange } & (
  | {
      readonly is: 'text';
      readonly text: EvaluatedText;
      /** Where the literals stand that it is made of, of those that are no raw ones. */
      readonly plain: readonly TextRange[];
      readonly flaws: readonly EscapeFlaw[];
      /** Characters that are only known by a name. */
      readonly named: readonly TextRange[];
    }
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'none' }
  | { readonly is: 'list'; readonly items: readonly Constant[] }
  | { readonly is: 'dictionary'; readonly entries: readonly { readonly key: Constant; readonly value: Constant }[] }
  | { readonly is: 'unknown'; readonly why: string }
);

/** A value that a class or a module gives a name. */
export interface Attribute {
  readonly key: TextRange;
  readonly value: Constant;
}

export type TextConstant = Extract<Constant, { is: 'text' }>;

/** What the names that an expression uses stand for. */
export type Names = (name: string, at: number) => Constant | undefined;

/** The functions of Django that translate a text; without a catalogue they give it back. */
const TRANSLATIONS = /^(?:_|u?gettext(?:_lazy|_noop)?)$/;

/** Evaluates expressions that need no run: literals, names of constants, `+`, and a text that is given to be translated. */
export class ConstantReader {
  constructor(
    private readonly source: string,
    private readonly names: Names,
    private readonly budget: Budget,
  ) {}

  read(node: SyntaxNode, depth = 0): Constant {
    const range = rangeOf(node);
    if (depth > DEEPEST) {
      return unknown(range, 'it is nested deeper than Python allows');
    }
    switch (node.name) {
      case 'String':
        return this.literal(range);
      case 'FormatString':
        return unknown(range, 'it is an f-string');
      case 'ContinuedString':
        return this.joined(
          [...childrenOf(node)].map((child) => this.read(child, depth + 1)),
          range,
        );
      case 'Number':
        return number(range, textOf(node, this.source));
      case 'Boolean':
        return { is: 'boolean', range, value: textOf(node, this.source) === 'True' };
      case 'None':
        return { is: 'none', range };
      case 'VariableName':
        return this.named(node, range);
      case 'ParenthesizedExpression':
        return this.inside(node, range, depth);
      case 'TupleExpression':
      case 'ArrayExpression':
        return this.list(node, range, depth);
      case 'DictionaryExpression':
        return this.dictionary(node, range, depth);
      case 'UnaryExpression':
        return this.negative(node, range, depth);
      case 'BinaryExpression':
        return this.sum(node, range, depth);
      case 'CallExpression':
        return this.translated(node, range, depth);
      default:
        return unknown(range, 'it is computed when the module runs');
    }
  }

  private literal(range: TextRange): Constant {
    const literal = readStringLiteral(this.source, range);
    if (!literal) {
      return unknown(range, 'it is bytes, not text');
    }
    const { text, flaws, named, isRaw } = literal;
    return { is: 'text', range, text, flaws, named, plain: isRaw ? [] : [range] };
  }

  private named(node: SyntaxNode, range: TextRange): Constant {
    const name = textOf(node, this.source);
    const found = this.names(name, node.from);
    return found ?? unknown(range, `"${name}" is not a constant of this module`);
  }

  private inside(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const [only] = [...childrenOf(node)].filter(isExpression);
    return only ? this.read(only, depth + 1) : unknown(range, 'it is not complete');
  }

  private list(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const items: Constant[] = [];
    for (const child of childrenOf(node)) {
      if (child.name === '*') {
        return unknown(range, 'it is computed when the module runs');
      }
      if (isExpression(child)) {
        items.push(this.read(child, depth + 1));
      }
    }
    return { is: 'list', range, items };
  }

  private dictionary(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const parts = [...childrenOf(node)];
    if (parts.some(({ name }) => name === '**')) {
      return unknown(range, 'it is computed when the module runs');
    }
    const entries = parts.flatMap((part, index) => {
      const [key, value] = [parts[index - 1], parts[index + 1]];
      const isEntry = part.name === ':' && key && value && isExpression(value);
      return isEntry ? [{ key: this.read(key, depth + 1), value: this.read(value, depth + 1) }] : [];
    });
    return { is: 'dictionary', range, entries };
  }

  private negative(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const [sign, operand] = [...childrenOf(node)];
    const value = operand ? this.read(operand, depth + 1) : undefined;
    const isSigned = sign !== undefined && ['-', '+'].includes(textOf(sign, this.source));
    return isSigned && value?.is === 'number'
      ? { ...value, range, value: textOf(sign, this.source) === '-' ? -value.value : value.value }
      : unknown(range, 'it is computed when the module runs');
  }

  /** A chain of `+` leans to the left, and may be as long as its writer likes. */
  private sum(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const parts: SyntaxNode[] = [];
    let left: SyntaxNode | undefined = node;
    while (left?.name === 'BinaryExpression') {
      const [first, operator, second]: SyntaxNode[] = [...childrenOf(left)];
      if (!operator || !second || textOf(operator, this.source) !== '+') {
        return unknown(range, 'it is computed when the module runs');
      }
      parts.unshift(second);
      left = first;
    }
    return this.joined(
      (left ? [left, ...parts] : parts).map((part) => this.read(part, depth + 1)),
      range,
    );
  }

  private translated(node: SyntaxNode, range: TextRange, depth: number): Constant {
    const [called, list] = [...childrenOf(node)];
    const [only, ...more] = argumentsOf(list ?? null, this.source);
    const isTranslation = called?.name === 'VariableName' && TRANSLATIONS.test(textOf(called, this.source));
    const text = isTranslation && only && more.length === 0 ? this.read(only.value, depth + 1) : undefined;
    return text?.is === 'text' ? text : unknown(range, 'it is computed when the module runs');
  }

  private joined(parts: readonly Constant[], range: TextRange): Constant {
    const texts = parts.flatMap((part) => (part.is === 'text' ? [part] : []));
    if (texts.length < parts.length) {
      const other = parts.find(({ is }) => is === 'unknown');
      return other?.is === 'unknown' ? { ...other, range } : unknown(range, 'it is computed when the module runs');
    }
    const text = EvaluatedText.joined(
      texts.map((each) => each.text),
      range,
    );
    // Constants that are made of each other double with each line.
    this.budget.spend(text.text.length);
    return {
      is: 'text',
      range,
      text,
      plain: texts.flatMap(({ plain }) => plain),
      flaws: texts.flatMap(({ flaws }) => flaws),
      named: texts.flatMap(({ named }) => named),
    };
  }
}

export function unknown(range: TextRange, why: string): Constant {
  return { is: 'unknown', range, why };
}

/** The text of a constant; undefined for what is none. */
export function textIn(constant: Constant | undefined): string | undefined {
  return constant?.is === 'text' ? constant.text.text : undefined;
}

/** Only numbers that JavaScript reads alike; no imaginary ones. */
function number(range: TextRange, written: string): Constant {
  const value = /j$/i.test(written) ? NaN : Number(written.replace(/_/g, ''));
  return Number.isNaN(value) ? unknown(range, 'it is a complex number') : { is: 'number', range, value };
}
