import type { Intent } from '../../base/workbench-error';
import type { Raised } from '../../runtime/processes/traceback';

/** What to do about an exception: a sentence, and what does it where a front end can. */
export interface RaisedAdvice {
  readonly next: string;
  readonly intent?: Intent;
}

/**
 * What an exception at the root of a failed call asks for, by its class and where the plugin raised it; undefined for one
 * that says nothing of its cause by itself, such as an error of the platform.
 * @param folder The plugin's, whose environment may be what lacks something.
 */
export function adviceOn({ root, code }: Raised, folder: string | undefined): RaisedAdvice | undefined {
  const [, name = '', message = ''] = /^(?:[\w.]*\.)?(\w+)(?:: (.*))?$/s.exec(root) ?? [];
  const lacking = /^(?:ModuleNotFoundError|ImportError)$/.test(name);
  if (lacking) {
    return {
      next: `The plugin imports what its environment does not have (${message}): add it to its requirements and set up the environment.`,
      ...(folder !== undefined && { intent: { is: 'set up the environment', folder } }),
    };
  }
  if (CREDENTIALS.test(name) || REFUSED.test(message)) {
    return {
      next: `The remote service was given no credentials that it takes (${name}): check the credential profile.`,
      intent: { is: 'give credentials' },
    };
  }
  if (CERTIFICATE.test(root)) {
    return {
      next: 'The plugin does not trust the certificate of a service that it calls: check its address, or name the authority to it.',
    };
  }
  if (CONNECTION.test(name)) {
    return { next: 'The plugin could not reach a service that it calls: check its address and the network.' };
  }
  return name === 'KeyError' ? missingKey(message, code) : undefined;
}

/** Of Python itself, urllib3, requests, httpx, httplib2, aiohttp, botocore and the clients of Google and Azure. */
const CONNECTION =
  /^(?:Connection(?:Refused|Reset|Aborted)?Error|BrokenPipeError|RemoteDisconnected|gaierror|herror|timeout|TimeoutError|URLError|(?:Connect|Read|Connection)Timeout(?:Error)?|NewConnectionError|NameResolutionError|MaxRetryError|ProxyError|ProxyConnectionError|ConnectError|ConnectionClosedError|EndpointConnectionError|ClientConnector\w*Error|ServerDisconnectedError|ServerNotFoundError|TransportError|ServiceRequestError|ServiceUnavailable)$/;
const CREDENTIALS =
  /^(?:NoCredentialsError|PartialCredentialsError|CredentialRetrievalError|DefaultCredentialsError|RefreshError|MalformedError|ClientAuthenticationError|CredentialUnavailableError|TokenRetrievalError|Unauthorized|Unauthenticated)$/;
const REFUSED =
  /\((?:AuthFailure|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidAccessKeyId|ExpiredToken)\)|\b401\b[^\d]*(?:unauthorized|client error)|HttpError 401|\binvalid_(?:client|grant|auth)\b/i;
const CERTIFICATE = /CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError/;

/** Python quotes the key, and the line of code says of what it was asked. */
function missingKey(key: string, code: string | undefined): RaisedAdvice {
  return code !== undefined && /secret|credential/i.test(code)
    ? {
        next: `The plugin reads ${key} from the credentials, which do not have it: put a credential profile with it into the request.`,
        intent: { is: 'give credentials' },
      }
    : { next: `The plugin reads ${key} where it is not: give it in the request, or let the plugin do without.` };
}
