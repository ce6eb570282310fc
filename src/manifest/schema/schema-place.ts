import type { Reading } from '../dialects/dialect';
import { readScalar, type Dialect } from '../dialects/dialect';
import type { Fix, Remark } from '../finding';
import type { TypeName } from './json-schema';
import { nearestWord } from '../../base/nearest-word';
import { oddSign } from '../../base/odd-sign';
import type { Node, ScalarNode, ValueNode } from '../parse/node';
import { firstLine, type TextRange } from '../parse/text-range';
import { writeScalar } from '../edit/write-value';

/** A longer list of changes is read in the message. */
const mostChoices = 8;

/** Keys of a mapping that wrong indentation took out of it, or put into it. */
export interface InOtherPlaces {
  /** They stand in it, belong elsewhere, and are told already. */
  readonly told: ReadonlySet<string>;
  /** They belong into it and stand elsewhere. */
  readonly present: ReadonlySet<string>;
}

/** A value where a schema is applied to it: what it is, what it is called, where a squiggle about it goes. */
export interface Place {
  /** As written; an alias stays an alias. */
  readonly node: Node;
  readonly target: ValueNode;
  /** In a sentence's subject position, such as `"image"`. */
  readonly name: string;
  readonly key: ScalarNode | undefined;
  readonly elsewhere?: InOtherPlaces | undefined;
}

/** The words and ranges of schema findings. */
export class PlaceWords {
  constructor(
    private readonly text: string,
    private readonly dialect: Dialect,
  ) {}

  /** Where the value itself is; its key when nothing is written there. */
  rangeOf({ node, key }: Place): TextRange {
    const range = firstLine(node.range, this.text);
    return range.end > range.start || !key ? range : key.range;
  }

  /** Where something is missing: the key that holds the mapping, or else its first key. */
  ownerRange({ key, target }: Place): TextRange {
    if (key) {
      return key.range;
    }
    const first = target.is === 'mapping' ? target.pairs[0]?.key.range : undefined;
    return firstLine(first ?? target.range, this.text);
  }

  wrongType(place: Place, wanted: readonly TypeName[]): Remark {
    const { target, name } = place;
    const range = this.rangeOf(place);
    const must = `${name} must be ${listed(wantedWords(wanted), 'or')}`;
    if (target.is !== 'scalar') {
      return { range, message: `${must}, not ${target.is === 'mapping' ? 'a mapping' : 'a list'}.` };
    }
    const reading = readScalar(target, this.dialect);
    if (reading.type === 'null' && target.text === '') {
      return { range, message: wanted.includes('string') ? `${name} must not be empty.` : `${must}.` };
    }
    if (target.style !== 'plain' || reading.type === 'string') {
      return { range, message: `${must}, not ${reading.words}.`, ...fixOf(this.unquoteOrWrap(target, wanted)) };
    }
    const message = `${must}, but ${this.dialect.reader} reads ${quoted(target.text)} as ${reading.words}`;
    if (!wanted.includes('string')) {
      return { range, message: `${message}.`, ...fixOf(this.unquoteOrWrap(target, wanted)) };
    }
    return { range, message: `${message}: quote it.`, fix: { ...quoteFix(target), isSafe: true } };
  }

  wrongChoice(place: Place, choices: readonly unknown[]): Remark {
    const { name, target } = place;
    const values = choices.filter((choice) => choice !== null);
    const known = values.map(wordOf);
    const meant = target.is === 'scalar' ? nearestWord(target.text, known) : undefined;
    const must = `${name} must be ${known.length > 2 ? 'one of ' : ''}${listed(known, 'or')}`;
    const sign = target.is === 'scalar' && meant !== undefined ? oddSign(target.text, meant) : undefined;
    const isAsked = meant !== undefined && known.length > 1;
    const advice = sign === undefined ? (isAsked ? `: did you mean ${meant}?` : '.') : `, and here is ${sign}.`;
    return {
      range: this.rangeOf(place),
      message: `${must}${advice}`,
      ...this.changes(place, values, meant),
    };
  }

  /** A change to the value that was meant, or else to each of a few. */
  private changes({ node, target }: Place, values: readonly unknown[], meant: string | undefined): Partial<Remark> {
    if (node !== target || target.is !== 'scalar' || target.style === 'block' || target.text === '') {
      return {};
    }
    const change = (value: unknown): Fix => ({
      title: `Change to ${wordOf(value)}`,
      replace: writeScalar(value, this.dialect),
    });
    if (meant !== undefined) {
      return { fix: change(values.find((value) => wordOf(value) === meant)) };
    }
    return values.length <= mostChoices ? { choices: values.map(change) } : {};
  }

  /** The only changes of form that cannot change the meaning: taking quotes off, or making one value a list of one. */
  private unquoteOrWrap(target: ScalarNode, wanted: readonly TypeName[]): Fix | undefined {
    const source = this.text.slice(target.range.start, target.range.end);
    if (wanted.includes('array') && target.style !== 'block' && !/[\r\n,[\]{}]/.test(source)) {
      return { title: 'Make it a list', replace: `[${source}]`, isSafe: true };
    }
    const bare = this.dialect.read(target.text);
    const fits =
      (wanted as readonly string[]).includes(bare.type) || (bare.type === 'integer' && wanted.includes('number'));
    return fits && !bare.surprising && (target.style === 'single' || target.style === 'double')
      ? { title: 'Remove the quotes', replace: target.text, isSafe: true }
      : undefined;
  }
}

/** Puts a plain scalar in quotes, with its text as written. */
export function quoteFix(scalar: ScalarNode): Fix {
  return { title: `Quote ${shortened(scalar.text)}`, replace: JSON.stringify(scalar.text), range: scalar.range };
}

export function typeOf(target: ValueNode, reading: Reading | undefined): TypeName | 'other' {
  return target.is === 'mapping' ? 'object' : target.is === 'sequence' ? 'array' : (reading?.type ?? 'other');
}

/** `a, b or c`. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}

/** A value of a schema in a message: text bare, collections as JSON. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function fixOf(fix: Fix | undefined): { fix?: Fix } {
  return fix ? { fix } : {};
}

const typeWords: Record<TypeName, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  object: 'a mapping',
  array: 'a list',
};

/** Null is a way to leave a value out, not one that a person would want to hear of. */
function wantedWords(wanted: readonly TypeName[]): string[] {
  const named = wanted.filter((type) => type !== 'null' || wanted.length === 1);
  return named.map((type) => typeWords[type]);
}
