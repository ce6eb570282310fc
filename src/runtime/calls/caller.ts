import type { Json, JsonObject } from '../../base/json';

/** A method that a server has. */
export interface CallableMethod {
  /** Its whole name, such as `spaceone.api.inventory.plugin.Collector.collect` or `getparams.execute`. */
  readonly name: string;
  /** True when it answers with any number of messages. */
  readonly streams: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for each message in turn, without secrets; while its promise is pending, the server is held back. */
  readonly onMessage?: ((message: Json) => void | Promise<void>) | undefined;
}

export interface CallResult {
  /** How many messages came. */
  readonly count: number;
}

/**
 * One server at one endpoint, whatever it speaks. A method is named as a person does: whole, or by as much of its end as
 * tells it from the others. Every call rejects with a WorkbenchError that has no secrets in it, or with an AbortError; one
 * that the server itself answered with is told by {@link saidByServer}.
 */
export interface Caller {
  /** As it was given, such as `grpc://127.0.0.1:50051` or `http://127.0.0.1:4355`. */
  readonly endpoint: string;
  /** What it is known by over HTTP; undefined where it sends nothing, and over another protocol. */
  readonly token?: string | undefined;
  /** All methods of the server's own, in the order of their names. */
  methods(signal?: AbortSignal): Promise<readonly CallableMethod[]>;
  /** The one method that a person means. */
  resolve(call: string, signal?: AbortSignal): Promise<CallableMethod>;
  /** The message of which every server takes what it says: nothing is set that nobody has asked for. */
  least(call: string): Promise<JsonObject>;
  /** A message for the method with every field at a neutral value, to be edited. */
  prefill(call: string, signal?: AbortSignal): Promise<JsonObject>;
  /** The JSON Schema of the method's message; undefined when nobody knows it. */
  schema(call: string, signal?: AbortSignal): Promise<JsonObject | undefined>;
  call(call: string, message: JsonObject, options?: CallOptions): Promise<CallResult>;
}

/** What a server answered instead of what was asked for. */
export interface ServerRefusal {
  /** The protocol's own word for it, such as `INVALID_ARGUMENT` or `403`. */
  readonly status: string;
  /** What the server said, without secrets and shortened. */
  readonly details: string;
}

/** What the server itself said, when a failed call got that far; undefined for every other failure. */
export function saidByServer(error: unknown): ServerRefusal | undefined {
  return error instanceof Error && 'refusal' in error ? (error.refusal as ServerRefusal | undefined) : undefined;
}
