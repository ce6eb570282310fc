import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import type { GuardedMethod } from '../../../runtime/grpc-server';
import type { Access, Need } from './access';
import type { ManagedPlugins } from './managed-plugins';
import { pluginInfo } from './plugin-info';
import { pageOf, queryPlugins, type FoundPlugin, type QueryResult } from './plugin-query';
import { changesOf, lengthOf, newRecord, refuseUnfit, type PluginChanges, type PluginRecord } from './plugin-record';
import type { PluginStore } from './plugin-store';
import {
  duplicatePlugin,
  invalidImageLength,
  invalidImageName,
  noImageInRegistry,
  noPlugin,
  noRepository,
  notFound,
  requiredParameter,
} from './refusals';
import { checkRegistryType } from './registries';
import { localRepository, repositoriesFor, type RepositoryInfo } from './repositories';

const LONGEST_IMAGE_NAME = 48;

const write: Need = { permission: 'repository:Plugin.write', roles: ['DOMAIN_ADMIN'] };
const readVersions: Need = {
  permission: 'repository:Plugin.read',
  roles: ['DOMAIN_ADMIN', 'WORKSPACE_OWNER', 'WORKSPACE_MEMBER'],
};
const read: Need = { ...readVersions, roles: [...readVersions.roles, 'USER'] };

/** The fields of a list request that filter as a condition of its query would. */
const listFilters = ['plugin_id', 'name', 'state', 'resource_type', 'provider', 'registry_type'];

/** The tags of a plugin's image, newest first; none when it is not in the registry. No registry is asked. */
export type ImageTags = (image: string, pluginId: string) => readonly string[] | Promise<readonly string[]>;

interface Collaborators {
  readonly store: PluginStore;
  readonly managed: ManagedPlugins;
  readonly access: Access;
  readonly tags: ImageTags;
  readonly now: () => Date;
}

/**
 * `spaceone.api.repository.v1.Plugin` with the rules of the repository service (`service/plugin_service.py` and
 * `manager/plugin_manager/`, as of September 2025), its refusals among them. Reading looks through the repositories in
 * their order; writing is for the local one.
 */
export class PluginService {
  readonly methods: Readonly<Record<string, GuardedMethod>> = {
    register: this.serve(write, (request, domainId) => this.register(request, domainId)),
    update: this.serve(write, (request, domainId) => this.change(request, domainId, () => changesOf(request))),
    deregister: this.serve(write, (request, domainId) => this.deregister(request, domainId)),
    enable: this.serve(write, (request, domainId) => this.change(request, domainId, () => ({ state: 'ENABLED' }))),
    disable: this.serve(write, (request, domainId) => this.change(request, domainId, () => ({ state: 'DISABLED' }))),
    get_versions: this.serve(readVersions, (request, domainId) => this.versions(request, domainId)),
    get: this.serve(read, (request, domainId) => this.get(request, domainId)),
    list: this.serve(read, (request, domainId) => this.list(request, domainId)),
  };

  constructor(private readonly parts: Collaborators) {}

  private serve(
    need: Need,
    method: (request: JsonObject, domainId: string | undefined) => Promise<JsonObject>,
  ): GuardedMethod {
    return {
      admit: (metadata) => {
        const { domainId, injected } = this.parts.access.check(metadata, need);
        return async (request) => method({ ...request, ...injected }, domainId);
      },
    };
  }

  private async register(request: JsonObject, domainId: string | undefined): Promise<JsonObject> {
    requireKeys(request, ['name', 'resource_type', 'image']);
    const domain = requireDomain(domainId);
    const image = textOf(request, 'image');
    const registryType = textOf(request, 'registry_type') || 'DOCKER_HUB';
    checkImageName(imageName(image));
    checkRegistryType(registryType);
    const registered = newRecord(
      { ...request, plugin_id: textOf(request, 'plugin_id') || imageName(image) },
      { domainId: domain, now: this.parts.now() },
    );
    const { plugin_id, domain_id } = registered;
    const tags = await this.parts.tags(registered.image, plugin_id);
    // In the order of the service: the id, what the model takes, and the registry last.
    await this.parts.store.change(plugin_id, domain_id, (now) => {
      refuseDuplicate(now);
      refuseUnfit(registered);
      if (tags.length === 0) {
        throw noImageInRegistry(registryType, registered.image);
      }
      return registered;
    });
    return pluginInfo(registered, localRepository);
  }

  private async change(
    request: JsonObject,
    domainId: string | undefined,
    changes: () => PluginChanges,
  ): Promise<JsonObject> {
    requireKeys(request, ['plugin_id']);
    const domain = requireDomain(domainId);
    const id = textOf(request, 'plugin_id');
    let changed: PluginRecord | undefined;
    await this.parts.store.change(id, domain, (now) => {
      changed = { ...existing(now, id, domain), ...changes() };
      return changed;
    });
    return pluginInfo(changed ?? {}, localRepository);
  }

