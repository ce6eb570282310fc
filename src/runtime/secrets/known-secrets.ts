import type { Steps } from '../../base/steps';
import { Automaton } from './automaton';
import { encodingsOf, spellingsOf } from './encodings';
import { Fragments } from './fragments';
import { isHiddenInKey, reachOf, type Reach, type Secret } from './judgement';
import { partsOf } from './parts';
import type { Reading } from './readings';

export type Range = readonly [start: number, end: number];

/** In the log of one process a secret may be written in so many characters for one of its own. */
const WIDEST_WRITING = 12;
const LONGEST_WRITING = 65_536;
const LONGEST_PIECE = 512;
const LONGEST_ENCODED = 2048;
/** Characters of a part by which a token is known that is broken into lines, of tokens from so many on. */
const PART = 16;
const SHORTEST_IN_PARTS = 40;
/** A value of more is known by its fragments, but for its beginning. */
const LONGEST_IN_FULL = 16_384;
/** Characters of all that one automaton looks for, at forty bytes each; what goes beyond is known by its fragments. */
const MOST_IN_FULL = 500_000;
/** Of all automata together. */
const MOST_ROOM = 3_000_000;
/** Characters of secrets whose writings are thought out before others may go first. */
const TURN = 512;

/** How a text is looked for: an encoding is hidden with all that is encoded with it. */
type Sought = Exclude<Reach, 'behind its name' | 'not'> | 'encoded' | Part;

/** A part of a long value: whatever stands of the value around it is hidden with it. */
interface Part {
  readonly of: string;
  readonly at: number;
}

/** What all automata of a redactor take together. */
export class Room {
  taken = 0;

  get left(): number {
    return Math.max(0, MOST_ROOM - this.taken);
  }
}

/** Secrets that are looked for together, made ready when a text comes. */
export class KnownSecrets {
  /** Of all values. */
  length = 0;
  private readonly secrets = new Map<string, Secret>();
  private longestValue = 0;
  private lookup: Lookup | undefined;
  private making: Steps<Lookup> | undefined;

  constructor(private readonly room: Room) {}

  /** How many characters the longest writing of one has, or more. */
  get longest(): number {
    return Math.min(LONGEST_WRITING, this.longestValue * WIDEST_WRITING);
  }

  get isEmpty(): boolean {
    return this.secrets.size === 0;
  }

  add(key: string, secret: Secret): void {
    if (!this.secrets.has(key)) {
      this.secrets.set(key, secret);
      this.length += secret.value.length;
      this.longestValue = Math.max(this.longestValue, Math.min(secret.value.length, LONGEST_PIECE));
      this.discard();
    }
  }

  delete(key: string): void {
    this.length -= this.secrets.get(key)?.value.length ?? 0;
    this.secrets.delete(key);
    this.discard();
  }

  /** Gives back the room that it takes; it is made anew when it is looked for after all. */
  discard(): void {
    this.room.taken -= this.lookup?.length ?? 0;
    this.lookup = this.making = undefined;
  }

  /** What several texts wait for is made once. */
  *ready(): Steps<Lookup> {
    for (;;) {
      if (this.lookup) {
        return this.lookup;
      }
      this.making ??= Lookup.of([...this.secrets.values()], Math.min(MOST_IN_FULL, this.room.left));
      const step = this.making.next();
      if (step.done === true) {
        this.lookup = step.value;
        this.room.taken += step.value.length;
        this.making = undefined;
      } else {
        yield;
      }
    }
  }
}

/** The secrets of one moment, ready to be looked for. */
export class Lookup {
  /** Characters of all that its automaton looks for. */
  length = 0;
  private readonly sought = new Map<string, Sought>();
  private readonly fragments = new Fragments();
  private readonly named = new NamedValues();
  private automaton: Automaton<Sought> | undefined;

  private constructor(private readonly most: number) {}

  /** @param most How many characters its automaton may look for, about. */
  static *of(secrets: readonly Secret[], most: number): Steps<Lookup> {
    const lookup = new Lookup(most);
    let work = 0;
    for (const secret of secrets) {
      for (const part of partsOf(secret)) {
        lookup.add(part, reachOf(part));
        work += part.value.length + 16;
        if (work > TURN) {
          work = 0;
          yield;
        }
      }
    }
    lookup.automaton = yield* Automaton.of(lookup.sought);
    lookup.sought.clear();
    return lookup;
  }

  /** True when nothing of it is hidden anywhere. */
  get isEmpty(): boolean {
    return this.length === 0 && this.fragments.isEmpty && this.named.isEmpty;
  }

  /** Tells where secrets stand in a text, or in a key of an answer; in no order, and perhaps over each other. */
  find({ text, placeOf }: Reading, isKey: boolean, tell: (range: Range, isEncoded?: true) => void): void {
    let encodedUntil = 0;
    let partUntil = 0;
    this.automaton?.find(text, (start, end, sought) => {
      if (sought === 'everywhere' || sought === 'as a word') {
        const isHidden = isKey
          ? sought === 'everywhere' && isHiddenInKey(text.slice(start, end))
          : sought === 'everywhere' || isWordIn(text, start, end);
        if (isHidden) {
          tell(placeOf(start, end));
        }
      } else if (sought === 'encoded' && end > encodedUntil) {
        const from = backwards(text, start, encodedUntil);
        encodedUntil = forwards(text, end);
        tell(placeOf(from, encodedUntil), true);
      } else if (typeof sought === 'object' && end > partUntil) {
        const [before, after] = sameAround(text, start, sought);
        partUntil = after;
        tell(placeOf(before, after));
      }
    });
    if (!this.fragments.isEmpty) {
      this.fragments.find(text, (start, end) => tell(placeOf(start, end)));
    }
    if (!isKey) {
      this.named.find(text, (start, end) => tell(placeOf(start, end)));
    }
  }

