import { readScalar, type Dialect, type Reading } from './dialect';
import { follow, type Node, type ScalarNode, type ValueNode } from '../parse/node';
import type { TextRange } from '../parse/text-range';

/** A value of a manifest as its consumer reads it: aliases and merge keys are already followed. */
export class Value {
  private readonly target: ValueNode | undefined;

  constructor(
    readonly node: Node,
    private readonly dialect: Dialect,
    /** The key that it belongs to; undefined for the root and for items of a list. */
    readonly key?: ScalarNode,
  ) {
    this.target = follow(node);
  }

  /** Where it is written: an alias stands at its own place, not at its anchor's. */
  get range(): TextRange {
    return this.node.range;
  }

  get isMapping(): boolean {
    return this.target?.is === 'mapping';
  }

  get isSequence(): boolean {
    return this.target?.is === 'sequence';
  }

  /** True for a scalar that its consumer reads as text; a plain `no` or `1.10` is none. */
  get isString(): boolean {
    return this.reading?.type === 'string';
  }

  /** Known only after a template is rendered. */
  get isMasked(): boolean {
    return this.target?.is === 'scalar' && this.target.masked;
  }

  /** The text of a scalar as written, whatever its type; empty for collections. */
  get text(): string {
    return this.target?.is === 'scalar' ? this.target.text : '';
  }

  /** What a scalar means to its consumer; undefined for collections. */
  get reading(): Reading | undefined {
    return this.target?.is === 'scalar' ? readScalar(this.target, this.dialect) : undefined;
  }

  get keys(): string[] {
    return this.target?.is === 'mapping' ? [...this.target.entries.keys()] : [];
  }

  /** The values of a list; none for anything else. */
  get items(): Value[] {
    return this.target?.is === 'sequence' ? this.target.items.map((item) => new Value(item, this.dialect)) : [];
  }

  /** The values of a mapping with their keys; none for anything else. */
  get properties(): Value[] {
    return this.target?.is === 'mapping'
      ? [...this.target.entries.values()].map((entry) => new Value(entry.value, this.dialect, entry.key))
      : [];
  }

  /** The value under a key or at an index, step by step; undefined when a step leads nowhere. */
  at(...path: readonly (string | number)[]): Value | undefined {
    const [step, ...rest] = path;
    if (step === undefined) {
      return this;
    }
    return this.step(step)?.at(...rest);
  }

  /** The range of a part of a scalar's text; the whole value where escapes or folding hide which part that is. */
  rangeOf(from: number, to: number): TextRange {
    const { target } = this;
    if (target?.is !== 'scalar' || target !== this.node || target.style === 'block') {
      return this.range;
    }
    const start = target.range.start + (target.style === 'plain' ? 0 : 1);
    const length = target.range.end - target.range.start - (target.style === 'plain' ? 0 : 2);
    return length === target.text.length ? { start: start + from, end: start + to } : this.range;
  }

  private step(step: string | number): Value | undefined {
    if (typeof step === 'number') {
      const item = this.target?.is === 'sequence' ? this.target.items[step] : undefined;
      return item && new Value(item, this.dialect);
    }
    const entry = this.target?.is === 'mapping' ? this.target.entries.get(step) : undefined;
    return entry && new Value(entry.value, this.dialect, entry.key);
  }
}
