import { isGrpcFailure, type FieldShape, type GrpcConnection, type MethodShape } from '../../../runtime/calls/grpc-api';

/** The generations of the Repository's API, which differ in a plugin's fields: `resource_type` in 2.0, `service_type` in 1.x. */
export type Generation = '2.0' | '1.x';

export const pluginService = 'spaceone.api.repository.v1.Plugin';
export const repositoryService = 'spaceone.api.repository.v1.Repository';

/** A message's fields by name. */
export type Fields = ReadonlyMap<string, FieldShape>;

/** What a Repository takes and gives, by its own description. */
export interface RepositoryContract {
  readonly generation: Generation;
  readonly register: Fields;
  readonly update: Fields;
  /** Of the request that lists plugins. */
  readonly list: Fields;
  /** `sort` is a list in 2.0 and one object in 1.x. */
  readonly sortsByList: boolean;
}

/** The name of the field that holds a plugin's type. */
export function typeField(generation: Generation): 'resource_type' | 'service_type' {
  return generation === '2.0' ? 'resource_type' : 'service_type';
}

/**
 * Reads the contract from what describes the server: its reflection, or the descriptors that stand in for it.
 * @throws GrpcFailure, of kind `unknown-service` when it is no Repository; an AbortError
 */
export async function readContract(
  connection: GrpcConnection,
  signal: AbortSignal | undefined,
): Promise<RepositoryContract> {
  const register = requestOf(await connection.describe(pluginService, 'register', signal));
  const list = await connection.describe(pluginService, 'list', signal);
  return {
    generation: register.has('resource_type') || !register.has('service_type') ? '2.0' : '1.x',
    register,
    update: await updateFields(connection, signal),
    list: requestOf(list),
    sortsByList: sortOf(list)?.repeated ?? true,
  };
}

/** A Repository that only gives plugins has no update. */
async function updateFields(connection: GrpcConnection, signal: AbortSignal | undefined): Promise<Fields> {
  try {
    return requestOf(await connection.describe(pluginService, 'update', signal));
  } catch (error) {
    if (isGrpcFailure(error) && error.kind === 'unknown-method') {
      return new Map();
    }
    throw error;
  }
}

function requestOf({ messages, request }: MethodShape): Fields {
  return fieldsOf(messages, request);
}

function sortOf({ messages, request }: MethodShape): FieldShape | undefined {
  const query = fieldsOf(messages, request).get('query')?.type;
  return query?.is === 'message' ? fieldsOf(messages, query.name).get('sort') : undefined;
}

function fieldsOf(messages: MethodShape['messages'], name: string): Fields {
  return new Map(messages[name]?.fields.map((field) => [field.name, field]));
}