  /** True for a value that is hidden behind its name. */
  isHiddenUnder(name: string | undefined, value: string): boolean {
    return name !== undefined && this.named.has(name, value);
  }

  private add(secret: Secret, reach: Reach): void {
    if (reach === 'behind its name') {
      this.named.add(secret.name ?? '', secret.value);
    } else if (reach !== 'not') {
      if (this.length >= this.most) {
        this.fragments.add(secret.value);
      } else if (secret.value.length > LONGEST_IN_FULL) {
        this.fragments.add(secret.value);
        this.addInFull(secret.value.slice(0, LONGEST_IN_FULL), reach);
      } else {
        this.addInFull(secret.value, reach);
      }
    }
  }

  private addInFull(value: string, reach: Sought): void {
    for (const spelling of spellingsOf(value)) {
      for (const piece of piecesOf(spelling)) {
        if (this.sought.get(piece) !== 'everywhere') {
          this.seek(piece, reach);
        }
      }
      for (const part of partsIn(spelling)) {
        const text = spelling.slice(part.at, part.at + PART);
        if (!this.sought.has(text)) {
          this.seek(text, part);
        }
      }
      // What is encoded is hidden with all around it that is, so that the beginning is enough of a long value.
      for (const encoding of encodingsOf(spelling.slice(0, LONGEST_ENCODED))) {
        if (!this.sought.has(encoding)) {
          this.seek(encoding, 'encoded');
        }
      }
    }
  }

  private seek(text: string, sought: Sought): void {
    this.sought.set(text, sought);
    this.length += text.length;
  }
}

/** Values that are hidden behind their names alone: `PIN=12`, `"pin": "12"`, `pin => 12`. */
class NamedValues {
  private readonly values = new Map<string, Set<string>>();
  private readonly lengths = new Set<number>();

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  add(name: string, value: string): void {
    const known = name.toLowerCase();
    if (known !== '') {
      this.values.set(known, (this.values.get(known) ?? new Set()).add(value));
      this.lengths.add(known.length);
    }
  }

  has(name: string, value: string): boolean {
    return this.values.get(name.toLowerCase())?.has(value) === true;
  }

  /** Of an assignment the value is looked at first, and then the names that may stand in front of it. */
  find(text: string, tell: (start: number, end: number) => void): void {
    if (this.isEmpty) {
      return;
    }
    for (const match of text.matchAll(ASSIGNED)) {
      const [sign, value = ''] = match;
      if (value.length <= LONGEST_ORDINARY && this.hasNameBefore(text, match.index, value)) {
        const start = match.index + sign.length;
        tell(start, start + value.length);
      }
    }
  }

  private hasNameBefore(text: string, end: number, value: string): boolean {
    // Quotes and brackets behind a name are not part of it.
    const behind = /["'\]]{0,2}\s{0,4}$/.exec(text.slice(Math.max(0, end - 6), end))?.[0].length ?? 0;
    for (const length of this.lengths) {
      if (this.has(text.slice(Math.max(0, end - behind - length), end - behind), value)) {
        return true;
      }
    }
    return false;
  }
}

/** No value that stands in every text is longer (judgement.ts). */
const LONGEST_ORDINARY = 32;
const ASSIGNED = /(?:=>|[:=])\s{0,4}(?:[bu]?["']{1,3})?(?=([^\s"',;&)\]}]{1,33}))/gi;

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

/**
 * A token may be broken where a program breaks its lines, as pprint does with bytes: it is known by its parts as well. What
 * has spaces, quotes or an address in it is made of words that stand elsewhere too.
 */
function partsIn(value: string): Part[] {
  return value.length < SHORTEST_IN_PARTS || /[\s"'{};,]|:\/\//.test(value)
    ? []
    : Array.from({ length: Math.floor((value.length - PART) / (PART / 2)) + 1 }, (_, index) => ({
        of: value,
        at: (index * PART) / 2,
      }));
}

function sameAround(text: string, start: number, { of, at }: Part): Range {
  let before = 0;
  while (before < at && before < start && of[at - before - 1] === text[start - before - 1]) {
    before += 1;
  }
  let length = 0;
  while (at + length < of.length && of[at + length] === text[start + length]) {
    length += 1;
  }
  return [start - before, start + length];
}

function isWordIn(text: string, start: number, end: number): boolean {
  const isWord = (character: string): boolean => /^[\p{L}\p{N}_]$/u.test(character);
  return !isWord(text.charAt(start - 1)) && !isWord(text.charAt(end));
}

/** The alphabets of Base64 and hexadecimal. */
const ENCODED = /^[A-Za-z0-9+/_=-]$/;

/** Where the run of encoded characters begins that goes on to the index. */
export function backwards(text: string, from: number, least: number): number {
  let start = from;
  while (start > least && ENCODED.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

/** Where the run of encoded characters ends that begins before the index. */
export function forwards(text: string, from: number): number {
  let end = from;
  while (end < text.length && ENCODED.test(text.charAt(end))) {
    end += 1;
  }
  return end;
}
