import { readScalar, type Dialect } from './dialect';
import { follow, type Node } from '../parse/node';

/** True when a node is read as this JSON value, or may be once a template is rendered. */
export function sameValue(node: Node, value: unknown, dialect: Dialect): boolean {
  const target = follow(node);
  if (!target) {
    return true;
  }
  switch (target.is) {
    case 'scalar':
      return target.masked || (!isCollection(value) && readScalar(target, dialect).value === value);
    case 'sequence':
      return (
        Array.isArray(value) &&
        value.length === target.items.length &&
        target.items.every((item, index) => sameValue(item, value[index], dialect))
      );
    case 'mapping': {
      const { entries } = target;
      return (
        isMapping(value) &&
        Object.keys(value).length === entries.size &&
        [...entries].every(
          ([name, entry]) => Object.hasOwn(value, name) && sameValue(entry.value, value[name], dialect),
        )
      );
    }
  }
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return isCollection(value) && !Array.isArray(value);
}
