import { keyOf, type Registration } from './registration';

export type Grouping = 'repository' | 'type' | 'provider';

export interface PluginGroup {
  /** Stable while the group is there. */
  readonly key: string;
  /** Empty for plugins that do not say. */
  readonly title: string;
  /** By name. */
  readonly plugins: readonly Registration[];
}

/** The plugins in groups, in the order of the groups' titles; those that say nothing come last. */
export function groupPlugins(plugins: Iterable<Registration>, by: Grouping): PluginGroup[] {
  const groups = new Map<string, { title: string; plugins: Registration[] }>();
  for (const plugin of plugins) {
    const { key, title } = groupOf(plugin, by);
    const group = groups.get(key);
    if (group) {
      group.plugins.push(plugin);
    } else {
      groups.set(key, { title, plugins: [plugin] });
    }
  }
  return [...groups]
    .map(([key, group]) => ({ key, title: group.title, plugins: group.plugins.sort(byName) }))
    .sort((a, b) => Number(a.title === '') - Number(b.title === '') || compare(sortKey(a.title), sortKey(b.title)));
}

function groupOf({ repository, type, provider = '' }: Registration, by: Grouping): { key: string; title: string } {
  switch (by) {
    case 'repository':
      return { key: repository?.id ?? '', title: repository?.name ?? '' };
    case 'type':
      return { key: type, title: type };
    case 'provider':
      return { key: provider, title: provider };
  }
}

/** Plugins in which every word of the filter occurs, in any case: in the name, id, type, provider, image or a label. */
export function filterPlugins(plugins: readonly Registration[], filter: string): readonly Registration[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? plugins
    : plugins.filter((plugin) => words.every((word) => searchedText(plugin).includes(word)));
}

const searched = new WeakMap<Registration, string>();

function searchedText(plugin: Registration): string {
  let text = searched.get(plugin);
  if (text === undefined) {
    const { name, id, type, provider = '', image, labels } = plugin;
    text = [name, id, type, provider, image, ...labels].join('\n').toLocaleLowerCase();
    searched.set(plugin, text);
  }
  return text;
}

const nameKeys = new WeakMap<Registration, string>();

function byName(a: Registration, b: Registration): number {
  return compare(nameKey(a), nameKey(b)) || compare(keyOf(a), keyOf(b));
}

function nameKey(plugin: Registration): string {
  let key = nameKeys.get(plugin);
  if (key === undefined) {
    key = sortKey(plugin.name);
    nameKeys.set(plugin, key);
  }
  return key;
}

/** A text whose plain order is the one that people expect: no accents, no case, numbers by their value. Quicker than a collator. */
function sortKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
