import { leavesOf } from './credential-text';
import { isOftenNone, isSecretName, looksSecret, type Secret } from './judgement';

/** The secrets of a request: all that stands under `secret_data`, and elsewhere what is one by its name or by its look. */
export function secretsOfRequest(request: unknown): Secret[] {
  if (Array.isArray(request)) {
    return request.flatMap(secretsOfRequest);
  }
  if (typeof request !== 'object' || request === null) {
    return [];
  }
  return Object.entries(request).flatMap(([key, value]: [string, unknown]) => {
    const isText = typeof value === 'string';
    if (/^secrets?(_?data)?$/i.test(key) || (isSecretName(key) && (isText || !isOftenNone(key)))) {
      return [...leavesOf(value, key), ...keysOf(value)];
    }
    return isText ? (looksSecret(value) ? [{ name: key, value }] : []) : secretsOfRequest(value);
  });
}

/** Keys that are secrets themselves: by their look, or because nobody names a field so. */
function keysOf(value: unknown): Secret[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const keys = Array.isArray(value) ? [] : Object.keys(value).filter((key) => looksSecret(key) || isNoName(key));
  return [...keys.map((key) => ({ name: 'key', value: key })), ...Object.values(value).flatMap(keysOf)];
}

/** No words with a number behind one, such as `auth_provider_x509_cert_url` has, but letters and digits in turns. */
function isNoName(key: string): boolean {
  return key.length >= 12 && (/[A-Za-z]\d+[A-Za-z]+\d/.test(key) || /[^\w.\-\s/:]/.test(key));
}
