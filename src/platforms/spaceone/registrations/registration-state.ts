import { isObject } from '../../../base/json';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { readMessage } from './manifest-message';
import { isWritable, type Registration } from './registration';
import { pluginIdOf } from './register-request';
import type { Fields, RepositoryContract } from './repository-contract';

/** One key in which a manifest and what is registered differ. */
export interface Difference {
  /** The manifest's key, and under it the keys of a mapping. */
  readonly path: readonly string[];
  /** Undefined where it is left out. */
  readonly manifest: Json | undefined;
  readonly registered: Json | undefined;
  /** False for what an update does not reach: only deregistering and registering anew changes it. */
  readonly isUpdatable: boolean;
}

/** What is known of a register manifest at an endpoint. */
export type ManifestState =
  | { readonly is: 'not registered'; readonly pluginId: string }
  | { readonly is: 'registered'; readonly pluginId: string; readonly registration: Registration }
  | {
      readonly is: 'changed';
      readonly pluginId: string;
      readonly registration: Registration;
      readonly differences: readonly Difference[];
    }
  /** The manifest does not say under which id. */
  | { readonly is: 'unclear' };

/**
 * Holds a register manifest against what an endpoint has registered, as the service stores it: defaults filled in,
 * keys in any order, numbers as JSON has them.
 */
export function manifestState(
  document: ManifestDocument,
  registrations: Iterable<Registration>,
  contract: RepositoryContract,
): ManifestState {
  const { message } = readMessage(document, contract.register);
  const pluginId = pluginIdOf(message);
  if (pluginId === '' || document.isPartial) {
    return { is: 'unclear' };
  }
  const registration = findRegistration(registrations, pluginId, message, contract);
  if (!registration) {
    return { is: 'not registered', pluginId };
  }
  const differences = [...compare(message, registration, contract)];
  return differences.length > 0
    ? { is: 'changed', pluginId, registration, differences }
    : { is: 'registered', pluginId, registration };
}

/**
 * The request that makes what is registered the same as the manifest, as far as an update reaches: what the manifest
 * leaves out is emptied. Undefined when nothing is left to update.
 */
export function updateRequest(
  { registration, differences }: Extract<ManifestState, { is: 'changed' }>,
  document: ManifestDocument,
  contract: RepositoryContract,
): JsonObject | undefined {
  const { message } = readMessage(document, contract.register);
  const fields = new Set(
    differences.flatMap(({ isUpdatable, path: [field] }) => (isUpdatable && field !== undefined ? [field] : [])),
  );
  if (fields.size === 0 || !isWritable(registration)) {
    return undefined;
  }
  const changes = [...fields].map((field) => [field, message[field] ?? emptyOf(field, contract.update)] as const);
  return { plugin_id: registration.id, ...Object.fromEntries(changes) };
}

/**
 * The registered plugin that a manifest means. The local repository goes first; in 1.x, which made ids of its own in
 * early versions, the image tells as well.
 */
function findRegistration(
  registrations: Iterable<Registration>,
  pluginId: string,
  message: JsonObject,
  { generation }: RepositoryContract,
): Registration | undefined {
  let managed: Registration | undefined;
  let ofImage: Registration | undefined;
  for (const registration of registrations) {
    if (registration.id === pluginId) {
      if (isWritable(registration)) {
        return registration;
      }
      managed ??= registration;
    } else if (generation === '1.x' && registration.image === message['image'] && isWritable(registration)) {
      ofImage ??= registration;
    }
  }
  return ofImage ?? managed;
}

/** The server answers with its own settings, whatever was sent (cloudforet-io/repository 003c09fb). */
const notCompared: ReadonlySet<string> = new Set(['registry_config', 'plugin_id', 'project_id', 'domain_id']);

function* compare(
  message: JsonObject,
  registration: Registration,
  contract: RepositoryContract,
): Generator<Difference> {
  for (const [name, field] of contract.register) {
    if (notCompared.has(name)) {
      continue;
    }
    const own = stored(name, message[name], contract.register);
    const theirs = stored(name, registration.answer[name], contract.register);
    const isUpdatable = contract.update.has(name) && isWritable(registration);
    const isManagedImage = name === 'image' && !isWritable(registration);
    if (isManagedImage && lastPart(own) === lastPart(theirs)) {
      // The platform puts a prefix of its own in front of the images that it brings.
      continue;
    }
    yield* field.type.is === 'known' && isObject(own) && isObject(theirs)
      ? deepDifferences([name], own, theirs, isUpdatable)
      : differs([name], own, theirs, isUpdatable);
  }
}

function* deepDifferences(
  path: readonly string[],
  own: JsonObject,
  theirs: JsonObject,
  isUpdatable: boolean,
): Generator<Difference> {
  for (const key of new Set([...Object.keys(own), ...Object.keys(theirs)])) {
    const [mine, other] = [valueAt(own, key), valueAt(theirs, key)];
    yield* isObject(mine) && isObject(other)
      ? deepDifferences([...path, key], mine, other, isUpdatable)
      : differs([...path, key], mine, other, isUpdatable);
  }
}

function* differs(
  path: readonly string[],
  manifest: Json | undefined,
  registered: Json | undefined,
  isUpdatable: boolean,
): Generator<Difference> {
  if (!isSame(manifest, registered)) {
    yield { path, manifest, registered, isUpdatable };
  }
}

/** A field as the service stores it; undefined for what is empty, which its answers leave out. */
function stored(name: string, value: Json | undefined, fields: Fields): Json | undefined {
  const type = fields.get(name)?.type;
  if (type?.is === 'enum') {
    const text = typeof value === 'number' ? type.values[value] : value;
    const isUnset = text === undefined || text === null || text === type.values[0];
    return isUnset ? (name === 'registry_type' ? 'DOCKER_HUB' : undefined) : text;
  }
  const isEmpty =
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty ? undefined : value;
}

function emptyOf(field: string, fields: Fields): Json {
  const type = fields.get(field)?.type;
  if (type?.is === 'known') {
    return type.name === 'google.protobuf.ListValue' ? [] : {};
  }
  return '';
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(valueAt(a, key), valueAt(b, key)))
    );
  }
  return false;
}

function valueAt(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function lastPart(image: Json | undefined): string | undefined {
  return typeof image === 'string' ? image.slice(image.lastIndexOf('/') + 1) : undefined;
}
