import {
  booleanReading,
  nullReading,
  numberReading,
  otherReading,
  textReading,
  type Dialect,
  type Reading,
} from './dialect';

const trueWords = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const falseWords = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const plainBoolean = /^(?:true|True|TRUE|false|False|FALSE)$/;
const nullWords = /^(?:~|null|Null|NULL|)$/;
const integer =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

/** How a plain scalar begins that any reader may take for something else than text. */
export const mayMean = /^(?:[-+.~=<0-9yYnNtTfFoO]|$)/;

/** Plain scalars as PyYAML reads them: YAML 1.1 by the implicit resolvers of its 6.0.3 `resolver.py`. */
export const pyyaml: Dialect = {
  reader: 'PyYAML',
  stringKeysOnly: true,
  uniqueAnchors: true,
  refusesTabs: true,
  read(text: string, tag?: string): Reading {
    return tag === undefined ? readPlain(text) : readTagged(text, tag);
  },
};

function readPlain(text: string): Reading {
  if (!mayMean.test(text)) {
    return textReading(text);
  }
  if (trueWords.test(text) || falseWords.test(text)) {
    return booleanReading(trueWords.test(text), !plainBoolean.test(text));
  }
  if (nullWords.test(text)) {
    return nullReading(false);
  }
  if (float.test(text)) {
    return numberReading(floatValue(text), text);
  }
  if (integer.test(text)) {
    return numberReading(integerValue(text), text);
  }
  if (timestamp.test(text)) {
    return otherReading('a date');
  }
  return text === '=' || text === '<<' ? otherReading('a value it has no type for') : textReading(text);
}

function readTagged(text: string, tag: string): Reading {
  const plain = readPlain(text);
  switch (tag) {
    case 'int':
      return integer.test(text) ? numberReading(integerValue(text), text) : otherReading('a broken integer');
    case 'float':
      return integer.test(text) || float.test(text)
        ? numberReading(floatValue(text), text)
        : otherReading('a broken number');
    case 'bool':
      return plain.type === 'boolean' ? plain : otherReading('a broken boolean');
    case 'null':
      return nullReading(text !== '' && !nullWords.test(text));
    default:
      return otherReading(`a value with the tag !!${tag}`);
  }
}

function integerValue(text: string): number {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (digits.includes(':')) {
    return sign * sexagesimal(digits);
  }
  if (/^0[xb]/.test(digits)) {
    return sign * Number(digits);
  }
  return sign * (/^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));
}

function floatValue(text: string): number {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  if (digits === '.inf') {
    return sign * Infinity;
  }
  if (digits === '.nan') {
    return NaN;
  }
  return sign * (digits.includes(':') ? sexagesimal(digits) : Number(digits));
}

/** Base 60, as YAML 1.1 reads `22:22`. */
function sexagesimal(digits: string): number {
  return digits.split(':').reduce((value, part) => value * 60 + Number(part), 0);
}
