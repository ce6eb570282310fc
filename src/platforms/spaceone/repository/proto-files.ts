import type { ProtoFile } from '../../../runtime/calls/proto-file';

/**
 * What the Repository service speaks: names and numbers of spaceone-api 2.0.435. Of the query's file only what a list
 * takes is here; the HTTP annotations of the original are left out, as nothing on the wire depends on them.
 */

const queryFile: ProtoFile = {
  name: 'spaceone/api/core/v2/query.proto',
  package: 'spaceone.api.core.v2',
  imports: ['google/protobuf/struct.proto'],
  messages: {
    Filter: {
      fields: {
        key: [1, 'string'],
        k: [2, 'string'],
        value: [3, 'google.protobuf.Value'],
        v: [4, 'google.protobuf.Value'],
        operator: [5, 'string'],
        o: [6, 'string'],
      },
      oneofs: { key_alias: ['key', 'k'], value_alias: ['value', 'v'], operator_alias: ['operator', 'o'] },
    },
    Sort: { fields: { key: [1, 'string'], desc: [2, 'bool'] } },
    Page: { fields: { start: [1, 'uint32'], limit: [2, 'uint32'] } },
    Unwind: { fields: { path: [1, 'string'], filter: [2, 'repeated Filter'] } },
    Query: {
      fields: {
        filter: [1, 'repeated Filter'],
        filter_or: [2, 'repeated Filter'],
        sort: [3, 'repeated Sort'],
        page: [4, 'Page'],
        minimal: [5, 'bool'],
        count_only: [6, 'bool'],
        only: [7, 'repeated string'],
        keyword: [8, 'string'],
        unwind: [9, 'Unwind'],
        lookup: [10, 'google.protobuf.ListValue'],
        add_fields: [11, 'google.protobuf.Struct'],
      },
    },
  },
};

const repositoryFile: ProtoFile = {
  name: 'spaceone/api/repository/v1/repository.proto',
  package: 'spaceone.api.repository.v1',
  messages: {
    RepositoryQuery: { fields: { repository_id: [1, 'string'], repository_type: [2, 'string'] } },
    RepositoryInfo: {
      fields: {
        repository_id: [1, 'string'],
        name: [2, 'string'],
        repository_type: [3, 'string'],
        endpoint: [4, 'string'],
      },
    },
    RepositoriesInfo: { fields: { results: [1, 'repeated RepositoryInfo'], total_count: [2, 'int32'] } },
  },
  services: { Repository: { list: { request: 'RepositoryQuery', response: 'RepositoriesInfo' } } },
};

const states = ['NONE', 'ENABLED', 'DISABLED'];

const pluginFile: ProtoFile = {
  name: 'spaceone/api/repository/v1/plugin.proto',
  package: 'spaceone.api.repository.v1',
  imports: ['google/protobuf/empty.proto', 'google/protobuf/struct.proto', queryFile.name, repositoryFile.name],
  enums: {
    PublicRegistryType: ['NONE_REGISTRY_TYPE', 'DOCKER_HUB', 'AWS_PRIVATE_ECR', 'HARBOR', 'GITHUB', 'GCP_PRIVATE_GCR'],
  },
  messages: {
    RegisterPluginRequest: {
      fields: {
        name: [1, 'string'],
        resource_type: [2, 'string'],
        image: [3, 'string'],
        provider: [4, 'string'],
        registry_type: [5, 'PublicRegistryType'],
        registry_config: [6, 'google.protobuf.Struct'],
        capability: [7, 'google.protobuf.Struct'],
        labels: [8, 'google.protobuf.ListValue'],
        tags: [9, 'google.protobuf.Struct'],
        plugin_id: [10, 'string'],
        docs: [11, 'google.protobuf.Struct'],
      },
    },
    UpdatePluginRequest: {
      fields: {
        plugin_id: [1, 'string'],
        name: [2, 'string'],
        capability: [3, 'google.protobuf.Struct'],
        labels: [4, 'google.protobuf.ListValue'],
        tags: [5, 'google.protobuf.Struct'],
        docs: [6, 'google.protobuf.Struct'],
      },
    },
    PluginRequest: { fields: { plugin_id: [1, 'string'] } },
    RepositoryPluginRequest: { fields: { plugin_id: [1, 'string'], repository_id: [21, 'string'] } },
    PluginQuery: {
      fields: {
        query: [1, 'spaceone.api.core.v2.Query'],
        plugin_id: [2, 'string'],
        name: [3, 'string'],
        state: [4, 'State'],
        resource_type: [5, 'string'],
        provider: [6, 'string'],
        registry_type: [7, 'PublicRegistryType'],
        repository_id: [21, 'string'],
      },
      enums: { State: states },
    },
    PluginInfo: {
      fields: {
        plugin_id: [1, 'string'],
        name: [2, 'string'],
        state: [3, 'State'],
        resource_type: [4, 'string'],
        image: [5, 'string'],
        provider: [6, 'string'],
        registry_type: [7, 'PublicRegistryType'],
        registry_url: [8, 'string'],
        registry_config: [9, 'google.protobuf.Struct'],
        capability: [10, 'google.protobuf.Struct'],
        labels: [11, 'google.protobuf.ListValue'],
        tags: [12, 'google.protobuf.Struct'],
        docs: [13, 'google.protobuf.Struct'],
        domain_id: [21, 'string'],
        repository_info: [22, 'RepositoryInfo'],
        created_at: [31, 'string'],
        updated_at: [32, 'string'],
      },
      enums: { State: states },
    },
    PluginsInfo: { fields: { results: [1, 'repeated PluginInfo'], total_count: [2, 'int32'] } },
    VersionsInfo: {
      fields: { version: [1, 'repeated string'], total_count: [2, 'int32'], results: [3, 'repeated string'] },
    },
  },
  services: {
    Plugin: {
      register: { request: 'RegisterPluginRequest', response: 'PluginInfo' },
      update: { request: 'UpdatePluginRequest', response: 'PluginInfo' },
      deregister: { request: 'PluginRequest', response: 'google.protobuf.Empty' },
      enable: { request: 'PluginRequest', response: 'PluginInfo' },
      disable: { request: 'PluginRequest', response: 'PluginInfo' },
      get_versions: { request: 'RepositoryPluginRequest', response: 'VersionsInfo' },
      get: { request: 'RepositoryPluginRequest', response: 'PluginInfo' },
      list: { request: 'PluginQuery', response: 'PluginsInfo' },
    },
  },
};

export const repositoryProtoFiles: readonly ProtoFile[] = [queryFile, repositoryFile, pluginFile];
