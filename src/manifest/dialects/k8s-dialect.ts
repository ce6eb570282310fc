import {
  booleanReading,
  nullReading,
  numberReading,
  otherReading,
  textReading,
  type Dialect,
  type Reading,
} from './dialect';

const trueWords = /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/;
const falseWords = /^(?:n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/;
const plainBoolean = /^(?:true|True|TRUE|false|False|FALSE)$/;
const nullWords = /^(?:~|null|Null|NULL|)$/;
const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notANumber = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Plain scalars as Kubernetes and Argo CD read them: `sigs.k8s.io/yaml` 1.6.0, which writes JSON. */
export const k8s: Dialect = {
  reader: 'Kubernetes',
  stringKeysOnly: false,
  uniqueAnchors: false,
  refusesTabs: false,
  read(text: string, tag?: string): Reading {
    if (tag !== undefined && !['int', 'float', 'bool', 'null', 'timestamp'].includes(tag)) {
      return otherReading(`a value with the tag !!${tag}`);
    }
    return tag === 'timestamp' ? textReading(text) : readPlain(text);
  },
};

function readPlain(text: string): Reading {
  if (trueWords.test(text) || falseWords.test(text)) {
    return booleanReading(trueWords.test(text), !plainBoolean.test(text));
  }
  if (nullWords.test(text)) {
    return nullReading(false);
  }
  if (notANumber.test(text)) {
    return otherReading('a number that JSON does not have');
  }
  const digits = text.replaceAll('_', '');
  if (/^[-+.0-9]/.test(text)) {
    if (integer.test(digits)) {
      return numberReading(integerValue(digits), text);
    }
    if (float.test(digits)) {
      return numberReading(Number(digits), text);
    }
  }
  return textReading(text);
}

function integerValue(digits: string): number {
  const bare = digits.replace(/^[-+]/, '');
  const value = /^0[0-7]+$/.test(bare) ? Number.parseInt(bare, 8) : Number(bare);
  return digits.startsWith('-') ? -value : value;
}
