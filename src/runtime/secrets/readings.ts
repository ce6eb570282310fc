/* eslint-disable regexp/no-super-linear-move -- a row that begins is taken whole, or given up within a dozen characters */
import { isUtf8 } from 'node:buffer';

/** What a text says once some way of writing is undone, and where its characters stand in the original. */
export interface Reading {
  readonly text: string;
  /** What stands in the original for a part of {@link text}; more than that where characters are written together. */
  readonly placeOf: (start: number, end: number) => readonly [start: number, end: number];
}

/** Ways of writing lie in each other at most so deep: JSON in JSON in a log that is JSON. */
const DEEPEST = 3;
/** A text of signs alone would have hundreds; those of few ways come first. */
const MOST_READINGS = 40;
/** Characters that are read in ways that lie in each other, of a text that may be a line of a log. */
const MOST_READ = 300_000;

/**
 * All that a text may say: as it stands, and with the ways undone in which programs write a value, alone and within each
 * other: escapes of Python, JSON, YAML, Go and the shell, URLs, forms, XML and HTML, doubled quotes, Base64, hexadecimal, mails.
 * @param most How many characters may be read in all, beyond what one way alone gives.
 */
export function* readings(text: string, most = MOST_READ): Generator<Reading> {
  const seen = new Set([text]);
  let level: Reading[] = [{ text, placeOf: (start, end) => [start, end] }];
  yield* level;
  let read = 0;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const deeper: Reading[] = [];
    for (const reading of level) {
      for (const way of ways) {
        // One way alone is always undone.
        const undone = depth === 0 || read < most ? undo(reading, way) : undefined;
        read += undone?.text.length ?? 0;
        if (undone && seen.size < MOST_READINGS && !seen.has(undone.text)) {
          seen.add(undone.text);
          deeper.push(undone);
          yield undone;
        }
      }
    }
    level = deeper;
  }
}

interface Way {
  /** Without it, nothing is written so; quick to look for. */
  readonly sign: RegExp;
  /** What it writes for a character, or for a row of bytes. */
  readonly written: RegExp;
  /** The characters that were written so, each with the length of what stands for it; none where it only looks so. */
  readonly read: (written: string) => Iterable<readonly [text: string, length: number]>;
}

/** What a letter behind a backslash stands for; a line end behind one is none. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': '\0',
  '\n': '',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's repr of text and bytes, JSON, YAML, Go's %q, protobuf's text format (octal), what a shell escapes. */
