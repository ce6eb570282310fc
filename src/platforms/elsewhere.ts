import type { JsonObject } from '../base/json';
import { isAbort, type WorkbenchError } from '../base/workbench-error';
import { saidByServer, type Caller, type CallOptions } from '../runtime/calls/caller';
import { kubernetesTarget, KUBERNETES_TARGET } from '../runtime/kubernetes/kubernetes-target';
import { forwardPort, lostWay } from '../runtime/kubernetes/port-forward';
import type { Runtime } from '../runtime/runtime';
import { platforms } from './all-platforms';
import type { ServersElsewhere } from './platform';
import { serverSides } from './platforms';

/** What the platforms' own tools know of servers elsewhere. */
export const knownElsewhere: readonly ServersElsewhere[] = platforms.flatMap(({ elsewhere }) => elsewhere ?? []);

/** How servers are named that nobody starts here. */
export const ADDRESSES: readonly string[] = [
  'grpc://HOST:PORT',
  'grpc+ssl://HOST:PORT',
  'http://HOST:PORT',
  ...knownElsewhere.map(({ example }) => example),
  KUBERNETES_TARGET,
];

/** True for a text that {@link reached} understands, as far as its beginning says. */
export function isAddressOfServer(text: string): boolean {
  const [scheme] = text.split('://');
  return (
    text.includes('://') &&
    (/^(?:grpc|grpc\+ssl|http)$/.test(scheme ?? '') ||
      kubernetesTarget(text) !== undefined ||
      knownElsewhere.some((known) => known.scheme === scheme))
  );
}

/** A server elsewhere, and the way to it, which closes with it. */
export interface Reached extends AsyncDisposable {
  readonly caller: Caller;
  /** What a person has to know of the way. */
  readonly notes: readonly string[];
}

/**
 * Reaches a server by what a person wrote for it. What it is to know the caller by is hidden from then on.
 * @throws WorkbenchError where there is no such server, or no way to it; an AbortError on abort
 */
export async function reached(
  address: string,
  runtime: Pick<Runtime, 'callers' | 'connections' | 'kubectl'>,
  { token, signal }: { readonly token?: string | undefined; readonly signal: AbortSignal },
): Promise<Reached> {
  const inCluster = kubernetesTarget(address);
  if (inCluster) {
    const way = await forwardPort(runtime.kubectl, inCluster, signal);
    const caller = callerAt(`grpc://${way.address}`, runtime, token, {});
    return {
      caller: overWay(caller, address, async () => {
        const said = await way.ended();
        return said === undefined ? undefined : lostWay(inCluster, said);
      }),
      notes: [],
      async [Symbol.asyncDispose]() {
        await runtime.connections.drop(`grpc://${way.address}`);
        await way[Symbol.asyncDispose]();
      },
    };
  }
  const [scheme = '', name = ''] = address.split('://');
  const known = knownElsewhere.find((each) => each.scheme === scheme);
  const server = known ? await known.find(decoded(name)) : { address, token: undefined, metadata: {} };
  const told = token ?? server.token;
  const caller = callerAt(server.address, runtime, told, server.metadata);
  return {
    caller,
    notes: told !== undefined && isPlainElsewhere(server.address) ? [PLAIN] : [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const PLAIN = 'Without TLS the token can be read on its way. grpc+ssl:// uses TLS.';

function callerAt(
  address: string,
  { callers }: Pick<Runtime, 'callers'>,
  token: string | undefined,
  metadata: Readonly<Record<string, string>>,
): Caller {
  const http = serverSides.flatMap((side) => side.http ?? []);
  const [tokenKey] = serverSides.flatMap((side) => side.tokenKey ?? []);
  return callers.to(address, { http, token, tokenKey, metadata });
}

function isPlainElsewhere(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return (
    (url?.protocol === 'grpc:' || url?.protocol === 'http:') &&
    !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(url.hostname)
  );
}

/** A caller whose calls fail with the loss of the way, where that is why they fail. */
function overWay(caller: Caller, endpoint: string, lost: () => Promise<WorkbenchError | undefined>): Caller {
  const told = async <T>(work: Promise<T>): Promise<T> =>
    work.catch(async (error: unknown) => {
      // What the server itself has said came over the way.
      throw isAbort(error) || saidByServer(error) ? error : ((await lost()) ?? error);
    });
  return {
    endpoint,
    token: caller.token,
    methods: (signal) => told(caller.methods(signal)),
    resolve: (call, signal) => told(caller.resolve(call, signal)),
    least: (call) => told(caller.least(call)),
    prefill: (call, signal) => told(caller.prefill(call, signal)),
    schema: (call, signal) => told(caller.schema(call, signal)),
    call: (call: string, message: JsonObject, options?: CallOptions) => told(caller.call(call, message, options)),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
