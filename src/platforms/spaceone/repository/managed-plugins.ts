import type { Json, JsonObject } from '../../../runtime/grpc-api';
import { compare } from './bson-order';
import { patternOf } from './pattern';
import { PATTERNS_WITHIN, listOf, pageOf, withinLimit, type FoundPlugin, type QueryResult } from './plugin-query';
import type { PluginRecord } from './plugin-record';
import { invalidSortKey, unknown } from './refusals';

/** A plugin of the managed repository as its files have it; `image` is the name without the path before it. */
export type ManagedPlugin = Pick<PluginRecord, 'plugin_id' | 'name' | 'image' | 'resource_type'> &
  Partial<Pick<PluginRecord, 'provider' | 'capability' | 'labels' | 'tags' | 'docs'>>;

/** Whose images the managed repository's are. */
const IMAGE_PREFIX = 'cloudforet';

/**
 * The managed repository: the same plugins for every domain, read only. Its list knows less than the local one
 * (`manager/plugin_manager/managed_plugin_manager.py`): of a query it takes the keyword, the first sort key and the
 * page, and beside it plugin_id, name, resource_type and provider.
 */
export class ManagedPlugins {
  constructor(private readonly plugins: readonly ManagedPlugin[]) {}

  get(pluginId: string, domainId: string): FoundPlugin | undefined {
    const plugin = this.plugins.find((each) => each.plugin_id === pluginId);
    return plugin && found(plugin, domainId);
  }

  list(request: JsonObject, query: JsonObject, domainId: string): QueryResult {
    return withinLimit(() => this.find(request, query, domainId), PATTERNS_WITHIN);
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

  private sort(plugins: readonly ManagedPlugin[], sort: readonly JsonObject[]): readonly ManagedPlugin[] {
    const [first] = sort.filter(({ key }) => typeof key === 'string');
    if (!first) {
      return plugins;
    }
    const key = first['key'] as keyof ManagedPlugin;
    if (plugins.length > 0 && !this.plugins.some((plugin) => key in plugin)) {
      throw invalidSortKey(key);
    }
    const sign = first['desc'] === true ? -1 : 1;
    return [...plugins].sort((a, b) => sign * compare((a[key] ?? '') as Json, (b[key] ?? '') as Json));
  }
}

/** There the keyword is a pattern. */
function keywordTest(keyword: Json | undefined): RegExp {
  try {
    return patternOf(typeof keyword === 'string' ? keyword : '');
  } catch (error) {
    throw unknown((error as Error).message);
  }
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
