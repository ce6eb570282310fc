import type { Json } from '../../base/json';
import { readScalar, type Dialect } from '../dialects/dialect';
import { follow, type Node, type ValueNode } from '../parse/node';

/**
 * What a document says, as its reader sees it: aliases followed, merge keys resolved. It was checked before, and every
 * value that JSON has no word for is an error there.
 */
export function jsonOf(root: Node, dialect: Dialect): Json {
  // What an anchor stands for is made once, however many aliases lead to it.
  const made = new Map<ValueNode, Json>();
  const valueOf = (node: ValueNode): Json => {
    switch (node.is) {
      case 'scalar':
        return readScalar(node, dialect).value ?? null;
      case 'sequence':
        return node.items.map(make);
      case 'mapping':
        return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, make(value)]));
    }
  };
  const make = (node: Node): Json => {
    const target = follow(node);
    const known = target && made.get(target);
    if (!target || known !== undefined) {
      return known ?? null;
    }
    const value = valueOf(target);
    made.set(target, value);
    return value;
  };
  return make(root);
}
