import type { JsonObject } from '../../../base/json';
import type { SpecPath } from '../calls/controller-error';
import type { PluginExchange } from '../calls/ask-plugin';
import type { PluginRequest } from '../calls/request';

/** One call of a plugin's server for a set. */
export interface PluginCall {
  /** The generator that it is for. */
  readonly generator: SpecPath;
  readonly configMap: string;
  /** Undefined where the controller does not come as far as that. */
  readonly request?: PluginRequest;
  /** What came back; undefined where nothing did. */
  readonly answer?: Omit<PluginExchange, 'body'> & {
    /** The beginning of a long one. */
    readonly text: string;
    readonly bytes: number;
  };
  /** What the controller makes of it. */
  readonly made: { readonly sets: readonly (JsonObject | null)[] } | { readonly error: string };
}

/** As much of an answer is kept to be looked at. */
const MOST_KEPT = 200_000;

/** An answer without more of its body than a person looks at. */
export function keptAnswer({ body, ...exchange }: PluginExchange): PluginCall['answer'] {
  return { ...exchange, bytes: body.length, text: Buffer.from(body.subarray(0, MOST_KEPT)).toString('utf8') };
}
