import type { Disposable } from '../../base/emitter';
import { finish, type Steps } from '../../base/steps';
import { copied } from './copied-value';
import { secretVariables, type Secret } from './judgement';
import { KnownSecrets, Room, backwards, forwards, type Lookup, type Range } from './known-secrets';
import { HIDDEN, findSecrets, withoutRanges } from './secret-ranges';

/** Characters that are looked through before others may go first, a matter of some milliseconds. */
const WINDOW = 16_384;

/** Characters of secrets that are looked for together, about: more than a few are not gone through anew for each that comes. */
const TOGETHER = 8000;
/** The same where there is room for their fragments alone. */
const TOGETHER_IN_FRAGMENTS = 1_000_000;
/** Requests whose secrets are looked for together. */
const REQUESTS_TOGETHER = 10;
/** So many requests have to be over after one before its secrets are forgotten. */
const REMEMBERED = 20;
/** Characters of the secrets of requests; beyond it those are forgotten sooner that are over. */
const MOST_OF_REQUESTS = 8_000_000;
/** Characters of all secrets; beyond it nothing is shown at all. */
const MOST_IN_ALL = 32_000_000;

/** What a failure leads to and nobody is shown: it has to stay what it is, though a folder's name has a secret in it. */
const TO_ACT_ON = new Set(['where', 'command', 'arguments']);

/** Requests whose secrets are looked for together, and forgotten together. */
interface Requests {
  readonly known: KnownSecrets;
  count: number;
  underWay: number;
  /** How many requests of all were over when the last of these was. */
  over: number;
}

/**
 * Hides secrets in any text on its way to a person or a file, in whatever way a program has written them. The runtime has
 * one, which every origin of secrets tells what to hide, and which stands before every sink.
 */
export class Redactor {
  private readonly room = new Room();
  private readonly counts = new Map<string, { readonly known: KnownSecrets; count: number }>();
  private readonly lasting: KnownSecrets[] = [];
  private readonly requests: Requests[] = [];
  private requestsOver = 0;
  /** What has come out last, which often goes through a second front end: it is as it may be seen. */
  private shown: string | undefined;
  /** Counts what has been told to hide, so that nothing stands as shown that was looked through before. */
  private told = 0;

  /**
   * Hides values from now on, until disposed. A bare text is a token or a password that a person or the product has given
   * as one, whatever it looks like; how far each is hidden is told at {@link Reach}.
   */
  hide(secrets: Iterable<string | Secret>): Disposable {
    this.learn();
    const into = this.openFor(this.lasting.at(-1)) ?? new KnownSecrets(this.room);
    const keys = [...secrets].map((given) => {
      const secret: Secret = typeof given === 'string' ? { name: 'token', value: given, isDeclared: true } : given;
      const key = keyOf(secret);
      const hidden = this.counts.get(key) ?? { known: into, count: 0 };
      hidden.count += 1;
      hidden.known.add(key, secret);
      this.counts.set(key, hidden);
      return key;
    });
    if (!into.isEmpty && this.lasting.at(-1) !== into) {
      this.lasting.push(into);
    }
    return { dispose: () => keys.splice(0).forEach((key) => this.release(key)) };
  }

  /** Does the work of a request, which is over with it: see {@link hideDuring}. */
  async hidingDuring<T>(secrets: readonly Secret[], work: () => Promise<T>): Promise<T> {
    const hidden = this.hideDuring(secrets);
    try {
      return await work();
    } finally {
      hidden.dispose();
    }
  }

  /**
   * Hides the secrets of a request until it is over, which disposing says, and then until so many others are over as well
   * that nothing is printed of it any more.
   */
  hideDuring(secrets: readonly Secret[]): Disposable {
    this.learn();
    const last = this.requests.at(-1);
    const isOpen = last && last.count < REQUESTS_TOGETHER && this.openFor(last.known);
    const requests = isOpen ? last : { known: new KnownSecrets(this.room), count: 0, underWay: 0, over: 0 };
    if (!isOpen) {
      this.requests.push(requests);
    }
    requests.count += 1;
    requests.underWay += 1;
    secrets.forEach((secret) => requests.known.add(keyOf(secret), secret));
    this.forget();
    let isOver = false;
    return {
      dispose: () => {
        if (!isOver) {
          isOver = true;
          requests.underWay -= 1;
          requests.over = ++this.requestsOver;
          this.forget();
        }
      },
    };
  }

  /** Hides those of the variables that hold secrets, by name or by look. */
  hideVariables(variables: Readonly<Record<string, string>>): Disposable {
    return this.hide(secretVariables(variables));
  }

  /** The text with {@link HIDDEN} in place of every secret, and of the password of every address. */
  redact(text: string): string {
    return finish(this.inText(text));
  }

  /** {@link redact} in parts, for what may come without end. */
  redactInSteps(text: string): Steps<string> {
    return this.inText(text);
  }

  /** The same of all texts in a JSON value, which stays one: it is printed afterwards. Of its keys see isHiddenInKey. */
  redactValue<T>(value: T): T {
    return finish(this.redactValueInSteps(value));
  }

  /** {@link redactValue} in parts, for what may be large. */
  *redactValueInSteps<T>(value: T): Steps<T> {
    return (yield* this.inValue(value)) as T;
  }

  /** The same of an error, with its stack and its causes; it stays the object that it is. */
  redactError(error: unknown): unknown {
    if (typeof error === 'string') {
      return this.redact(error);
    }
    this.inError(error);
    return error;
  }

