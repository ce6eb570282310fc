import { leavesOf } from './credential-text';
import { isSecretName, looksSecret, type Secret } from './judgement';

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
    if (
      /^secrets?(_?data)?$/i.test(key) ||
      (isSecretName(key) && (isText || !/^(?:keys?|auth|session|cookies?)$/i.test(key)))
    ) {
      return leavesOf(value, key);
    }
    return isText ? (looksSecret(value) ? [{ name: key, value }] : []) : secretsOfRequest(value);
  });
}
