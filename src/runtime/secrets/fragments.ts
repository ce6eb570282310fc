/** Characters of a fragment: of fewer, many stand in ordinary text as well. */
const LENGTH = 8;
/** The shortest value that is looked for, and then as a word. */
const SHORTEST = 3;

/**
 * Many values, or long ones, known by the prints of their fragments alone: eight bytes for eight characters, where an
 * automaton takes a hundred times that. A value that stands in a text is found whole; of other texts a fragment that is
 * the same is found as well, which is the price.
 */
export class Fragments {
  /** Two halves of a print for each slot, none of which is 0; a power of two of slots, at most half of them taken. */
  private prints = new Uint32Array(2 * 1024);
  private count = 0;
  /** The lengths of the values that are words, a bit for each. */
  private words = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(value: string): void {
    if (value.length < LENGTH) {
      if (value.length >= SHORTEST) {
        this.words |= 1 << value.length;
        this.put(value, 0, value.length);
      }
      return;
    }
    for (let start = 0; start + LENGTH <= value.length; start += LENGTH) {
      this.put(value, start, LENGTH);
    }
    this.put(value, value.length - LENGTH, LENGTH);
  }

  /** Tells each occurrence. */
  find(text: string, tell: (start: number, end: number) => void): void {
    for (let start = 0; start < text.length; start++) {
      if (start + LENGTH <= text.length && this.has(text, start, LENGTH)) {
        tell(start, start + LENGTH);
      }
      if (this.words !== 0 && !isWord(text, start - 1)) {
        this.findWords(text, start, tell);
      }
    }
  }

  private findWords(text: string, start: number, tell: (start: number, end: number) => void): void {
    for (let length = SHORTEST; length < LENGTH && start + length <= text.length; length++) {
      if (this.words & (1 << length) && !isWord(text, start + length) && this.has(text, start, length)) {
        tell(start, start + length);
      }
    }
  }

  private put(text: string, start: number, length: number): void {
    if (2 * ++this.count > this.prints.length / 2) {
      const before = this.prints;
      this.prints = new Uint32Array(2 * before.length);
      for (let slot = 0; slot < before.length; slot += 2) {
        this.keep(before[slot] ?? 0, before[slot + 1] ?? 0);
      }
    }
    this.keep(print(text, start, length, 0x9e3779b1), print(text, start, length, 0x85ebca6b));
  }

  private keep(low: number, high: number): void {
    if (low !== 0) {
      const slot = this.slot(low, high);
      this.prints[slot] = low;
      this.prints[slot + 1] = high;
    }
  }

  private has(text: string, start: number, length: number): boolean {
    const low = print(text, start, length, 0x9e3779b1);
    // Of most texts nothing has the place.
    return (
      this.prints[2 * (low & this.mask)] !== 0 &&
      this.prints[this.slot(low, print(text, start, length, 0x85ebca6b))] !== 0
    );
  }

  private get mask(): number {
    return this.prints.length / 2 - 1;
  }

  /** The one that holds the print, or the free one that it belongs to. */
  private slot(low: number, high: number): number {
    for (let place = low & this.mask; ; place = (place + 1) & this.mask) {
      const held = this.prints[2 * place] ?? 0;
      if (held === 0 || (held === low && this.prints[2 * place + 1] === high)) {
        return 2 * place;
      }
    }
  }
}

/** By another odd seed, another print. */
function print(text: string, start: number, length: number, seed: number): number {
  let sum = seed ^ length;
  for (let index = start; index < start + length; index++) {
    sum = Math.imul(sum ^ text.charCodeAt(index), seed);
    sum ^= sum >>> 15;
  }
  return sum >>> 0 || 1;
}

function isWord(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit < 128
    ? (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122)
    : /^[\p{L}\p{N}]$/u.test(text.charAt(index));
}
