import type { Disposable } from '../../base/emitter';
import { finish, type Steps } from '../../base/steps';
import { Automaton } from './automaton';
import { encodingsOf, spellingsOf } from './encodings';
import { isHiddenInKeys, reachOf, secretVariables, type Reach, type Secret } from './judgement';
import { partsOf } from './parts';
import { readings, type Reading } from './readings';

/** What stands where a secret stood. */
export const HIDDEN = '•••';

/** In the log of one process a secret may be written in so many characters for one of its own. */
const WIDEST_WRITING = 12;
const LONGEST_WRITING = 65_536;
const LONGEST_PIECE = 512;
const LONGEST_ENCODED = 2048;
/** Characters that are looked through before others may go first, a matter of some milliseconds. */
const WINDOW = 16_384;

/** How many requests, and how many characters of their secrets, are remembered. */
const MOST_RECENT = 20;
const LONGEST_RECENT = 200_000;

/** What stands alone before the `@` of an address and is as long as this is a token, and nobody's name. */
const LONGEST_USER = 16;

/** What a failure leads to and nobody is shown: it has to stay what it is, though a folder's name has a secret in it. */
const TO_ACT_ON = new Set(['where', 'command', 'arguments']);

/** How a text is looked for: an encoding is hidden with all that is encoded with it. */
type Sought = Exclude<Reach, 'behind its name' | 'not'> | 'encoded';

type Range = readonly [start: number, end: number];

/**
 * Hides secrets in any text on its way to a person or a file, in whatever way a program has written them. The runtime has
 * one, which every origin of secrets tells what to hide, and which stands before every sink.
 */
export class Redactor {
  private readonly counts = new Map<string, { readonly secret: Secret; count: number }>();
  private readonly recent: { readonly hidden: Disposable; readonly length: number }[] = [];
  private known: KnownSecrets | undefined;
  private knownInKeys: KnownSecrets | undefined;

  /**
   * Hides values from now on, until disposed. A bare text is a secret without a name; how far each is hidden is told at
   * {@link Reach}.
   */
  hide(secrets: Iterable<string | Secret>): Disposable {
    const keys = [...secrets].map((given) => {
      const secret = typeof given === 'string' ? { value: given } : given;
      const key = `${secret.name ?? ''}\0${secret.value}`;
      const known = this.counts.get(key);
      if (known) {
        known.count += 1;
      } else {
        this.counts.set(key, { secret, count: 1 });
        this.forgetKnown();
      }
      return key;
    });
    return { dispose: () => keys.splice(0).forEach((key) => this.release(key)) };
  }

  /** Hides the secrets of a request until so many others have come that nothing is printed of it any more. */
  hideForAWhile(secrets: readonly Secret[]): void {
    this.recent.push({ hidden: this.hide(secrets), length: secrets.reduce((sum, { value }) => sum + value.length, 0) });
    let length = this.recent.reduce((sum, each) => sum + each.length, 0);
    while (this.recent.length > 1 && (this.recent.length > MOST_RECENT || length > LONGEST_RECENT)) {
      const oldest = this.recent.shift();
      oldest?.hidden.dispose();
      length -= oldest?.length ?? 0;
    }
  }

  /** Hides those of the variables that hold secrets, by name or by look. */
  hideVariables(variables: Readonly<Record<string, string>>): Disposable {
    return this.hide(secretVariables(variables));
  }

  /** The text with {@link HIDDEN} in place of every secret, and of the password of every address. */
  redact(text: string): string {
    return finish(this.inText(text));
  }

  /** The same of all texts in a JSON value, which stays one: it is printed afterwards. Of its keys see isHiddenInKeys. */
  redactValue<T>(value: T): T {
    return finish(this.redactValueInSteps(value));
  }

  /** {@link redactValue} in parts, for what may be large. */
  *redactValueInSteps<T>(value: T): Steps<T> {
    return (yield* this.inValue(value, undefined, { read: 0 })) as T;
  }

  /** The same of an error, with its stack and its causes; it stays the object that it is. */
  redactError(error: unknown): unknown {
    if (typeof error === 'string') {
      return this.redact(error);
    }
    this.inError(error, new Set());
    return error;
  }

  /** Whoever cuts a text on its way keeps back so many characters until the rest of a secret has come. */
  get longest(): number {
    return this.secrets().longest;
  }

