import {
  booleanReading,
  nullReading,
  numberReading,
  otherReading,
  textReading,
  type Dialect,
  type Reading,
} from './dialect';

const nullWords = /^(?:~|null|Null|NULL|)$/;
const trueWords = /^(?:true|True|TRUE)$/;
const falseWords = /^(?:false|False|FALSE)$/;
const integer = /^[-+]?[0-9]+$/;
const otherBase = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/;
const notANumber = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Plain scalars of YAML 1.2 by its core schema, as the package `yaml` 2.9 reads them: so are request files read. */
export const core: Dialect = {
  reader: 'the workbench',
  stringKeysOnly: false,
  uniqueAnchors: false,
  refusesTabs: false,
  read(text: string, tag?: string): Reading {
    return tag === undefined ? readPlain(text) : readTagged(text, tag);
  },
};

function readPlain(text: string): Reading {
  if (nullWords.test(text)) {
    return nullReading(false);
  }
  if (trueWords.test(text) || falseWords.test(text)) {
    return booleanReading(trueWords.test(text), false);
  }
  if (integer.test(text) || otherBase.test(text)) {
    return numberReading(integerValue(text), text);
  }
  if (float.test(text)) {
    return numberReading(Number.parseFloat(text), text);
  }
  return notANumber.test(text) ? otherReading('a number that JSON does not have') : textReading(text);
}

/** A tag that does not fit its text is passed over, and the text stays text. */
function readTagged(text: string, tag: string): Reading {
  const plain = readPlain(text);
  const isInteger = integer.test(text) || otherBase.test(text);
  switch (tag) {
    case 'int':
      return isInteger ? plain : textReading(text);
    case 'float':
      return !isInteger && plain.type !== 'boolean' && plain.type !== 'null' ? plain : textReading(text);
    case 'bool':
      return plain.type === 'boolean' ? plain : textReading(text);
    case 'null':
      return plain.type === 'null' ? plain : textReading(text);
    case 'binary':
    case 'timestamp':
      return otherReading(tag === 'binary' ? 'bytes' : 'a date');
    default:
      return textReading(text);
  }
}

function integerValue(text: string): number {
  return otherBase.test(text) ? Number(text) : Number.parseInt(text, 10);
}