  /** Whoever cuts a text on its way keeps back so many characters until the rest of a secret has come. */
  get longest(): number {
    return Math.max(0, ...this.known().map(({ longest }) => longest));
  }

  private learn(): void {
    this.told += 1;
    this.shown = undefined;
  }

  private known(): KnownSecrets[] {
    return [...this.lasting, ...this.requests.map(({ known }) => known)];
  }

  /** The secrets, when there is a place for more among them. */
  private openFor(known: KnownSecrets | undefined): KnownSecrets | undefined {
    return known && known.length < (this.room.left > 0 ? TOGETHER : TOGETHER_IN_FRAGMENTS) ? known : undefined;
  }

  private release(key: string): void {
    const hidden = this.counts.get(key);
    if (hidden && --hidden.count === 0) {
      this.counts.delete(key);
      hidden.known.delete(key);
      if (hidden.known.isEmpty) {
        this.lasting.splice(this.lasting.indexOf(hidden.known), 1);
      }
    }
  }

  /** Of requests that are over, those are forgotten that were so long ago, and the largest when all are too large. */
  private forget(): void {
    const isFull = (each: Requests): boolean => each !== this.requests.at(-1) || each.count >= REQUESTS_TOGETHER;
    const over = this.requests.filter((each) => each.underWay === 0 && isFull(each));
    const gone = new Set(over.filter((each) => this.requestsOver - each.over >= REMEMBERED));
    let length = lengthOf(this.requests.filter((each) => !gone.has(each)).map(({ known }) => known));
    for (const each of over.sort((a, b) => b.known.length - a.known.length)) {
      if (length > MOST_OF_REQUESTS && !gone.has(each)) {
        gone.add(each);
        length -= each.known.length;
      }
    }
    if (gone.size > 0) {
      gone.forEach(({ known }) => known.discard());
      this.requests.splice(0, this.requests.length, ...this.requests.filter((each) => !gone.has(each)));
    }
  }

  private *lookups(): Steps<Lookup[]> {
    const ready: Lookup[] = [];
    for (const known of this.known()) {
      ready.push(yield* known.ready());
    }
    return ready.filter(({ isEmpty }) => !isEmpty);
  }

  /** A long text is looked through in pieces that overlap by the longest writing of a secret. */
  private *inText(text: string, { isKey = false } = {}): Steps<string> {
    if (text === this.shown && !isKey) {
      return text;
    }
    const { told } = this;
    if (lengthOf(this.known()) > MOST_IN_ALL) {
      return text === '' ? text : HIDDEN;
    }
    const lookups = yield* this.lookups();
    const ranges: Range[] = [];
    if (text.length <= WINDOW) {
      yield* findSecrets(lookups, text, { isKey }, (range) => ranges.push(range));
    } else {
      const { longest } = this;
      let run: Range = [0, -1];
      for (let start = 0; start < text.length; start += WINDOW) {
        yield;
        const piece = text.slice(start, start + WINDOW + longest);
        // What is encoded may go on in front of the piece and behind it; it is gone along once.
        const runAt = (index: number): Range => {
          if (index < run[0] || index > run[1]) {
            run = [backwards(text, index, 0), forwards(text, index)];
          }
          return run;
        };
        yield* findSecrets(lookups, piece, { isKey, most: WINDOW }, ([from, to], isEncoded) =>
          ranges.push([
            isEncoded && from === 0 ? runAt(start)[0] : start + from,
            isEncoded && to === piece.length ? runAt(start + to)[1] : start + to,
          ]),
        );
      }
    }
    const shown = withoutRanges(text, ranges);
    if (told === this.told && !isKey) {
      this.shown = shown;
    }
    return shown;
  }

  private *inValue(value: unknown): Steps<unknown> {
    let work = 0;
    return yield* copied(value, {
      key: (key) => this.inText(key, { isKey: true }),
      leaf: function* (this: Redactor, leaf: unknown, name: string | undefined): Steps<unknown> {
        work += 1 + (typeof leaf === 'string' ? leaf.length : 0);
        if (work > WINDOW) {
          work = 0;
          yield;
        }
        return yield* this.inLeaf(leaf, name);
      }.bind(this),
    });
  }

  private *inLeaf(value: unknown, name: string | undefined): Steps<unknown> {
    if (typeof value !== 'string' && typeof value !== 'number') {
      return value;
    }
    const text = String(value);
    const redacted = (yield* this.isHiddenUnder(name, text)) ? HIDDEN : yield* this.inText(text);
    return redacted === text ? value : redacted;
  }

  private *isHiddenUnder(name: string | undefined, value: string): Steps<boolean> {
    return name !== undefined && (yield* this.lookups()).some((lookup) => lookup.isHiddenUnder(name, value));
  }

  private inError(error: unknown): void {
    const seen = new Set<object>();
    const waiting = [error];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next) || seen.has(next)) {
        continue;
      }
      seen.add(next);
      for (const key of Object.getOwnPropertyNames(next).filter((name) => !TO_ACT_ON.has(name))) {
        const held: unknown = Reflect.get(next, key);
        if (typeof held === 'string') {
          Reflect.set(next, key, this.redact(held));
        } else {
          waiting.push(held);
        }
      }
    }
  }
}

function keyOf({ name = '', value, isDeclared }: Secret): string {
  return `${name}\0${isDeclared ? 'declared' : ''}\0${value}`;
}

function lengthOf(known: readonly KnownSecrets[]): number {
  return known.reduce((sum, { length }) => sum + length, 0);
}
