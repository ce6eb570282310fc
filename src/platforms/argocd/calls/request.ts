import type { Json } from '../../../base/json';
import { parseUrl, UrlRefused } from '../go/url';
import { sortedJson } from '../go/raw-json';
import { endpointPath } from '../plugin-connection';
import type { PluginConnection } from './connection';
import { ControllerError } from './controller-error';

/** The request that the controller sends to a plugin's server. */
export interface PluginRequest {
  /** As Go prints it in its errors: with what it escapes, and without a password. */
  readonly shownUrl: string;
  readonly url: string;
  /** In small letters; empty where the address has none. */
  readonly scheme: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly withinMs: number | undefined;
  readonly isFromFile: boolean;
}

/**
 * What the controller asks: a POST with the set's name and the generator's input, whose `parameters` are left out where
 * there are none (argo-cd v3.5.7, `applicationset/services/plugin`).
 * @param setName The ApplicationSet's name; its namespace is not sent.
 * @throws ControllerError for an address that Go refuses
 */
export function requestOf(
  setName: string,
  connection: PluginConnection,
  parameters: Readonly<Record<string, Json>> = {},
): PluginRequest {
  const { baseUrl, token, withinMs, isFromFile } = connection;
  const url = `${baseUrl}${baseUrl.endsWith('/') ? '' : '/'}${endpointPath}`;
  const input = Object.keys(parameters).length > 0 ? { parameters: sortedJson({ ...parameters }) } : {};
  const body = `${JSON.stringify({ applicationSetName: setName, input })}\n`;
  const headers = {
    'user-agent': 'argocd-applicationset',
    'content-length': String(new TextEncoder().encode(body).length),
    ...(token !== '' && { authorization: `Bearer ${inBytes(token)}` }),
    'content-type': 'application/json',
    'accept-encoding': 'gzip',
  };
  try {
    const { scheme, host, text } = parseUrl(url);
    return { shownUrl: text, url, scheme, host, headers, body, withinMs, isFromFile };
  } catch (error) {
    throw error instanceof UrlRefused
      ? new ControllerError(`NewRequest returned unexpected error: ${error.message}`)
      : error;
  }
}

/** A header as Node sends it: a character for each byte of what Go sends. */
function inBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
