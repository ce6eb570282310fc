import type { GrpcConnection, GrpcConnectionOptions } from './grpc-api';
import type { ProtoFile } from './proto-file';

/** What the gRPC chunk offers. */
export interface Grpc {
  /**
   * A connection to the address, such as `grpc://127.0.0.1:50051` or `grpc+ssl://example.org:443`; nothing is sent
   * before it is used.
   * @throws GrpcFailure of kind `bad-address`
   */
  readonly connect: (address: string, options?: GrpcConnectionOptions) => GrpcConnection;
  /** A serialized FileDescriptorSet of the tables, to stand in for a server's reflection. */
  readonly descriptorSet: (files: readonly ProtoFile[]) => Uint8Array;
}

/** Loads the gRPC chunk; the one place that does. */
export async function loadGrpc(): Promise<Grpc> {
  return import('../grpc/connection');
}
