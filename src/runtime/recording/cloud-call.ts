import type { Readable } from 'node:stream';
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Json } from '../../base/json';
import type { Event } from '../../base/emitter';
import type { Variables } from '../server/launch-recipe';

/** Headers by their names in small letters; several of one name are joined as HTTP joins them, but for cookies. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A request on its way to a cloud, and where its answer is written. */
export interface Exchange {
  readonly method: string;
  /** The whole address, such as `https://compute.example/v1/instances?max=10`. */
  readonly address: string;
  readonly headers: Headers;
  readonly body: Readable;
  readonly response: ServerResponse | Http2ServerResponse;
  /** True for a client that speaks HTTP/2 alone, as those of gRPC do. */
  readonly isHttp2: boolean;
}

/** What a message has in it: JSON where that says the same, or else text, or else bytes in Base64. */
export type Body = { readonly json: Json } | { readonly text: string } | { readonly base64: string };

/** One call of a plugin to its cloud, without secrets. */
export interface RecordedCall {
  readonly method: string;
  readonly address: string;
  /** When it was made first, in ISO 8601. */
  readonly when: string;
  /** How often it had this answer, one after the other. */
  readonly times: number;
  /** Only what tells calls of the same address apart. */
  readonly request: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Body };
  readonly answer: {
    readonly status: number;
    readonly headers?: Headers;
    readonly body?: Body;
    /** What HTTP/2 sends behind the body, as gRPC does. */
    readonly trailers?: Headers;
  };
}

/** Whoever answers what a plugin asks of its cloud. */
export interface CloudSide {
  answer(exchange: Exchange): Promise<void>;
  close(): void;
}

/** A plugin's way to its cloud while it is recorded or replayed. */
export interface CloudCalls extends AsyncDisposable {
  readonly how: 'record' | 'replay';
  /** What a process is given on top of its own variables, so that it takes this way. */
  readonly variables: Variables;
  /** Fires with each thing that a person has to know, such as a call that was not recorded. */
  readonly onNote: Event<string>;
}