  private secrets(): KnownSecrets {
    this.known ??= new KnownSecrets([...this.counts.values()].map(({ secret }) => secret));
    return this.known;
  }

  /** Those that are hidden in keys as well. */
  private secretsInKeys(): KnownSecrets {
    this.knownInKeys ??= new KnownSecrets(
      [...this.counts.values()].map(({ secret }) => secret),
      isHiddenInKeys,
    );
    return this.knownInKeys;
  }

  private release(key: string): void {
    const known = this.counts.get(key);
    if (known && --known.count === 0) {
      this.counts.delete(key);
      this.forgetKnown();
    }
  }

  private forgetKnown(): void {
    this.known = undefined;
    this.knownInKeys = undefined;
  }

  /** A long text is looked through in pieces that overlap by the longest writing of a secret. */
  private *inText(text: string, secrets = this.secrets()): Steps<string> {
    if (text.length <= WINDOW) {
      return without(text, [...secrets.rangesIn(text), ...passwordsIn(text)]);
    }
    const ranges: Range[] = [];
    for (let start = 0; start < text.length; start += WINDOW) {
      yield;
      const piece = text.slice(start, start + WINDOW + secrets.longest);
      for (const [from, to] of [...secrets.rangesIn(piece, WINDOW), ...passwordsIn(piece)]) {
        // What is encoded may go on in front of the piece and behind it.
        ranges.push([
          from === 0 ? backwards(text, start, 0) : start + from,
          to === piece.length ? forwards(text, start + to) : start + to,
        ]);
      }
    }
    return without(text, ranges);
  }

  private *inValue(value: unknown, name: string | undefined, work: { read: number }): Steps<unknown> {
    if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value);
      const redacted = this.secrets().isHiddenUnder(name, text) ? HIDDEN : yield* this.inText(text);
      work.read += text.length;
      if (work.read > WINDOW) {
        work.read = 0;
        yield;
      }
      return redacted === text ? value : redacted;
    }
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        items.push(yield* this.inValue(item, name, work));
      }
      return items;
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) {
      entries.push([yield* this.inText(key, this.secretsInKeys()), yield* this.inValue(item, key, work)]);
    }
    return Object.fromEntries(entries);
  }

  private inError(error: unknown, seen: Set<unknown>): void {
    if (typeof error !== 'object' || error === null || ArrayBuffer.isView(error) || seen.has(error)) {
      return;
    }
    seen.add(error);
    for (const key of Object.getOwnPropertyNames(error).filter((name) => !TO_ACT_ON.has(name))) {
      const held: unknown = Reflect.get(error, key);
      if (typeof held === 'string') {
        Reflect.set(error, key, this.redact(held));
      } else {
        this.inError(held, seen);
      }
    }
  }
}

/** The secrets of one moment, ready to be looked for. */
class KnownSecrets {
  readonly longest: number;
  private readonly automaton: Automaton<Sought>;
  private readonly valuesByName = new Map<string, Set<string>>();
  private readonly names: RegExp | undefined;

  /** @param isSought Of a secret or a part of one; all unless given. */
  constructor(secrets: readonly Secret[], isSought: (part: Secret) => boolean = () => true) {
    const sought = new Map<string, Sought>();
    let longest = 0;
    for (const part of secrets.flatMap(partsOf).filter(isSought)) {
      const reach = reachOf(part);
      longest = Math.max(longest, reach === 'not' ? 0 : Math.min(part.value.length, LONGEST_PIECE));
      if (reach === 'everywhere' || reach === 'as a word') {
        addTo(sought, part, reach);
      } else if (reach === 'behind its name' && part.name !== undefined) {
        const name = part.name.toLowerCase();
        this.valuesByName.set(name, (this.valuesByName.get(name) ?? new Set()).add(part.value));
      }
    }
    this.longest = Math.min(LONGEST_WRITING, longest * WIDEST_WRITING);
    this.automaton = new Automaton(sought);
    this.names = behindNames([...this.valuesByName.keys()]);
  }

  /** Where secrets stand in a text; in no order, and perhaps over each other. See {@link readings} for `most`. */
  rangesIn(text: string, most?: number): Range[] {
    return this.longest === 0 ? [] : [...readings(text, most)].flatMap((reading) => this.rangesOf(reading));
  }

