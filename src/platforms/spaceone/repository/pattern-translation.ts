import { getOwn } from '../../../base/own-key';
import { dollar, posixClasses, type PatternDialect } from './pattern-dialects';

/** What holds between the parentheses of a group. */
interface Group {
  /** A dot is any character. */
  readonly dotAll: boolean;
  /** `^` and `$` are about each line. */
  readonly lines: boolean;
  /** In an assertion about what comes before, all of which has one length. */
  readonly behind: boolean;
}

/** A class's part: one character, or a set of them. */
interface ClassPart {
  readonly text: string;
  readonly isSet: boolean;
}

/** Of a quantifier, in PCRE. */
const MOST_REPEATS = 65_535;

/**
 * A pattern in JavaScript's words, to be used with the flags `iu`: what another dialect reads as JavaScript does stands
 * as it is, what it reads otherwise is said anew. With the flag `u`, JavaScript itself refuses what it does not know.
 * @throws Error for what the dialect would not take, and for what cannot be said in JavaScript
 */
export function translatePattern(text: string, dialect: PatternDialect): string {
  return new Translation(dialect.isPerl ? withoutQuotes(text) : text, dialect).translate();
}

class Translation {
  private at = 0;
  private out = '';
  /** False where there is nothing that a quantifier could repeat. */
  private isRepeatable = false;
  private group: Group = { dotAll: false, lines: false, behind: false };
  private readonly around: Group[] = [];

  constructor(
    private readonly text: string,
    private readonly dialect: PatternDialect,
  ) {}

  translate(): string {
    while (this.at < this.text.length) {
      this.next();
    }
    if (this.around.length > 0) {
      throw new Error('missing closing parenthesis');
    }
    return this.out;
  }

  private next(): void {
    const quantifier = this.take(this.dialect.quantifier)?.[0];
    if (quantifier !== undefined) {
      this.repeat(quantifier);
      return;
    }
    const char = this.character();
    switch (char) {
      case '\\':
        this.escape();
        break;
      case '[':
        this.write(this.characterClass());
        break;
      case '(':
        this.at -= 1;
        this.open();
        break;
      case ')':
        this.close();
        break;
      case '|':
        this.write('|', false);
        break;
      case '.':
        this.write(this.group.dotAll ? '[^]' : '[^\\n]');
        break;
      case '^':
        this.write(this.group.lines ? '(?:^|(?<=\\n)(?=[^]))' : '^', false);
        break;
      case '$':
        this.write(this.group.lines ? '(?![^\\n])' : dollar, false);
        break;
      default:
        this.write(literal(char));
    }
  }

  private write(text: string, isRepeatable = true): void {
    this.out += text;
    this.isRepeatable = isRepeatable;
  }

  /** The next character, which may be two units of UTF-16. */
  private character(): string {
    const char = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    this.at += char.length;
    return char;
  }

  /** What stands here and fits a sticky expression, which is then behind us. */
  private take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private repeat(quantifier: string): void {
    if (!this.isRepeatable) {
      throw new Error('quantifier does not follow a repeatable item');
    }
    if ((quantifier.match(/\d+/g) ?? []).some((number) => Number(number) > MOST_REPEATS)) {
      throw new Error('number too big in {} quantifier');
    }
    if (this.group.behind && !/\{\d+\}/.test(quantifier)) {
      throw new Error('lookbehind assertion is not fixed length');
    }
    if (this.text[this.at] === '+') {
      throw unsupported(`${quantifier}+`);
    }
    this.write(quantifier.replace('{,', '{0,') + (this.take(/\?/y)?.[0] ?? ''), false);
  }

  private escape(): void {
    const { text, isSet, letter } = this.escaped();
    if (letter === undefined) {
      this.write(isSet ? text : literal(text));
      return;
    }
    const [outside] = getOwn(this.dialect.escapes, letter) ?? [];
    const isBroken = (letter === 'R' && this.group.behind) || (letter === 'N' && this.text[this.at] === '{');
    if (outside === undefined || isBroken) {
      throw unsupported(`\\${letter}`);
    }
    this.write(outside, !'AbBZz'.includes(letter));
  }

