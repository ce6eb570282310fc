import type { ServiceDefinition } from '@grpc/grpc-js';

/** A unary method whose messages are taken and given as bytes. */
export function rawMethod(path: string): ServiceDefinition[string] {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}
