import { follow, type MappingNode, type Node } from '../../manifest/parse/node';

/** The keys of a source's `details` that lists of other kinds do not have. */
const telling = ['repo_raw_address', 'repo_address', 'service_address'];
const types = ['git', 's3', 'fs'];

/** True when the first item of a list at the root is a source of packages, complete or half typed. */
export function holdsSources(root: Node | undefined, key: string): boolean {
  const list = valueAt(root, key);
  const first = list?.is === 'sequence' ? list.items[0] : undefined;
  const source = first && follow(first);
  return source?.is === 'mapping' && isSource(source);
}

/** True when a text may be a list of sources, in YAML or JSON, with nothing around it: a look, not a parse. */
export function mayBeSourceList(text: string): boolean {
  return /^(?:\uFEFF|---|[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:-[ \t\r\n]|\[)/.test(text) && /\bpackages\b/.test(text);
}

/** True for a list at the root whose first item is a source of packages. */
export function isSourceList(root: Node | undefined): boolean {
  const list = root && follow(root);
  const first = list?.is === 'sequence' ? list.items[0] : undefined;
  const source = first && follow(first);
  return source?.is === 'mapping' && isSource(source);
}

function isSource(source: MappingNode): boolean {
  const details = valueAt(source, 'details');
  const packages = valueAt(source, 'packages');
  const type = valueAt(source, 'type');
  const sets = packages?.is === 'mapping' ? [...packages.entries.values()].map(({ value }) => follow(value)) : [];
  const hasSets = sets.some(
    (set) => set?.is === 'mapping' && (set.entries.has('modules') || set.entries.has('version')),
  );
  const hasDetails = details?.is === 'mapping' && telling.some((name) => details.entries.has(name));
  const hasType = type?.is === 'scalar' && types.includes(type.text);
  return hasSets || hasDetails || (hasType && details?.is === 'mapping' && packages?.is === 'mapping');
}

function valueAt(node: Node | undefined, key: string): Node | undefined {
  const target = node && follow(node);
  const value = target?.is === 'mapping' ? target.entries.get(key)?.value : undefined;
  return value && follow(value);
}