  private async deregister(request: JsonObject, domainId: string | undefined): Promise<JsonObject> {
    requireKeys(request, ['plugin_id']);
    const domain = requireDomain(domainId);
    const id = textOf(request, 'plugin_id');
    await this.parts.store.change(id, domain, (now) => {
      existing(now, id, domain);
      return undefined;
    });
    return {};
  }

  private async get(request: JsonObject, domainId: string | undefined): Promise<JsonObject> {
    const { plugin, repository } = await this.find(request, domainId);
    return pluginInfo(plugin, repository);
  }

  private async versions(request: JsonObject, domainId: string | undefined): Promise<JsonObject> {
    const { plugin } = await this.find(request, domainId);
    const tags = await this.parts.tags(plugin.image ?? '', plugin.plugin_id ?? '');
    if (tags.length === 0) {
      throw noPlugin(textOf(request, 'plugin_id'));
    }
    return { results: [...tags], total_count: tags.length };
  }

  private async list(request: JsonObject, domainId: string | undefined): Promise<JsonObject> {
    const query = (request['query'] ?? {}) as JsonObject;
    const repositories = repositoriesFor({ repository_id: request['repository_id'] ?? '' });
    const [first, ...more] = repositories;
    if (!first) {
      throw noRepository(textOf(request, 'repository_id'));
    }
    // Several lists are joined whole, and then cut into pages.
    const each = more.length === 0 ? query : { ...query, page: {} };
    const results: JsonObject[] = [];
    let total = 0;
    for (const repository of repositories) {
      const found = await this.listIn(repository, request, each, domainId);
      for (const plugin of found.plugins) {
        results.push(pluginInfo(plugin, repository, query['minimal'] === true));
      }
      total += found.total;
    }
    return { results: more.length === 0 ? results : [...pageOf(results, query['page'])], total_count: total };
  }

  private async listIn(
    repository: RepositoryInfo,
    request: JsonObject,
    query: JsonObject,
    domainId: string | undefined,
  ): Promise<QueryResult> {
    if (repository !== localRepository) {
      return this.parts.managed.list(request, query, domainId ?? '');
    }
    const filter: Json[] = [...((query['filter'] ?? []) as Json[])];
    for (const key of listFilters) {
      const value = request[key];
      if (value !== undefined) {
        filter.push({ k: key, v: value, o: 'eq' });
      }
    }
    if (domainId !== undefined && domainId !== '') {
      filter.push({ k: 'domain_id', v: domainId, o: 'eq' });
    }
    const filterOr: Json[] = [...((query['filter_or'] ?? []) as Json[])];
    if (textOf(query, 'keyword') !== '') {
      filterOr.push({ k: 'name', v: textOf(query, 'keyword'), o: 'contain' });
    }
    // Both are made when a plugin is answered, and not kept with it.
    const only = ((query['only'] ?? []) as string[]).filter(
      (key) => key !== 'registry_url' && !['repository_info', 'repository'].includes(key.split('.')[0] ?? ''),
    );
    const plugins = await this.parts.store.all();
    return queryPlugins(plugins, { ...query, filter, filter_or: filterOr, only }, this.parts.now());
  }

  /** The plugin in the first repository that has it. */
  private async find(
    request: JsonObject,
    domainId: string | undefined,
  ): Promise<{ plugin: FoundPlugin; repository: RepositoryInfo }> {
    requireKeys(request, ['plugin_id']);
    const id = textOf(request, 'plugin_id');
    for (const repository of repositoriesFor({ repository_id: request['repository_id'] ?? '' })) {
      const plugin =
        repository === localRepository
          ? await this.parts.store.get(id, domainId ?? '')
          : this.parts.managed.get(id, domainId ?? '');
      if (plugin) {
        return { plugin, repository };
      }
    }
    throw noPlugin(id);
  }
}

function refuseDuplicate(plugin: PluginRecord | undefined): void {
  if (plugin) {
    throw duplicatePlugin();
  }
}

function existing(plugin: PluginRecord | undefined, pluginId: string, domainId: string): PluginRecord {
  if (!plugin) {
    throw notFound(pluginId, domainId);
  }
  return plugin;
}

function requireKeys(request: JsonObject, keys: readonly string[]): void {
  const missing = keys.find((key) => textOf(request, key) === '');
  if (missing !== undefined) {
    throw requiredParameter(missing);
  }
}

function requireDomain(domainId: string | undefined): string {
  if (domainId === undefined) {
    throw requiredParameter('domain_id');
  }
  return domainId;
}

function textOf(request: JsonObject, key: string): string {
  const value = request[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function imageName(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}

/** The service searches for what does not belong and minds it from two characters on, so a single last one passes. */
function checkImageName(name: string): void {
  if (lengthOf(name) > LONGEST_IMAGE_NAME) {
    throw invalidImageLength(name, LONGEST_IMAGE_NAME);
  }
  const [strange = ''] = /(?![a-zA-Z0-9-])[^\n]*/.exec(name) ?? [];
  if (lengthOf(strange) > 1) {
    throw invalidImageName(name);
  }
}
