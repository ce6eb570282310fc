import type { GrpcConnections } from '../calls/grpc-connections';
import { sendHttp } from '../calls/http-request';
import type { ReadyWhen } from './launch-recipe';

/** Resolves when the server at the address says that it serves; rejects only when the signal aborts. */
export type ReadyProbe = (ready: ReadyWhen, address: string, signal: AbortSignal) => Promise<void>;

const BETWEEN_PROBES = 20;
/** One answer may take as long; a server that is not up yet may never answer the first request that it took. */
const ANSWER_WITHIN = 2000;

/** Asks a server by what its recipe says. */
export function readyProbe(connections: GrpcConnections): ReadyProbe {
  return (ready, address, signal) =>
    ready.is === 'grpc-health' ? connections.becomesHealthy(address, signal) : answers(ready, address, signal);
}

async function answers(
  { verb, path, counts }: Extract<ReadyWhen, { is: 'http' }>,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(path, address);
  for (;;) {
    signal.throwIfAborted();
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN)]);
    const answer = await sendHttp({ url, verb, headers: {} }, { signal: within }).catch(() => undefined);
    answer?.destroy();
    if (answer && counts(answer.statusCode ?? 0)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_PROBES));
  }
}
