import type { JsonObject } from '../../base/json';

/** A method of a server that speaks HTTP: a JSON body goes out, a JSON body comes back. */
export interface HttpMethod {
  /** As a request names it, such as `getparams.execute`. */
  readonly name: string;
  readonly verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the endpoint, with its slash, such as `/api/v1/getparams.execute`. */
  readonly path: string;
  /** True when each line of the answer is a message of its own. */
  readonly streams?: boolean;
  /** A message with every field at a neutral value; `{}` unless given. */
  readonly prefill?: JsonObject;
  /** The JSON Schema of the message, where it is known. */
  readonly schema?: JsonObject;
}

/** What a kind of servers offers over HTTP, which no such server says itself. */
export type HttpContract = readonly HttpMethod[];
