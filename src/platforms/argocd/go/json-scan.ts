import { quoteByte } from './quote';

/** Where the first value of a text ends, or what Go's decoder says of the byte at which it is none. */
export type ScannedJson =
  { readonly end: number; readonly error?: undefined } | { readonly end: number; readonly error: string };

/** Go gives up on what is nested deeper (go1.26, `encoding/json/scanner.go`). */
const DEEPEST = 10_000;

class NotJson extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads the first JSON value of a text as Go's `json.Decoder` does, and says what is wrong with it in Go's words (go1.26,
 * `encoding/json/scanner.go`).
 * @param bytes The text, a character for each of its bytes.
 * @returns Nothing but white space ends in `EOF`, a value that breaks off in `unexpected EOF`.
 */
export function scanJson(bytes: string): ScannedJson {
  try {
    return { end: new JsonScan(bytes).value() };
  } catch (error) {
    if (error instanceof NotJson) {
      return { end: error.at, error: error.message };
    }
    throw error;
  }
}

/** What may come next: a value, the first or a later key of an object, the first value of a list. */
type Wanted = 'value' | 'first-key' | 'key' | 'first-value';

class JsonScan {
  private at = 0;
  /** The brackets that are open. */
  private readonly open: ('{' | '[')[] = [];

  constructor(private readonly bytes: string) {}

  value(): number {
    this.skipBlanks();
    if (this.at >= this.bytes.length) {
      throw new NotJson(this.at, 'EOF');
    }
    let wanted: Wanted = 'value';
    for (;;) {
      const inside = this.part(wanted);
      if (inside !== undefined) {
        wanted = inside;
        continue;
      }
      const next = this.behindValue();
      if (next === undefined) {
        return this.at;
      }
      wanted = next;
    }
  }

  /** Reads up to the end of a value; tells what is wanted instead where one has only begun. */
  private part(wanted: Wanted): Wanted | undefined {
    this.skipBlanks();
    if (wanted === 'first-key' || wanted === 'key') {
      return this.key(wanted);
    }
    const char = this.peek();
    this.at += 1;
    if (wanted === 'first-value' && char === ']') {
      this.open.pop();
      return undefined;
    }
    switch (char) {
      case '{':
      case '[':
        this.open.push(char);
        if (this.open.length > DEEPEST) {
          throw new NotJson(this.at, 'exceeded max depth');
        }
        return char === '{' ? 'first-key' : 'first-value';
      case '"':
        this.string();
        return undefined;
      case 't':
      case 'f':
      case 'n':
        this.literal({ t: 'true', f: 'false', n: 'null' }[char]);
        return undefined;
      default:
        this.at -= 1;
        this.number(char);
        return undefined;
    }
  }

  private key(wanted: 'first-key' | 'key'): Wanted | undefined {
    if (wanted === 'first-key' && this.peek() === '}') {
      this.at += 1;
      this.open.pop();
      return undefined;
    }
    this.take('"', 'looking for beginning of object key string');
    this.string();
    this.skipBlanks();
    this.take(':', 'after object key');
    return 'value';
  }

  /** What is wanted behind a value; undefined where it was the outermost one. */
  private behindValue(): Wanted | undefined {
    for (;;) {
      const bracket = this.open.at(-1);
      if (bracket === undefined) {
        return undefined;
      }
      this.skipBlanks();
      const char = this.peek();
      this.at += 1;
      if (char === ',') {
        return bracket === '{' ? 'key' : 'value';
      }
      if (char !== (bracket === '{' ? '}' : ']')) {
        throw this.wrong(this.at - 1, bracket === '{' ? 'after object key:value pair' : 'after array element');
      }
      this.open.pop();
    }
  }

  /** From behind its opening quote to behind the closing one. */
  private string(): void {
    for (;;) {
      const char = this.peek();
      if (char < ' ') {
        throw this.wrong(this.at, 'in string literal');
      }
      this.at += 1;
      if (char === '"') {
        return;
      }
      if (char === '\\') {
        this.escape();
      }
    }
  }

  private escape(): void {
    const char = this.peek();
    if (char !== 'u') {
      this.must(/["\\/bfnrt]/, 'in string escape code');
      return;
    }
    this.at += 1;
    for (let digits = 0; digits < 4; digits += 1) {
      this.must(/[\da-fA-F]/, 'in \\u hexadecimal character escape');
    }
  }

  private literal(word: string): void {
    for (const char of word.slice(1)) {
      this.take(char, `in literal ${word} (expecting '${char}')`);
    }
  }

  private number(first: string): void {
    if (!/[-\d]/.test(first)) {
      throw this.wrong(this.at, 'looking for beginning of value');
    }
    this.at += first === '-' ? 1 : 0;
    const leading = this.peek();
    this.must(/\d/, 'in numeric literal');
    if (leading !== '0') {
      this.digits();
    }
    if (this.bytes[this.at] === '.') {
      this.at += 1;
      this.must(/\d/, 'after decimal point in numeric literal');
      this.digits();
    }
    if (/[eE]/.test(this.bytes[this.at] ?? '')) {
      this.at += 1;
      this.at += /[-+]/.test(this.peek()) ? 1 : 0;
      this.must(/\d/, 'in exponent of numeric literal');
      this.digits();
    }
  }

  private digits(): void {
    while (/\d/.test(this.bytes[this.at] ?? '')) {
      this.at += 1;
    }
  }

  private skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.bytes[this.at] ?? '')) {
      this.at += 1;
    }
  }

  private take(char: string, where: string): void {
    if (this.peek() !== char) {
      throw this.wrong(this.at, where);
    }
    this.at += 1;
  }

  private must(chars: RegExp, where: string): void {
    if (!chars.test(this.peek())) {
      throw this.wrong(this.at, where);
    }
    this.at += 1;
  }

  private peek(): string {
    const char = this.bytes[this.at];
    if (char === undefined) {
      throw new NotJson(this.at, 'unexpected EOF');
    }
    return char;
  }

  private wrong(at: number, where: string): NotJson {
    return new NotJson(at, `invalid character ${quoteByte(this.bytes[at] ?? '')} ${where}`);
  }
}
