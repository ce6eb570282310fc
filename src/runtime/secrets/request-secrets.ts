import { leavesOf } from './credential-text';
import { isOftenNone, isSecretName, looksSecret, type Secret } from './judgement';

/** The secrets of a request: all that stands under `secret_data`, and elsewhere what is one by its name or by its look. */
export function secretsOfRequest(request: unknown): Secret[] {
  const found: Secret[] = [];
  for (const [key, value] of partsOf(request, (name, part) => !isSecretIn(name, part))) {
    if (isSecretIn(key, value)) {
      [...leavesOf(value, key), ...keysOf(value)].forEach((secret) => found.push(secret));
    } else if (typeof value === 'string' && key !== undefined && looksSecret(value)) {
      found.push({ name: key, value });
    }
  }
  return found;
}

/** True for a value all of which is secret by its name. */
function isSecretIn(name: string | undefined, value: unknown): boolean {
  return (
    name !== undefined &&
    (/^secrets?(_?data)?$/i.test(name) || (isSecretName(name) && (typeof value === 'string' || !isOftenNone(name))))
  );
}

/** Keys that are secrets themselves: by their look, or because nobody names a field so. */
function keysOf(value: unknown): Secret[] {
  const keys = [...partsOf(value, () => true)].flatMap(([key = '']) =>
    looksSecret(key) || isNoName(key) ? [key] : [],
  );
  return keys.map((key) => ({ name: 'key', value: key }));
}

/** All parts of a value with their keys, those of lists without; without recursion, as the request may be of any depth. */
function* partsOf(
  whole: unknown,
  isEntered: (key: string | undefined, value: unknown) => boolean,
): Generator<readonly [key: string | undefined, value: unknown]> {
  const waiting: unknown[] = [whole];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) {
      continue;
    }
    const parts = Object.entries(next).map(
      ([key, value]) => [Array.isArray(next) ? undefined : key, value as unknown] as const,
    );
    yield* parts;
    parts
      .filter(([key, value]) => isEntered(key, value))
      .reverse()
      .forEach(([, value]) => waiting.push(value));
  }
}

/** No words with a number behind one, such as `auth_provider_x509_cert_url` has, but letters and digits in turns. */
function isNoName(key: string): boolean {
  return key.length >= 12 && (/[A-Za-z]\d+[A-Za-z]+\d/.test(key) || /[^\w.\-\s/:]/.test(key));
}
