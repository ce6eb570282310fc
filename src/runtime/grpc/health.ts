import { status } from '@grpc/grpc-js';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { RawEnd, Transport } from './transport';

const SERVING = 1;

export interface HealthAnswer {
  readonly end: RawEnd;
  readonly isServing: boolean;
}

/** Asks Health.Check about the server as a whole (grpc/health/v1/health.proto). Rejects with an AbortError only. */
export async function checkHealth(
  transport: Transport,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<HealthAnswer> {
  const answer = { isServing: false };
  const end = await transport.call({
    path: '/grpc.health.v1.Health/Check',
    request: Buffer.alloc(0),
    signal,
    deadlineMs,
    onBytes: (bytes) => {
      const reader = new BinaryReader(bytes);
      while (reader.pos < reader.len) {
        const [number, wire] = reader.tag();
        if (number === 1) {
          answer.isServing = reader.int32() === SERVING;
        } else {
          reader.skip(wire, number);
        }
      }
    },
  });
  return { end, isServing: answer.isServing && end.code === (status.OK as number) };
}
