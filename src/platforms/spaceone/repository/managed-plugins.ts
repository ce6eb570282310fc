import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { compare, sortOf } from './bson-order';
import { patternOf } from './pattern';
import { python } from './pattern-dialects';
import { listOf, pageOf, withinLimit, type FoundPlugin, type QueryResult } from './plugin-query';
import type { PluginRecord } from './plugin-record';
import { invalidSortKey, unknown } from './refusals';

/** A plugin of the managed repository as its files have it; `image` is the name without the path before it. */
export type ManagedPlugin = Pick<PluginRecord, 'plugin_id' | 'name' | 'image' | 'resource_type'> &
  Partial<Pick<PluginRecord, 'provider' | 'capability' | 'labels' | 'tags' | 'docs'>>;

/** What the service's own managed plugins have (November 2025), and a list of them can be sorted by, however few there are. */
const columns: readonly string[] = [
  ...['plugin_id', 'name', 'image', 'provider', 'resource_type', 'capability', 'labels', 'tags', 'docs', 'template'],
];

/** Whose images the managed repository's are. */
const IMAGE_PREFIX = 'cloudforet';

/**
 * The managed repository: the same plugins for every domain, read only. Its list knows less than the local one
 * (`manager/plugin_manager/managed_plugin_manager.py`): of a query it takes the keyword, the first sort key and the
 * page, and beside it plugin_id, name, resource_type and provider.
 */
export class ManagedPlugins {
  constructor(private plugins: readonly ManagedPlugin[]) {}

  /** Has these from now on, and no others. */
  replace(plugins: readonly ManagedPlugin[]): void {
    this.plugins = plugins;
  }

  get(pluginId: string, domainId: string): FoundPlugin | undefined {
    const plugin = this.plugins.find((each) => each.plugin_id === pluginId);
    return plugin && found(plugin, domainId);
  }

  list(request: JsonObject, query: JsonObject, domainId: string): QueryResult {
    const hasPattern = query['keyword'] !== undefined && query['keyword'] !== '';
    return withinLimit(() => this.find(request, query, domainId), hasPattern);
  }

  private find(request: JsonObject, query: JsonObject, domainId: string): QueryResult {
    const byName = keywordTest(query['keyword']);
    const wanted = this.plugins.filter(
      (plugin) =>
        byName.test(plugin.name) &&
        (['plugin_id', 'name', 'resource_type', 'provider'] as const).every(
          (key) => request[key] === undefined || request[key] === (plugin[key] ?? ''),
        ),
    );
    const sorted = this.sort(wanted, listOf(query['sort']));
    const page = pageOf(sorted, query['page']);
    return { plugins: page.map((plugin) => found(plugin, domainId)), total: wanted.length };
  }

  /** The key is looked at before any plugin is. */
  private sort(plugins: readonly ManagedPlugin[], sort: readonly JsonObject[]): readonly ManagedPlugin[] {
    const [first] = sort.filter(({ key }) => typeof key === 'string');
    if (!first) {
      return plugins;
    }
    const key = first['key'] as keyof ManagedPlugin;
    const rows = plugins.map((plugin) => ({ plugin, value: (plugin[key] ?? '') as Json }));
    if (!columns.includes(key) || !isOrderable(rows.map(({ value }) => value))) {
      throw invalidSortKey(key);
    }
    const sign = first['desc'] === true ? -1 : 1;
    return rows.sort((a, b) => sign * compare(a.value, b.value)).map(({ plugin }) => plugin);
  }
}

/** The first plugin of each id, which the real service finds as well; of every other one is told. */
export function eachOnce(plugins: Iterable<ManagedPlugin>, tell: (note: string) => void): ManagedPlugin[] {
  const once = new Map<string, ManagedPlugin>();
  const repeated = new Set<string>();
  for (const plugin of plugins) {
    if (once.has(plugin.plugin_id)) {
      repeated.add(plugin.plugin_id);
    } else {
      once.set(plugin.plugin_id, plugin);
    }
  }
  repeated.forEach((id) => tell(`"${id}" is among the managed plugins more than once, and the first counts.`));
  return [...once.values()];
}

/** There the keyword is a pattern. */
function keywordTest(keyword: Json | undefined): RegExp {
  try {
    return patternOf(typeof keyword === 'string' ? keyword : '', python);
  } catch (error) {
    throw unknown((error as Error).message);
  }
}

/** Python compares no objects, and nothing with what is of another sort; one alone is compared with none. */
function isOrderable(values: readonly Json[]): boolean {
  const sorts = new Set(values.map(sortOf));
  return values.length < 2 || (sorts.size === 1 && !sorts.has('object'));
}

function found(plugin: ManagedPlugin, domainId: string): FoundPlugin {
  return {
    ...plugin,
    state: 'ENABLED',
    registry_type: 'DOCKER_HUB',
    image: `${IMAGE_PREFIX}/${plugin.image}`,
    domain_id: domainId,
  };
}
