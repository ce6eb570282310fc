/** What a letter behind a backslash means, in the words of JavaScript: outside a class and, where it may stand there, in one. */
export type Escapes = Readonly<Record<string, readonly [outside: string, inside?: string]>>;

/** How a store reads regular expressions, where that is not how JavaScript reads them. */
export interface PatternDialect {
  readonly escapes: Escapes;
  /** Behind a backslash: a character by its number. */
  readonly numbered: RegExp;
  readonly quantifier: RegExp;
  /** The beginning of a group with a name. */
  readonly named: RegExp;
  /** `[[:alpha:]]`, `\p{L}`, `\Q…\E` and options in the middle. */
  readonly isPerl: boolean;
}

const END = '(?![^])';
const END_OR_LAST_LINE_BREAK = '(?=\\n?(?![^]))';

/** A class's content as a whole and its opposite. */
function set(content: string, opposite?: string): { is: Escapes[string]; isNot: Escapes[string] } {
  return {
    is: [`[${content}]`, content],
    isNot: opposite === undefined ? [`[^${content}]`] : [`[^${content}]`, opposite],
  };
}

const same = (letters: string): Escapes =>
  Object.fromEntries(Array.from(letters, (letter) => [letter, [`\\${letter}`, `\\${letter}`]]));

const asciiSpace = set('\\t-\\r ', '\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}');
const horizontal = set('\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000');
const vertical = set('\\n-\\r\\x85\\u2028\\u2029');

/** MongoDB's: PCRE2 with UTF and without UCP (PCRE2 10.42, pcre2pattern). */
export const pcre: PatternDialect = {
  escapes: {
    ...same('dDwWfnrt'),
    ...{
      s: asciiSpace.is,
      S: asciiSpace.isNot,
      h: horizontal.is,
      H: horizontal.isNot,
      v: vertical.is,
      V: vertical.isNot,
    },
    ...{ b: ['\\b', '\\x08'], B: ['\\B'], A: ['^'], Z: [END_OR_LAST_LINE_BREAK], z: [END] },
    ...{ a: ['\\x07', '\\x07'], e: ['\\x1b', '\\x1b'] },
    ...{ N: ['[^\\n]'], R: ['(?:\\r\\n|(?!\\r\\n)[\\n-\\r\\x85\\u2028\\u2029])'] },
  },
  numbered: /0(?<octal>[0-7]{0,2})|x(?:\{(?<long>[\da-fA-F]{1,6})\}|(?<hex>[\da-fA-F]{0,2}))/y,
  quantifier: /[*+?]|\{\d+(?:,\d*)?\}/y,
  named: /\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y,
  isPerl: true,
};

const unicodeWord = set('\\p{L}\\p{N}_');
const unicodeSpace = set('\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000');
const [word] = unicodeWord.is;

/** Python's `re`, with which the managed repository looks for a keyword (Python 3.11). */
export const python: PatternDialect = {
  escapes: {
    ...same('fnrtv'),
    ...{ d: ['\\p{Nd}', '\\p{Nd}'], D: ['\\P{Nd}', '\\P{Nd}'] },
    ...{ w: unicodeWord.is, W: unicodeWord.isNot, s: unicodeSpace.is, S: unicodeSpace.isNot },
    b: [`(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`, '\\x08'],
    // There is none in an empty text.
    B: [`(?:(?<=${word})(?=${word})|(?:(?<=[^])|(?=[^]))(?<!${word})(?!${word}))`],
    ...{ A: ['^'], Z: [END], a: ['\\x07', '\\x07'] },
  },
  numbered: /0(?<octal>[0-7]{0,2})|x(?<hex>[\da-fA-F]{2})|u(?<long>[\da-fA-F]{4})/y,
  quantifier: /[*+?]|\{\d+\}|\{\d*,\d*\}/y,
  named: /\(\?P<([A-Za-z_]\w*)>/y,
  isPerl: false,
};

/** What `$` means where it is not about each line. */
export const dollar = END_OR_LAST_LINE_BREAK;

/** The classes of POSIX, in ASCII, as the content of a class. */
export const posixClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t ',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  // As case never counts here.
  lower: 'A-Za-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t-\\r ',
  upper: 'A-Za-z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};
