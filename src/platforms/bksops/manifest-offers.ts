import type { Offer } from '../../manifest/kind';
import type { Names } from '../../manifest/names/names';
import { follow, type Node } from '../../manifest/parse/node';
import type { Trail } from '../../manifest/schema/schema-at';
import { isPackage, moduleSort } from './python-modules';

/** The modules of the workspace that fit in the list of a plugin set. */
export function* moduleOffers({ nodes, steps }: Trail, names: Names): Generator<Offer> {
  const [packages, root, modules, item] = steps.slice(-4);
  if (packages !== 'packages' || root === undefined || modules !== 'modules' || item !== undefined) {
    return;
  }
  const listed = new Set(textsOf(nodes.at(-2)));
  const current = nodes.at(-1);
  const own = current?.is === 'scalar' ? current.text : '';
  for (const { name, file } of names.definitions(moduleSort)) {
    const isListed = listed.has(name) && name !== own;
    if (name.startsWith(`${root}.`) && !isPackage(file) && !isListed) {
      listed.add(name);
      yield { value: name, detail: file };
    }
  }
}

/** The packages of the workspace that a source can have as its roots. */
export function* rootPackageOffers({ steps }: Trail, names: Names): Generator<Offer> {
  if (steps.at(-1) !== 'packages') {
    return;
  }
  const found = new Set<string>();
  for (const { name, file } of names.definitions(moduleSort)) {
    const isRoot = !name.includes('.') && isPackage(file) && names.inFile(file).length === 1;
    if (isRoot && !found.has(name)) {
      found.add(name);
      yield { value: name, detail: file };
    }
  }
}

function textsOf(node: Node | undefined): string[] {
  const list = node && follow(node);
  return list?.is === 'sequence' ? list.items.flatMap((item) => (item.is === 'scalar' ? item.text : [])) : [];
}
