import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { minimalFields } from './plugin-record';
import type { FoundPlugin } from './plugin-query';
import { registryOf } from './registries';
import type { RepositoryInfo } from './repositories';

const otherFields = ['capability', 'labels', 'tags', 'domain_id', 'created_at', 'updated_at'] as const;

/** A plugin as the service answers it (`info/plugin_info.py`): PluginInfo of spaceone.api.repository.v1. */
export function pluginInfo(plugin: FoundPlugin, repository: RepositoryInfo, minimal = false): JsonObject {
  const info: JsonObject = {};
  take(minimalFields, plugin, info);
  if (!minimal) {
    const registry = registryOf(plugin.registry_type ?? '');
    info['registry_url'] = registry.url;
    info['registry_config'] = registry.config;
    take(otherFields, plugin, info);
    info['docs'] = plugin.docs ?? {};
    info['repository_info'] = { ...repository };
  }
  return info;
}

/** What a plugin says nothing of is left out. */
function take(fields: readonly (keyof FoundPlugin)[], plugin: FoundPlugin, info: JsonObject): void {
  for (const field of fields) {
    const value = plugin[field];
    if (value !== null && value !== undefined) {
      info[field] = value as Json;
    }
  }
}
