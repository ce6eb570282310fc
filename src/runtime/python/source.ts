import { finish, type Steps } from '../../base/steps';
import { Budget } from '../../base/budget';

/** A word of Python source; comments and layout are gone. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'operator';
  /** As written; a string's value without prefix and quotes, its escapes resolved. */
  readonly text: string;
  /** True for a string whose value is only known at run time. */
  readonly formatted?: boolean;
  /** 1-based. */
  readonly line: number;
}

/** A logical line: one statement, or the head of a compound one. */
export interface Statement {
  /** Columns before the first word; a tab counts up to the next multiple of eight. */
  readonly indent: number;
  /** 1-based line of the first word. */
  readonly line: number;
  readonly tokens: readonly Token[];
}

const STRING_START = /([rbuf]{0,2})("""|'''|"|')/iy;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\w.]*/y;
/** What begins no word, number or string. */
const PUNCTUATION: ReadonlySet<string> = new Set('()[]{},.:;=@');
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** A token takes as much room as some twenty characters, and so does a statement. */
const STEPS_A_TOKEN = 8;
/** Read before others may go first, a fraction of a millisecond. */
const TOKENS_A_STEP = 200;

/**
 * Cuts Python source into its logical lines, as the language's lexical rules say, however broken the text.
 * @throws BudgetSpent for a text that is longer than any module
 */
export function statements(source: string, budget = new Budget()): Statement[] {
  return finish(statementsInSteps(source, budget));
}

/** {@link statements} in parts. */
export function* statementsInSteps(source: string, budget: Budget): Steps<Statement[]> {
  budget.spend(source.length);
  return yield* new Lexer(source.replaceAll('\r\n', '\n'), budget).read();
}

class Lexer {
  private at = 0;
  private line = 1;
  private depth = 0;
  private indent = 0;
  private tokens: Token[] = [];
  private readonly found: Statement[] = [];

  constructor(
    private readonly source: string,
    private readonly budget: Budget,
  ) {}

  *read(): Steps<Statement[]> {
    this.startLine();
    for (let count = 1; this.at < this.source.length; count++) {
      this.step();
      if (count % TOKENS_A_STEP === 0) {
        yield;
      }
    }
    this.endStatement();
    return this.found;
  }

  private step(): void {
    const char = this.source.charAt(this.at);
    if (char === '\n') {
      this.at++;
      this.line++;
      if (this.depth === 0) {
        this.endStatement();
        this.startLine();
      }
    } else if (char === '#') {
      const end = this.source.indexOf('\n', this.at);
      this.at = end < 0 ? this.source.length : end;
    } else if (char === '\\' && this.source.charAt(this.at + 1) === '\n') {
      this.at += 2;
      this.line++;
    } else if (/\s/.test(char)) {
      this.at++;
    } else if (PUNCTUATION.has(char)) {
      this.operator(char);
    } else if (!this.string() && !this.match(WORD, 'name') && !this.match(NUMBER, 'number')) {
      this.operator(char);
    }
  }

  private operator(char: string): void {
    if (char === ';' && this.depth === 0) {
      this.endStatement();
    } else {
      if ('([{'.includes(char)) {
        this.depth++;
      } else if (')]}'.includes(char)) {
        this.depth = Math.max(0, this.depth - 1);
      }
      this.push({ kind: 'operator', text: char, line: this.line });
    }
    this.at++;
  }

  private push(token: Token): void {
    this.budget.spend(STEPS_A_TOKEN);
    this.tokens.push(token);
  }

  private match(pattern: RegExp, kind: Token['kind']): boolean {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0];
    if (text === undefined) {
      return false;
    }
    this.push({ kind, text, line: this.line });
    this.at += text.length;
    return true;
  }

  private string(): boolean {
    STRING_START.lastIndex = this.at;
    const start = STRING_START.exec(this.source);
    if (!start) {
      return false;
    }
    const [opening, prefix = '', quote = ''] = start;
    const line = this.line;
    const formatted = /f/i.test(prefix);
    this.at += opening.length;
    const text = this.stringBody(quote, /r/i.test(prefix), formatted);
    this.push({ kind: 'string', text, line, ...(formatted && { formatted }) });
    return true;
  }

  /** Reads up to and past the closing quote; a string that is never closed ends with its line. */
  private stringBody(quote: string, raw: boolean, formatted: boolean): string {
    let text = '';
    while (this.at < this.source.length) {
      const char = this.source.charAt(this.at);
      if (this.source.startsWith(quote, this.at)) {
        this.at += quote.length;
        return text;
      }
      if (char === '\n' && quote.length === 1) {
        return text;
      }
      if (char === '\\' && this.at + 1 < this.source.length) {
        const escaped = this.source.charAt(this.at + 1);
        text += raw ? char + escaped : (ESCAPES[escaped] ?? escaped);
        this.line += escaped === '\n' ? 1 : 0;
        this.at += 2;
      } else if (formatted && char === '{' && this.source.charAt(this.at + 1) !== '{') {
        this.replacementField();
      } else {
        text += char;
        this.line += char === '\n' ? 1 : 0;
        this.at += formatted && (char === '{' || char === '}') && this.source.charAt(this.at + 1) === char ? 2 : 1;
      }
    }
    return text;
  }

  /** Skips `{…}` of an f-string, in which strings may use the outer quote again (Python 3.12). */
  private replacementField(): void {
    let depth = 0;
    while (this.at < this.source.length && this.source.charAt(this.at) !== '\n') {
      const char = this.source.charAt(this.at);
      STRING_START.lastIndex = this.at;
      const inner = depth > 0 ? STRING_START.exec(this.source) : null;
      if (inner && this.closesBefore(inner[0].length, inner[2] ?? '')) {
        this.at += inner[0].length;
        this.stringBody(inner[2] ?? '', /r/i.test(inner[1] ?? ''), /f/i.test(inner[1] ?? ''));
        continue;
      }
      depth += char === '{' ? 1 : char === '}' ? -1 : 0;
      this.at++;
      if (depth === 0) {
        return;
      }
    }
  }

  /** True when an inner string is closed on its own line and the field after it as well. */
  private closesBefore(length: number, quote: string): boolean {
    const start = this.at + length;
    const newline = this.source.indexOf('\n', start);
    const line = this.source.slice(start, newline < 0 ? undefined : newline);
    // Strings in strings on one line are as many calls in each other.
    this.budget.spend(line.length);
    const close = line.indexOf(quote);
    return close >= 0 && line.includes('}', close);
  }

  private startLine(): void {
    this.indent = 0;
    for (; this.at < this.source.length; this.at++) {
      const char = this.source.charAt(this.at);
      if (char === '\t') {
        this.indent += 8 - (this.indent % 8);
      } else if (char === ' ') {
        this.indent++;
      } else if (char !== '\f' && char !== '\uFEFF') {
        return;
      }
    }
  }

  private endStatement(): void {
    const first = this.tokens[0];
    if (first) {
      this.budget.spend(STEPS_A_TOKEN);
      this.found.push({ indent: this.indent, line: first.line, tokens: this.tokens });
      this.tokens = [];
    }
  }
}
