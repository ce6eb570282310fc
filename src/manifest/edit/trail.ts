import { follow, keyOf, type MappingNode, type Node, type Pair, type ScalarNode } from '../parse/node';
import type { Trail } from '../schema/schema-at';
import { lineStart, type TextRange } from '../parse/text-range';

/** What an offset of a document points at, found in its tree. */
export interface Target {
  readonly trail: Trail;
  /** The key under the offset; the trail then leads to its value. */
  readonly key: ScalarNode | undefined;
  /** The deepest node around the offset; the key itself on a key. */
  readonly node: Node;
}

/** Follows the tree down to an offset; aliases are not entered. Undefined outside the root. */
export function targetAt(root: Node, offset: number): Target | undefined {
  if (!holds(root.range, offset)) {
    return undefined;
  }
  const nodes: (Node | undefined)[] = [root];
  const steps: (string | undefined)[] = [];
  let node = root;
  for (;;) {
    if (node.is === 'mapping') {
      const pair = pairAt(node, offset);
      const key = pair && keyOf(pair);
      if (!pair || !key) {
        break;
      }
      if (holds(pair.key.range, offset)) {
        return { trail: { nodes: [...nodes, pair.value], steps: [...steps, key.text] }, key, node: pair.key };
      }
      node = pair.value;
      steps.push(key.text);
    } else if (node.is === 'sequence') {
      const item: Node | undefined = node.items.find(({ range }) => holds(range, offset));
      if (!item) {
        break;
      }
      node = item;
      steps.push(undefined);
    } else {
      break;
    }
    nodes.push(node);
  }
  return { trail: { nodes, steps }, key: undefined, node };
}

/** A line of a block style text on which something is to stand. */
export interface LinePlace {
  readonly start: number;
  /** The columns of the dashes at its beginning. */
  readonly dashes: readonly number[];
  /** Where its content begins. */
  readonly column: number;
}

/**
 * The way to the mapping, or to the gap, to which a line's content belongs by its indentation. The line's own
 * content need not be in the tree. Undefined where nothing can stand at that column.
 */
export function trailToLine(root: Node | undefined, text: string, line: LinePlace): Trail | undefined {
  const nodes: (Node | undefined)[] = [root];
  const steps: (string | undefined)[] = [];
  const dashes = [...line.dashes];
  let outer = -1;
  const enter = (step: string | undefined, node: Node | undefined, column: number): void => {
    steps.push(step);
    nodes.push(node);
    outer = column;
  };
  for (;;) {
    const node = nodes.at(-1);
    const [dash] = dashes;
    if (!node || (node.is === 'scalar' && node.text === '' && node.style === 'plain')) {
      if (dash === undefined) {
        return line.column > outer ? { nodes, steps } : undefined;
      }
      if (dash <= outer) {
        return undefined;
      }
      dashes.shift();
      enter(undefined, undefined, dash);
    } else if (node.is === 'sequence' && !node.flow) {
      const column = columnOf(node.range.start, text);
      const before = node.items.filter(({ range }) => range.start < line.start).length;
      if (dash === column) {
        dashes.shift();
        enter(undefined, node.items[before], column);
      } else if ((dash ?? line.column) > column && before > 0) {
        enter(undefined, node.items[before - 1], column);
      } else {
        return undefined;
      }
    } else if (node.is === 'mapping' && !node.flow) {
      const column = columnOf(node.pairs[0]?.key.range.start ?? node.range.start, text);
      if (dash === undefined && line.column === column) {
        return { nodes, steps };
      }
      const pair = node.pairs.findLast(({ key }) => key.range.start < line.start);
      const key = pair && keyOf(pair);
      // A list may stand at the same column as its key.
      if (!key || (dash ?? line.column) < column || (dash === undefined && line.column === column)) {
        return undefined;
      }
      enter(key.text, pair.value, dash === undefined ? column : column - 1);
    } else {
      return undefined;
    }
  }
}

/** The pair of a mapping in which an offset lies: on its key, in its value, or between. */
export function pairAt({ pairs }: MappingNode, offset: number): Pair | undefined {
  return pairs.find(({ key, value }) => holds(key.range, offset) || holds(value.range, offset));
}

export function columnOf(offset: number, text: string): number {
  return offset - lineStart(text, offset);
}

/** True for a place at either end as well. */
export function holds({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** The keys of a mapping but for those written in a range. */
export function keysOutside(node: Node | undefined, { start, end }: TextRange): Set<string> {
  const target = node && follow(node);
  if (target?.is !== 'mapping') {
    return new Set();
  }
  const within = (key: ScalarNode): boolean => key.range.start >= start && key.range.start <= end;
  return new Set([...target.entries.values()].filter(({ key }) => !within(key)).map(({ key }) => key.text));
}
