import type { Json, JsonObject } from '../../../runtime/grpc-api';
import type { FoundPlugin } from './plugin-query';
import { registryOf } from './registries';
import type { RepositoryInfo } from './repositories';

/** A plugin as the service answers it (`info/plugin_info.py`): PluginInfo of spaceone.api.repository.v1. */
export function pluginInfo(plugin: FoundPlugin, repository: RepositoryInfo, minimal = false): JsonObject {
  const registry = registryOf(plugin.registry_type ?? '');
  const short = {
    plugin_id: plugin.plugin_id,
    name: plugin.name,
    state: plugin.state,
    image: plugin.image,
    registry_type: plugin.registry_type,
    resource_type: plugin.resource_type,
    provider: plugin.provider,
  };
  return withoutNothing(
    minimal
      ? short
      : {
          ...short,
          registry_url: registry.url,
          registry_config: registry.config,
          capability: plugin.capability,
          labels: plugin.labels,
          tags: plugin.tags,
          docs: plugin.docs ?? {},
          domain_id: plugin.domain_id,
          repository_info: { ...repository },
          created_at: plugin.created_at,
          updated_at: plugin.updated_at,
        },
  );
}

function withoutNothing(info: Readonly<Record<string, unknown>>): JsonObject {
  const said = Object.entries(info).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries<Json>(said as [string, Json][]);
}