const backslashes: Way = {
  sign: /\\/,
  written:
    /(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+|\\u\{[0-9A-Fa-f]{1,6}\}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[^]/g,
  read(written) {
    if (/^\\x../.test(written)) {
      return characters(written.slice(2).split('\\x'), 16, 4);
    }
    if (/^\\[0-3]../.test(written)) {
      return characters(written.slice(1).split('\\'), 8, 4);
    }
    const point = /^\\[uU]\{?([0-9A-Fa-f]{4,})/.exec(written)?.[1];
    const letter = written.slice(1);
    return [[point === undefined ? (LETTERS[letter] ?? letter) : codePoint(point, 16), written.length]];
  },
};

/** urllib's quote, encodeURIComponent, and what JavaScript's escape makes. */
const percent: Way = {
  sign: /%/,
  written: /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}/gi,
  read: (written) =>
    /^%u/i.test(written)
      ? [[codePoint(written.slice(2), 16), written.length]]
      : characters(written.slice(1).split('%'), 16, 3),
};

/** Quoted-printable, as in mails. */
const equals: Way = {
  sign: /=[0-9A-F]{2}/i,
  written: /(?:=[0-9a-f]{2})+/gi,
  read: (written) => characters(written.slice(1).split('='), 16, 3),
};

/** The same in the heads of mails (RFC 2047), where a space is an underscore; several words are one text. */
const encodedWords: Way = {
  sign: /=\?[\w-]{1,20}\?q\?/i,
  written: /\?=\s{0,4}=\?[\w-]{1,20}\?q\?|_|(?:=[0-9a-f]{2})+/gi,
  read: (written) =>
    written === '_' ? [[' ', 1]] : written.startsWith('?') ? [['', written.length]] : equals.read(written),
};

/** urllib's quote_plus and urlencode. */
const form: Way = {
  sign: /\+/,
  written: /\+|(?:%[0-9a-f]{2})+/gi,
  read: (written) => (written === '+' ? [[' ', 1]] : percent.read(written)),
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** html.escape, the escape of xml.sax.saxutils, xmlcharrefreplace. */
const entities: Way = {
  sign: /&/,
  written: /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi,
  read(written) {
    const name = written.slice(1, -1).toLowerCase();
    const text = name.startsWith('#x')
      ? codePoint(name.slice(2), 16)
      : name.startsWith('#')
        ? codePoint(name.slice(1), 10)
        : ENTITIES[name];
    return [[text ?? written, written.length]];
  },
};

/** A single quote within single quotes: shlex.quote and bash put it between others, YAML and SQL write it twice. */
const singleQuotes: Way = {
  sign: /''|'\\|'"/,
  written: /'"'"'|'\\''|''/g,
  read: (written) => [["'", written.length]],
};

/** CSV, and the quotes of BASIC and PowerShell. */
const doubleQuotes: Way = { sign: /""/, written: /""/g, read: () => [['"', 2]] };

/** Bytes that are written together: whoever sees a part of them knows a part of what they say. */
function together(written: string, encoding: 'base64' | 'hex'): (readonly [string, number])[] {
  const bytes = Buffer.from(written, encoding);
  return isUtf8(bytes) ? [[bytes.toString(), written.length]] : [];
}

const base64: Way = {
  // Of ordinary words, none has a capital in its middle.
  sign: /[a-z0-9+/][A-Z][A-Za-z0-9+/_-]{4}/,
  written: /[A-Za-z0-9+/_-]{8,}={0,2}/g,
  read: (written) => (base64.sign.test(written) ? together(written, 'base64') : []),
};

const hexadecimal: Way = {
  sign: /[0-9a-fA-F]{12}/,
  written: /[0-9A-Za-z]{12,}/g,
  read: (written) => (/^(?:[0-9a-fA-F]{2})+$/.test(written) ? together(written, 'hex') : []),
};

const ways: readonly Way[] = [
  ...[backslashes, percent, form, entities, singleQuotes, doubleQuotes],
  ...[base64, hexadecimal],
  ...[equals, encodedWords],
];

function undo({ text, placeOf }: Reading, { sign, written, read }: Way): Reading | undefined {
  if (!sign.test(text)) {
    return undefined;
  }
  const places = new Places();
  const undone = text.replace(written, (all: string, start: number) => {
    let said = '';
    let at = start;
    for (const [character, length] of read(all)) {
      places.add(at, length, character.length);
      said += character;
      at += length;
    }
    return at === start ? all : said;
  });
  return { text: undone, placeOf: (start, end) => placeOf(places.startOf(start), places.endOf(end)) };
}

/** Where the characters stood that were written in more, or in less; the others follow from them. */
class Places {
  /** In order, where each began and ended before and where it begins and ends now: four numbers each. */
  private readonly known: number[] = [];

  add(start: number, length: number, undoneLength: number): void {
    const last = this.known.length / 4 - 1;
    const shortened = last < 0 ? 0 : this.number(last, 1) - this.number(last, 3);
    this.known.push(start, start + length, start - shortened, start - shortened + undoneLength);
  }

  startOf(index: number): number {
    const last = this.lastFrom(index);
    return index < this.number(last, 3) ? this.number(last, 0) : this.behind(last, index);
  }

  endOf(index: number): number {
    const last = this.lastFrom(index - 1);
    return index <= this.number(last, 3) ? this.number(last, 1) : this.behind(last, index);
  }

  private behind(character: number, index: number): number {
    return this.number(character, 1) + index - this.number(character, 3);
  }

  /** The last character that begins at the index or before it; -1 for none. */
  private lastFrom(index: number): number {
    let [low, high] = [0, this.known.length / 4];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.number(middle, 2) <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private number(character: number, which: number): number {
    return this.known[character * 4 + which] ?? 0;
  }
}

/** Bytes as the characters of UTF-8; one that is none stands for itself, as in Latin-1. */
function* characters(bytes: readonly string[], base: number, width: number): Generator<readonly [string, number]> {
  const all = Buffer.from(bytes.map((byte) => parseInt(byte, base)));
  for (let index = 0; index < all.length;) {
    const lead = all[index] ?? 0;
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    const text = all.toString('utf8', index, index + length);
    const isOne = lead < 0x80 || (length > 1 && Array.from(text).length === 1 && text !== '\ufffd');
    yield isOne ? [text, length * width] : [String.fromCharCode(lead), width];
    index += isOne ? length : 1;
  }
}

function codePoint(digits: string, base: number): string {
  const point = parseInt(digits, base);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
}
