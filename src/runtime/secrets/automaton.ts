import type { Steps } from '../../base/steps';

/** Nodes that are made before others may go first. */
const TURN = 4096;

/**
 * Finds every occurrence of many texts in one pass (Aho and Corasick, "Efficient string matching", 1975): the time is
 * linear in the text, however many texts are looked for, however long they are, and however they overlap.
 *
 * The texts are one tree from its root 0; a node stands for the beginning of one or several of them.
 */
export class Automaton<Tag> {
  private readonly tree: Tree;
  /** The node of the longest proper suffix of a node's text that is a node as well. */
  private readonly suffix: Int32Array;
  /** Of a node at which a text ends: itself; else the nearest such one along {@link suffix}; 0 for none. */
  private readonly ending: Int32Array;
  private readonly tags = new Map<number, Tag>();
  /** The nodes under the root, of the characters of which most texts are: at most places of a text nothing begins. */
  private readonly first = new Int32Array(256);

  private constructor(size: number) {
    this.tree = new Tree(size);
    this.suffix = new Int32Array(size);
    this.ending = new Int32Array(size);
  }

  /** @param texts What to look for, none of them empty, each with what is to be said of it. */
  static *of<Tag>(texts: ReadonlyMap<string, Tag>): Steps<Automaton<Tag>> {
    let size = 1;
    for (const text of texts.keys()) {
      size += text.length;
    }
    const automaton = new Automaton<Tag>(size);
    yield* automaton.learn(texts);
    return automaton;
  }

  private *learn(texts: ReadonlyMap<string, Tag>): Steps<void> {
    const { tree } = this;
    let work = 0;
    for (const [text, tag] of texts) {
      let node = 0;
      for (let index = 0; index < text.length; index++) {
        node = tree.make(node, text.charCodeAt(index));
      }
      this.tags.set(node, tag);
      work += text.length;
      if (work > TURN) {
        work = 0;
        yield;
      }
    }
    this.first.forEach((_, unit) => (this.first[unit] = tree.child(0, unit)));
    for (const node of tree.byDepth()) {
      const parent = tree.parent[node] ?? 0;
      this.suffix[node] = parent === 0 ? 0 : this.step(this.suffix[parent] ?? 0, tree.unit[node] ?? 0);
      this.ending[node] = this.tags.has(node) ? node : this.endingOf(this.suffix[node] ?? 0);
      if (++work > TURN) {
        work = 0;
        yield;
      }
    }
  }

  /** Tells each occurrence; those that end further to the left come first, of one end the longest. */
  find(text: string, tell: (start: number, end: number, tag: Tag) => void): void {
    const { depth } = this.tree;
    let node = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      node = node === 0 && unit < 256 ? (this.first[unit] ?? 0) : this.step(node, unit);
      if (node === 0) {
        continue;
      }
      for (let end = this.endingOf(node); end !== 0; end = this.endingOf(this.suffix[end] ?? 0)) {
        const tag = this.tags.get(end);
        if (tag !== undefined) {
          tell(index + 1 - (depth[end] ?? 0), index + 1, tag);
        }
      }
    }
  }

  private endingOf(node: number): number {
    return this.ending[node] ?? 0;
  }

  private step(from: number, unit: number): number {
    let node = from;
    let next = this.tree.child(node, unit);
    while (next === 0 && node !== 0) {
      node = this.suffix[node] ?? 0;
      next = this.tree.child(node, unit);
    }
    return next;
  }
}

/** A tree in arrays: with an object a node it would take ten times the room. */
class Tree {
  readonly parent: Int32Array;
  /** The UTF-16 code unit that leads to a node from its parent. */
  readonly unit: Uint16Array;
  readonly depth: Int32Array;
  /** Nodes by a hash of parent and unit; the next free slot where another has it. */
  private readonly slots: Int32Array;
  private readonly mask: number;
  private count = 1;

  /** @param size How many nodes there are at most. */
  constructor(size: number) {
    this.parent = new Int32Array(size);
    this.unit = new Uint16Array(size);
    this.depth = new Int32Array(size);
    this.mask = 2 ** Math.ceil(Math.log2(size * 2)) - 1;
    this.slots = new Int32Array(this.mask + 1);
  }

  /** 0 when there is none. */
  child(node: number, unit: number): number {
    return this.slots[this.slot(node, unit)] ?? 0;
  }

  make(node: number, unit: number): number {
    const slot = this.slot(node, unit);
    const known = this.slots[slot] ?? 0;
    if (known !== 0) {
      return known;
    }
    const made = this.count++;
    this.parent[made] = node;
    this.unit[made] = unit;
    this.depth[made] = (this.depth[node] ?? 0) + 1;
    this.slots[slot] = made;
    return made;
  }

  /** All but the root, those near it first. */
  *byDepth(): Generator<number> {
    const first: number[] = [];
    const next = new Int32Array(this.count);
    for (let node = this.count - 1; node > 0; node--) {
      const depth = this.depth[node] ?? 0;
      next[node] = first[depth] ?? 0;
      first[depth] = node;
    }
    for (const head of first.slice(1)) {
      for (let node = head; node !== 0; node = next[node] ?? 0) {
        yield node;
      }
    }
  }

  private slot(node: number, unit: number): number {
    let slot = Math.imul(Math.imul(node, 0x9e3779b1) ^ unit, 0x85ebca6b) >>> 7;
    for (;;) {
      slot &= this.mask;
      const held = this.slots[slot] ?? 0;
      if (held === 0 || (this.parent[held] === node && this.unit[held] === unit)) {
        return slot;
      }
      slot += 1;
    }
  }
}
