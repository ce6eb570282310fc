import type { TextRange } from './text-range';

/** How a scalar is written; only a plain one is open to interpretation. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

/** A scalar as text; what it means to its consumer is asked of a {@link Dialect}. */
export interface ScalarNode {
  readonly is: 'scalar';
  readonly range: TextRange;
  /** The text after YAML's own unquoting and folding. */
  readonly text: string;
  readonly style: ScalarStyle;
  readonly tag?: string;
  /** Holds a template's expression, so that its text is known only after rendering. */
  readonly masked: boolean;
}

export interface Pair {
  readonly key: Node;
  readonly value: Node;
}

/** A key as its consumer sees it, after merge keys. */
export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
  /** Comes from another mapping by `<<`. */
  readonly merged: boolean;
}

export interface MappingNode {
  readonly is: 'mapping';
  readonly range: TextRange;
  /** As written, `<<` and duplicates included. */
  readonly pairs: readonly Pair[];
  /** As read: merge keys resolved, the last of duplicates kept. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly flow: boolean;
  readonly tag?: string;
}

export interface SequenceNode {
  readonly is: 'sequence';
  readonly range: TextRange;
  readonly items: readonly Node[];
  readonly flow: boolean;
  readonly tag?: string;
}

/** A reference to an anchor; it has no target when the anchor is missing or the alias lies inside it. */
export interface AliasNode {
  readonly is: 'alias';
  readonly range: TextRange;
  readonly name: string;
  readonly target: ValueNode | undefined;
}

export type ValueNode = ScalarNode | MappingNode | SequenceNode;
export type Node = ValueNode | AliasNode;

/** The node itself, or what an alias stands for. */
export function follow(node: Node): ValueNode | undefined {
  return node.is === 'alias' ? node.target : node;
}

/** The name of a key; undefined for a key that is no scalar. */
export function keyOf(pair: Pair): ScalarNode | undefined {
  const key = follow(pair.key);
  return key?.is === 'scalar' ? key : undefined;
}

export function isMergeKey(key: ScalarNode | undefined): boolean {
  return key?.style === 'plain' && key.text === '<<';
}

/** Every node that is written under a node, itself first; aliases are not followed. */
export function* descendants(node: Node): Generator<Node> {
  const open: Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    if (next.is === 'mapping') {
      for (const { key, value } of next.pairs.toReversed()) {
        open.push(value, key);
      }
    } else if (next.is === 'sequence') {
      for (const item of next.items.toReversed()) {
        open.push(item);
      }
    }
  }
}
