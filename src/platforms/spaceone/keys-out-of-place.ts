import { follow, type Node } from '../../manifest/parse/node';
import type { Trail } from '../../manifest/schema/schema-at';
import { ownerOfCapability } from './rules/capability-key';
import { isTemplateOutdated } from './rules/template-outdated';

/** True for a key of a register manifest that the rules refuse beside what is there. */
export function registerLeavesOut({ nodes, steps }: Trail, key: string): boolean {
  const keys = entriesOf(nodes[0]);
  if (steps.length === 0) {
    const has = (each: string): boolean => keys.has(each);
    return isTemplateOutdated((each) => each === key || has(each)) && !isTemplateOutdated(has);
  }
  if (steps.length > 1 || steps[0] !== 'capability') {
    return false;
  }
  const type = (keys.get('resource_type') ?? keys.get('service_type'))?.value;
  const scalar = type && follow(type);
  return ownerOfCapability(key, scalar?.is === 'scalar' ? scalar.text : '') !== undefined;
}

function entriesOf(node: Node | undefined): ReadonlyMap<string, { readonly value: Node }> {
  const target = node && follow(node);
  return target?.is === 'mapping' ? target.entries : new Map<string, never>();
}
