import type { Budget } from './budget';

/**
 * Whose pattern it is. Go's `filepath.Match` (Docker's COPY) negates a class with `^` alone; git's `wildmatch.c` with
 * `!` as well, and it knows classes by name and `**`.
 */
export type GlobDialect = 'go' | 'git';

type Fits = (character: string) => boolean;
const STAR = Symbol('*');

/** What stands between two slashes of a pattern. */
export type Segment = '**' | NamePattern;

/**
 * A pattern for one name: `*`, `?`, `[a-z]` and `\`. A name that does not fit is tried again from the last star alone,
 * which is enough for it: that takes at most pattern times name steps, where a regular expression may take
 * exponentially many.
 */
export class NamePattern {
  private readonly literal: string | undefined;

  constructor(
    private readonly parts: readonly (string | Fits | typeof STAR)[],
    private readonly length = parts.filter((part) => part !== STAR).length,
  ) {
    this.literal = parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
  }

  /** @throws BudgetSpent */
  fits(name: string, budget: Budget): boolean {
    budget.spend();
    if (this.literal !== undefined || this.length > name.length) {
      return this.literal === name;
    }
    const characters = hasPairs(name) ? Array.from(name) : name;
    let at = 0;
    let part = 0;
    let retryAt = 0;
    let retryPart = 0;
    while (at < characters.length) {
      budget.spend();
      const expected = this.parts[part];
      if (expected === STAR) {
        part += 1;
        retryAt = at;
        retryPart = part;
      } else if (isOne(expected, characters[at] ?? '')) {
        at += 1;
        part += 1;
      } else if (retryPart > 0) {
        retryAt += 1;
        at = retryAt;
        part = retryPart;
      } else {
        return false;
      }
    }
    return this.parts.slice(part).every((rest) => rest === STAR);
  }
}

/** True where a character may take two places. */
function hasPairs(name: string): boolean {
  return /[\uD800-\uDBFF]/.test(name);
}

function isOne(expected: string | Fits | undefined, character: string): boolean {
  return typeof expected === 'function' ? expected(character) : expected === character;
}

/** True when a path's names fit the segments, of which `**` stands for any number of names. */
export function fitsPath(segments: readonly Segment[], names: readonly string[], budget: Budget): boolean {
  let at = 0;
  let segment = 0;
  let retryAt = 0;
  let retrySegment = 0;
  while (at < names.length) {
    budget.spend();
    const expected = segments[segment];
    if (expected === '**') {
      segment += 1;
      retryAt = at;
      retrySegment = segment;
    } else if (expected?.fits(names[at] ?? '', budget)) {
      at += 1;
      segment += 1;
    } else if (retrySegment > 0) {
      retryAt += 1;
      at = retryAt;
      segment = retrySegment;
    } else {
      return false;
    }
  }
  return segments.slice(segment).every((rest) => rest === '**');
}

/** No path is longer (Linux, `PATH_MAX`), and no pattern that anybody writes. */
export const LONGEST_PATTERN = 4096;

/** The segments of a pattern; undefined for one that its dialect calls broken, which fits nothing, and for a longer one. */
export function parseGlob(pattern: string, dialect: GlobDialect): Segment[] | undefined {
  return pattern.length > LONGEST_PATTERN ? undefined : new GlobParser(pattern, dialect).segments();
}

class GlobParser {
  private at = 0;

  constructor(
    private readonly pattern: string,
    private readonly dialect: GlobDialect,
  ) {}

  segments(): Segment[] | undefined {
    const found: Segment[] = [];
    let parts: (string | Fits | typeof STAR)[] = [];
    let stars = 0;
    const end = (): void => {
      const isAny = stars > 1 && parts.length === 1 && this.dialect === 'git';
      found.push(isAny ? '**' : new NamePattern(parts));
      [parts, stars] = [[], 0];
    };
    while (this.at < this.pattern.length) {
      const part = this.next();
      if (part === undefined) {
        return undefined;
      }
      if (part === '/') {
        end();
      } else if (part !== STAR || parts.at(-1) !== STAR) {
        parts.push(part);
      }
      stars += part === STAR ? 1 : 0;
    }
    end();
    // At the end `**` stands for one name at least: `a/**` is what lies in `a`.
    return found.length > 1 && found.at(-1) === '**' ? [...found.slice(0, -1), new NamePattern([STAR]), '**'] : found;
  }

  private next(): string | Fits | typeof STAR | undefined {
    const character = this.take();
    switch (character) {
      case '*':
        return STAR;
      case '?':
        return () => true;
      case '[':
        return this.characterClass();
      case '\\':
        return this.take() || undefined;
      default:
        return character;
    }
  }

  /** The next character, empty at the end. */
  private take(): string {
    const code = this.pattern.codePointAt(this.at);
    const character = code === undefined ? '' : String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private characterClass(): Fits | undefined {
    const negations = this.dialect === 'git' ? '!^' : '^';
    const isNegated = this.at < this.pattern.length && negations.includes(this.pattern.charAt(this.at));
    this.at += isNegated ? 1 : 0;
    const choices: Fits[] = [];
    // A bracket that comes first is one of the characters for git, and breaks the pattern for Go.
    while (this.pattern.charAt(this.at) !== ']' || choices.length === 0) {
      const choice = this.choice();
      if (!choice) {
        return undefined;
      }
      choices.push(choice);
    }
    this.at += 1;
    return (character) => choices.some((fits) => fits(character)) !== isNegated;
  }

  private choice(): Fits | undefined {
    if (this.dialect === 'git' && this.pattern.startsWith('[:', this.at)) {
      const close = this.pattern.indexOf(']', this.at + 2);
      if (this.pattern.charAt(close - 1) === ':' && close - 1 > this.at + 1) {
        const name = this.pattern.slice(this.at + 2, close - 1);
        this.at = close + 1;
        return NAMED.get(name);
      }
    }
    const from = this.classCharacter();
    const isRange = this.pattern.charAt(this.at) === '-' && this.pattern.charAt(this.at + 1) !== ']';
    if (from === undefined || !isRange) {
      return from === undefined ? undefined : (character) => character === from;
    }
    this.at += 1;
    const to = this.classCharacter();
    const isFrom: Fits = (character) => this.dialect === 'git' && character === from;
    return to === undefined ? undefined : (character) => isFrom(character) || (from <= character && character <= to);
  }

  private classCharacter(): string | undefined {
    const character = this.take();
    if (this.dialect === 'go' && (character === ']' || character === '-')) {
      return undefined;
    }
    return (character === '\\' ? this.take() : character) || undefined;
  }
}

/** As git's `sane_ctype.h` has them: ASCII alone. */
const NAMED = new Map<string, Fits>([
  ['alnum', (character) => /^[A-Za-z0-9]$/.test(character)],
  ['alpha', (character) => /^[A-Za-z]$/.test(character)],
  ['blank', (character) => /^[ \t]$/.test(character)],
  ['cntrl', (character) => character < ' ' || character === '\x7F'],
  ['digit', (character) => /^[0-9]$/.test(character)],
  ['graph', isGraph],
  ['lower', (character) => /^[a-z]$/.test(character)],
  ['print', (character) => character === ' ' || isGraph(character)],
  ['punct', (character) => isGraph(character) && !/[A-Za-z0-9]/.test(character)],
  ['space', (character) => /^[ \t\n\v\f\r]$/.test(character)],
  ['upper', (character) => /^[A-Z]$/.test(character)],
  ['xdigit', (character) => /^[A-Fa-f0-9]$/.test(character)],
]);

function isGraph(character: string): boolean {
  return '!' <= character && character <= '~';
}
