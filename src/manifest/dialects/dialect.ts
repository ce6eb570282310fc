import type { ScalarNode } from '../parse/node';

export type ScalarType = 'string' | 'boolean' | 'integer' | 'number' | 'null' | 'other';

/** What a consumer makes of a plain scalar. */
export interface Reading {
  /** `other` is a value that JSON has no word for, such as a date, or one that the consumer refuses. */
  readonly type: ScalarType;
  readonly value: string | number | boolean | null | undefined;
  /** The value in words, such as `the boolean false`. */
  readonly words: string;
  /** The value is not what the text says to a person: quoting is safer. */
  readonly surprising: boolean;
}

/**
 * How one consumer of YAML reads it. No mode of a library equals a real consumer, so text stays text until
 * a dialect is asked.
 */
export interface Dialect {
  /** The reader's name as it stands within a sentence, such as `PyYAML` or `the workbench`. */
  readonly reader: string;
  /** Keys that do not read as strings are refused. */
  readonly stringKeysOnly: boolean;
  /** The same anchor twice in a document is refused. */
  readonly uniqueAnchors: boolean;
  /** A tab between words is refused outside quotes and comments. */
  readonly refusesTabs: boolean;
  /** Reads a plain scalar; `tag` is a short core tag such as `int` that was written in front of it. */
  read(text: string, tag?: string): Reading;
}

/** A sentence about what the reader does, which begins with its name; the name of a command keeps its small letter. */
export function readerDoes({ reader }: Dialect, rest: string): string {
  return `${reader.replace(/^the /, 'The ')} ${rest}`;
}

const coreTag = 'tag:yaml.org,2002:';

export function textReading(text: string): Reading {
  return { type: 'string', value: text, words: 'a string', surprising: false };
}

export function booleanReading(value: boolean, surprising: boolean): Reading {
  return { type: 'boolean', value, words: `the boolean ${String(value)}`, surprising };
}

export function nullReading(surprising: boolean): Reading {
  return { type: 'null', value: null, words: 'null', surprising };
}

export function otherReading(words: string): Reading {
  return { type: 'other', value: undefined, words, surprising: true };
}

/** A number; it surprises when its decimal form is not what was written. */
export function numberReading(value: number, text: string): Reading {
  const type = Number.isInteger(value) ? 'integer' : 'number';
  return { type, value, words: `the number ${String(value)}`, surprising: String(value) !== text };
}

/** What a scalar means to the reader: quoted and block scalars are strings, tags decide, plain ones are the dialect's. */
export function readScalar(node: ScalarNode, dialect: Dialect): Reading {
  const { tag } = node;
  if (tag === undefined) {
    return node.style === 'plain' ? dialect.read(node.text) : textReading(node.text);
  }
  if (tag === '!' || tag === `${coreTag}str`) {
    return textReading(node.text);
  }
  return tag.startsWith(coreTag)
    ? dialect.read(node.text, tag.slice(coreTag.length))
    : otherReading(`a value with the tag ${tag}`);
}