  /** What stands behind a backslash: a character, a set of them by a property, or else a letter. */
  private escaped(): ClassPart & { readonly letter?: string } {
    if (this.at === this.text.length) {
      throw new Error('\\ at end of pattern');
    }
    const { octal, long, hex } = this.take(this.dialect.numbered)?.groups ?? {};
    if (octal !== undefined) {
      return { text: characterOf(Number(`0o0${octal}`)), isSet: false };
    }
    const digits = long ?? hex;
    if (digits !== undefined) {
      return { text: characterOf(Number(`0x0${digits}`)), isSet: false };
    }
    const property = this.dialect.isPerl ? this.take(/([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/y) : undefined;
    if (property) {
      return { text: propertyText(property), isSet: true };
    }
    const char = this.character();
    return /^[A-Za-z0-9]$/.test(char) ? { text: '', isSet: true, letter: char } : { text: char, isSet: false };
  }

  private open(): void {
    if (this.take(/\(\?#[^)]*\)/y)) {
      return;
    }
    const name = this.take(this.dialect.named);
    if (name) {
      this.enter(`(?<${name[1] ?? name[2] ?? ''}>`);
      return;
    }
    const start = this.take(/\(\?(?::|<?[=!])/y)?.[0];
    if (start !== undefined) {
      this.enter(start, { behind: this.group.behind || start.startsWith('(?<') });
      return;
    }
    const options = this.take(/\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/y);
    if (options) {
      this.options(options);
    } else if (/^\([?*]/.test(this.text.slice(this.at, this.at + 2))) {
      throw unsupported(this.text.slice(this.at, this.at + 3));
    } else {
      // Nothing refers to what a group has matched.
      this.at += 1;
      this.enter('(?:');
    }
  }

  private enter(start: string, change: Partial<Group> = {}): void {
    this.around.push(this.group);
    this.group = { ...this.group, ...change };
    this.write(start, false);
  }

  /** `(?s)` holds to the end of the group around it, `(?s:…)` for one of its own. That case does not count is so anyway. */
  private options([all, on = '', off = '', end]: RegExpExecArray): void {
    const isKnown = /^[ims]*$/.test(on) && /^[ms]*$/.test(off);
    if (!isKnown || (end === ')' && !this.dialect.isPerl && this.at > all.length)) {
      throw unsupported(all);
    }
    const set = (option: string, before: boolean): boolean => (on.includes(option) || before) && !off.includes(option);
    const change = { dotAll: set('s', this.group.dotAll), lines: set('m', this.group.lines) };
    if (end === ':') {
      this.enter('(?:', change);
    } else {
      this.group = { ...this.group, ...change };
      this.isRepeatable = false;
    }
  }

  private close(): void {
    const around = this.around.pop();
    if (!around) {
      throw new Error('unmatched closing parenthesis');
    }
    this.group = around;
    this.write(')');
  }

  private characterClass(): string {
    if (this.dialect.isPerl && /^([:.=])[\^a-z]*\1\]/.test(this.text.slice(this.at))) {
      throw new Error('POSIX named classes are supported only within a class');
    }
    let content = this.take(/\^/y) ? '[^' : '[';
    // A bracket that comes first does not end the class.
    for (let isFirst = true; isFirst || this.text[this.at] !== ']'; isFirst = false) {
      if (this.at >= this.text.length) {
        throw new Error('missing terminating ] for character class');
      }
      content += this.classItem();
    }
    this.at += 1;
    return `${content}]`;
  }

  private classItem(): string {
    const from = this.classPart();
    if (!this.take(/-(?!\]|$)/y)) {
      return from.isSet ? from.text : literal(from.text);
    }
    const to = this.classPart();
    if (from.isSet || to.isSet) {
      throw new Error('invalid range in character class');
    }
    return `${literal(from.text)}-${literal(to.text)}`;
  }

  private classPart(): ClassPart {
    const posix = this.dialect.isPerl ? this.take(/\[:(\^?)([a-z]*):\]/y) : undefined;
    if (posix) {
      return { text: posixText(posix), isSet: true };
    }
    const char = this.character();
    if (char !== '\\') {
      return { text: char, isSet: false };
    }
    const { letter, ...part } = this.escaped();
    if (letter === undefined) {
      return part;
    }
    const [, inside] = getOwn(this.dialect.escapes, letter) ?? [];
    if (inside === undefined) {
      throw unsupported(`[\\${letter}]`);
    }
    return { text: inside, isSet: true };
  }
}

/** `\Q…\E` means each of its characters. */
function withoutQuotes(text: string): string {
  return text.replace(/\\(?:Q([^]*?)(?:\\E|$)|E|[^])/g, (all: string, quoted: string | undefined) =>
    quoted !== undefined ? quoted.replace(/[!-/:-@[-`{-~]/g, '\\$&') : all === '\\E' ? '' : all,
  );
}

function posixText([all, not, name = '']: RegExpExecArray): string {
  const content = getOwn(posixClasses, name);
  if (content === undefined) {
    throw new Error('unknown POSIX class name');
  }
  if (not !== '') {
    throw unsupported(all);
  }
  return content;
}

/** A category, or else a script; of a letter's case nothing can be said where case does not count. */
function propertyText([all, letter = '', not = '', name = '', short = '']: RegExpExecArray): string {
  const property = name || short;
  if (/^L[ult]$/.test(property)) {
    throw unsupported(`\\${all}`);
  }
  const isNegated = (letter === 'P') !== (not !== '');
  const isCategory = property === 'Any' || /^[LMNPSZC][a-z]?$/.test(property);
  return `\\${isNegated ? 'P' : 'p'}{${isCategory ? property : `Script_Extensions=${property}`}}`;
}

function characterOf(number: number): string {
  if (number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) {
    throw new Error('character code point value in \\x{} or \\o{} is too large');
  }
  return String.fromCodePoint(number);
}

/** A character as itself, in a class too. */
function literal(char: string): string {
  return /^[\^$\\.*+?()[\]{}|/-]$/.test(char) ? (char === '-' ? '\\x2d' : `\\${char}`) : char;
}

function unsupported(what: string): Error {
  return new Error(`${what} is not supported by the local Repository`);
}