  /** True for a value that is hidden behind its name. */
  isHiddenUnder(name: string | undefined, value: string): boolean {
    return name !== undefined && this.valuesByName.get(name.toLowerCase())?.has(value) === true;
  }

  private rangesOf({ text, placeOf }: Reading): Range[] {
    const ranges: Range[] = [];
    let encodedUntil = 0;
    this.automaton.find(text, (start, end, sought) => {
      if (sought === 'everywhere' || (sought === 'as a word' && isWordIn(text, start, end))) {
        ranges.push(placeOf(start, end));
      } else if (sought === 'encoded' && end > encodedUntil) {
        const from = backwards(text, start, encodedUntil);
        encodedUntil = forwards(text, end);
        ranges.push(placeOf(from, encodedUntil));
      }
    });
    if (this.names) {
      for (const match of text.matchAll(this.names)) {
        const [all, name = '', value = ''] = match;
        if (this.isHiddenUnder(name, value)) {
          const end = match.index + all.length;
          ranges.push(placeOf(end - value.length, end));
        }
      }
    }
    return ranges;
  }
}

function addTo(sought: Map<string, Sought>, { value }: Secret, reach: Sought): void {
  for (const spelling of spellingsOf(value)) {
    for (const piece of piecesOf(spelling)) {
      if (sought.get(piece) !== 'everywhere') {
        sought.set(piece, reach);
      }
    }
    // What is encoded is hidden with all around it that is, so that the beginning is enough of a long value.
    for (const encoding of encodingsOf(spelling.slice(0, LONGEST_ENCODED))) {
      if (!sought.has(encoding)) {
        sought.set(encoding, 'encoded');
      }
    }
  }
}

/** A long value is known by each of its pieces: a line may hold a part of it, and a tree of all of it is large. */
function piecesOf(value: string): string[] {
  if (value.length <= LONGEST_PIECE) {
    return [value];
  }
  const pieces = Array.from({ length: Math.floor(value.length / LONGEST_PIECE) }, (_, index) =>
    value.slice(index * LONGEST_PIECE, (index + 1) * LONGEST_PIECE),
  );
  return [...pieces, value.slice(-LONGEST_PIECE)];
}

/** Assignments to the names: `PIN=12`, `"pin": "12"`, `pin => 12`. */
function behindNames(names: readonly string[]): RegExp | undefined {
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return names.length === 0
    ? undefined
    : new RegExp(
        `(${escaped.join('|')})["'\\]]{0,2}\\s{0,4}(?:=>|[:=])\\s{0,4}[bu]?["']{0,3}([^\\s"',;&)\\]}]+)`,
        'gi',
      );
}

function isWordIn(text: string, start: number, end: number): boolean {
  const isWord = (character: string): boolean => /^[\p{L}\p{N}_]$/u.test(character);
  return !isWord(text.charAt(start - 1)) && !isWord(text.charAt(end));
}

/** The alphabets of Base64 and hexadecimal. */
const ENCODED = /^[A-Za-z0-9+/_=-]$/;

function backwards(text: string, from: number, least: number): number {
  let start = from;
  while (start > least && ENCODED.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

function forwards(text: string, from: number): number {
  let end = from;
  while (end < text.length && ENCODED.test(text.charAt(end))) {
    end += 1;
  }
  return end;
}

/** An address may hold a password that nobody has told of: `//user:password@`, or a token alone, `//token@`. */
function passwordsIn(text: string): Range[] {
  return text.includes('://')
    ? [...text.matchAll(/(:\/\/(?:[^\s/?#@:"']*:)?)([^\s/?#@:"'][^\s/?#@"']*)@/g)].flatMap(
        ({ index, 1: before = '', 2: part = '' }) => {
          const start = index + before.length;
          return before.length > '://'.length || part.length >= LONGEST_USER
            ? [[start, start + part.length] as const]
            : [];
        },
      )
    : [];
}

function without(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) {
    return text;
  }
  let redacted = '';
  let done = 0;
  let open: [start: number, end: number] | undefined;
  const close = (): void => {
    if (open) {
      redacted += text.slice(done, open[0]) + HIDDEN;
      done = open[1];
    }
  };
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (open && start <= open[1]) {
      open[1] = Math.max(open[1], end);
    } else {
      close();
      open = [start, end];
    }
  }
  close();
  return redacted + text.slice(done);
}
