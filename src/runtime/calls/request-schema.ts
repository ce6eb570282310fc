import type { GrpcConnection, JsonObject } from './grpc-api';

/**
 * The JSON Schema of the request of a method that a server has.
 * @throws GrpcFailure when the server has no such method or cannot be asked, an AbortError on abort
 */
export async function schemaFromServer(
  connection: GrpcConnection,
  call: string,
  signal?: AbortSignal,
): Promise<JsonObject | undefined> {
  const { service, name } = await connection.resolve(call, signal);
  const { descriptorSet, methodSchema } = await import('../grpc/method-schema');
  return methodSchema(descriptorSet(connection.descriptorFiles().values()), `${service}/${name}`);
}

/**
 * The JSON Schema of the request of a method by a serialized FileDescriptorSet; undefined when it has no such method.
 * @param area Decides between services of one name, such as `inventory`.
 */
export async function schemaFromContracts(
  set: Uint8Array,
  call: string,
  area: string | undefined,
): Promise<JsonObject | undefined> {
  const { methodSchema } = await import('../grpc/method-schema');
  return methodSchema(set, call, area);
}
