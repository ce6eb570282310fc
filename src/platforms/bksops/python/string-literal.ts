import type { TextRange } from '../../../manifest/parse/text-range';
import { EvaluatedText } from './evaluated-text';

/** An escape that Python refuses, or that means something else than its writer thinks. */
export interface EscapeFlaw {
  readonly range: TextRange;
  /** Python stops at it, or keeps the backslash (and will refuse it one day). */
  readonly is: 'refused' | 'kept';
}

/** One string literal as Python evaluates it; undefined for one whose text is not known from it. */
export interface StringLiteral {
  readonly text: EvaluatedText;
  readonly isRaw: boolean;
  readonly flaws: readonly EscapeFlaw[];
  /** Characters that are only known by a name; each stands as U+FFFD in the text. */
  readonly named: readonly TextRange[];
}

/** What is evaluated otherwise than as it stands. */
const SPECIAL = /\\(?:\r\n|[\s\S]|$)|\r\n?/g;

/** Prefix and quotes (Python 3.11, Lexical analysis 2.4.1); `f` and `b` are told apart by the caller. */
const OPENING = /^([a-zA-Z]*)("""|'''|"|')/;

/**
 * Evaluates a literal without `f` and `b`.
 * @param source The whole text of the module.
 * @param range Prefix and quotes included; a literal that is never closed ends where the text of its range ends.
 */
export function readStringLiteral(source: string, { start, end }: TextRange): StringLiteral | undefined {
  const [opening = '', prefix = '', quotes = ''] = OPENING.exec(source.slice(start, start + 6)) ?? [];
  if (quotes === '' || /[fb]/i.test(prefix)) {
    return undefined;
  }
  const body = source.slice(start + opening.length, end);
  const isClosed = body.endsWith(quotes);
  const content = isClosed ? body.slice(0, -quotes.length) : body;
  const reader = new ContentReader(content, start + opening.length, /r/i.test(prefix));
  reader.read();
  return {
    text: new EvaluatedText({ start, end }, reader.pieces),
    isRaw: /r/i.test(prefix),
    flaws: reader.flaws,
    named: reader.named,
  };
}

class ContentReader {
  readonly pieces: { text: string; from: TextRange }[] = [];
  readonly flaws: EscapeFlaw[] = [];
  readonly named: TextRange[] = [];

  constructor(
    private readonly content: string,
    private readonly start: number,
    private readonly isRaw: boolean,
  ) {}

  read(): void {
    let done = 0;
    for (const { index, 0: found } of this.content.matchAll(SPECIAL)) {
      // An escape may have taken more than its first two characters.
      if (index < done) {
        continue;
      }
      const read = this.readSpecial(index, found);
      if (read) {
        this.verbatim(done, index);
        this.push(read.text, index, index + read.length);
        done = index + read.length;
      }
    }
    this.verbatim(done, this.content.length);
  }

  /** What stands for it in the text, and how much of the content that is; undefined for what stays as it is. */
  private readSpecial(at: number, found: string): { text: string; length: number } | undefined {
    if (found.startsWith('\r')) {
      return { text: '\n', length: found.length };
    }
    if (this.isRaw) {
      // The break behind a backslash is still one line break.
      return found.includes('\r') ? { text: '\\\n', length: found.length } : undefined;
    }
    if (/[\r\n]$/.test(found)) {
      return { text: '', length: found.length };
    }
    const simple = SIMPLE[found.charAt(1)];
    if (simple !== undefined) {
      return { text: simple, length: 2 };
    }
    return this.readCode(at, found.charAt(1));
  }

  private readCode(at: number, letter: string): { text: string; length: number } | undefined {
    const rest = this.content.slice(at + 1, at + 100);
    const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
    if (octal !== undefined) {
      return { text: String.fromCodePoint(parseInt(octal, 8)), length: 1 + octal.length };
    }
    const name = letter === 'N' ? /^N\{[^{}]+\}/.exec(rest)?.[0] : undefined;
    if (name !== undefined) {
      this.named.push(this.rangeOf(at, at + 1 + name.length));
      return { text: '\uFFFD', length: 1 + name.length };
    }
    const digits = DIGITS[letter];
    const code = digits === undefined ? undefined : new RegExp(`^.[0-9a-fA-F]{${digits}}`).exec(rest)?.[0];
    const point = code === undefined ? NaN : parseInt(code.slice(1), 16);
    if (code !== undefined && point <= 0x10ffff) {
      return { text: String.fromCodePoint(point), length: 1 + code.length };
    }
    const isRefused = digits !== undefined || letter === 'N';
    this.flaws.push({ range: this.rangeOf(at, at + 2), is: isRefused ? 'refused' : 'kept' });
    return undefined;
  }

  private verbatim(from: number, to: number): void {
    if (to > from) {
      this.push(this.content.slice(from, to), from, to);
    }
  }

  private push(text: string, from: number, to: number): void {
    this.pieces.push({ text, from: this.rangeOf(from, to) });
  }

  private rangeOf(from: number, to: number): TextRange {
    return { start: this.start + from, end: this.start + to };
  }
}

const SIMPLE: Readonly<Record<string, string | undefined>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The number of hexadecimal digits behind a letter. */
const DIGITS: Readonly<Record<string, number | undefined>> = { x: 2, u: 4, U: 8 };
