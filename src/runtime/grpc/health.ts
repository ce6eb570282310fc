import { status } from '@grpc/grpc-js';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { RawEnd, Transport } from './transport';

const SERVING = 1;
/** Of an answer, in bytes. */
const LONGEST = 1000;

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
      answer.isServing = statusIn(bytes) === SERVING;
      return Promise.resolve();
    },
  });
  return { end, isServing: answer.isServing && end.code === (status.OK as number) };
}

/** Undefined for what is no answer; a true one is a few bytes long. */
function statusIn(bytes: Uint8Array): number | undefined {
  if (bytes.length > LONGEST) {
    return undefined;
  }
  try {
    let found: number | undefined;
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      if (number === 1 && wire === WireType.Varint) {
        found = reader.int32();
      } else {
        reader.skip(wire, number);
      }
    }
    return found;
  } catch {
    return undefined;
  }
}
