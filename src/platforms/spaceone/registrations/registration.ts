import { isObject } from '../../../base/json';
import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';

/** A repository of an endpoint: its own plugins are in the local one, those that the platform brings in the managed one. */
export interface Repository {
  readonly id: string;
  readonly name: string;
  /** `LOCAL`, `MANAGED` or `REMOTE`; empty when the server does not say. */
  readonly type: string;
  readonly endpoint?: string | undefined;
}

export type RegistrationState = 'enabled' | 'disabled' | 'unknown';

/** A plugin as a Repository has it registered. What the server leaves out is empty or undefined. */
export interface Registration {
  readonly id: string;
  readonly name: string;
  readonly state: RegistrationState;
  /** Such as `inventory.Collector`: `resource_type` in 2.0, `service_type` in 1.x. */
  readonly type: string;
  readonly provider: string | undefined;
  readonly image: string;
  readonly registryType: string;
  readonly registryUrl: string | undefined;
  readonly capability: JsonObject;
  readonly labels: readonly string[];
  readonly tags: JsonObject;
  readonly docs: JsonObject;
  readonly repository: Repository | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** The whole answer, with the fields that nobody here knows. */
  readonly answer: JsonObject;
}

/** Reads a server's `PluginInfo`; undefined for what has no id. Never throws: a field of another shape counts as left out. */
export function readRegistration(answer: Json | undefined): Registration | undefined {
  if (!isObject(answer)) {
    return undefined;
  }
  const id = text(answer['plugin_id']);
  if (id === '') {
    return undefined;
  }
  const repository = readRepository(answer['repository_info']);
  return {
    id,
    name: text(answer['name']),
    state: states[text(answer['state'])] ?? 'unknown',
    type: text(answer['resource_type']) || text(answer['service_type']),
    provider: text(answer['provider']) || undefined,
    image: text(answer['image']),
    registryType: text(answer['registry_type']),
    registryUrl: text(answer['registry_url']) || undefined,
    capability: object(answer['capability']),
    labels: list(answer['labels']).filter((label) => typeof label === 'string'),
    tags: object(answer['tags']),
    docs: object(answer['docs']),
    repository,
    createdAt: text(answer['created_at']) || undefined,
    updatedAt: text(answer['updated_at']) || undefined,
    answer,
  };
}

const states: Readonly<Record<string, RegistrationState>> = { ENABLED: 'enabled', DISABLED: 'disabled' };

export function readRepository(answer: Json | undefined): Repository | undefined {
  const info = object(answer);
  const id = text(info['repository_id']);
  if (id === '') {
    return undefined;
  }
  return {
    id,
    name: text(info['name']) || id,
    type: text(info['repository_type']).toUpperCase(),
    endpoint: text(info['endpoint']) || undefined,
  };
}

/** Only plugins of the local repository can be changed; where the server does not say where one lies, it may be. */
export function isWritable({ repository }: Registration): boolean {
  return repository === undefined || repository.type === '' || repository.type === 'LOCAL';
}

/** True for a plugin that the platform brings. */
export function isManaged({ repository }: Registration): boolean {
  return repository?.type === 'MANAGED';
}

/** One plugin in one repository: two repositories of an endpoint may have the same id. */
export function keyOf({ id, repository }: Registration): string {
  return JSON.stringify([repository?.id ?? '', id]);
}

export interface WebLinks {
  readonly icon?: string;
  readonly link?: string;
  /** By language. */
  readonly docs: Readonly<Record<string, string>>;
}

/** Addresses of web pages that a plugin names; anything else that looks like an address is left out, as it may run a program. */
export function webLinks({ tags, docs }: Registration): WebLinks {
  const icon = webAddress(tags['icon']);
  const link = webAddress(tags['link']);
  return {
    ...(icon !== undefined && { icon }),
    ...(link !== undefined && { link }),
    docs: Object.fromEntries(
      Object.entries(docs).flatMap(([language, value]) => {
        const address = webAddress(value) ?? webAddress(object(value)['link']) ?? webAddress(object(value)['url']);
        return address === undefined ? [] : [[language, address]];
      }),
    ),
  };
}

function webAddress(value: Json | undefined): string | undefined {
  const address = text(value).trim();
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
