import { jsonIn } from './credential-text';
import { isSecretName, looksSecret, type Secret } from './judgement';

/**
 * A secret with the secrets inside it, which a program may show alone: the lines of a key, the fields of a JSON text, the
 * password in an address, the key in a connection string, the token behind "Bearer", the password behind Basic's Base64.
 */
export function partsOf(secret: Secret): Secret[] {
  // Most have nothing by which a part could be told.
  if (!/[\s:=[{]/.test(secret.value)) {
    return [secret];
  }
  const value = secret.value.trim();
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [
    secret,
    { ...secret, value },
    ...(lines.length > 1 ? lines.map((line) => ({ ...secret, value: line })) : []),
    ...(/^[[{]/.test(value) ? (jsonIn(value) ?? []) : []),
    ...inAddress(value),
    ...inPairs(value),
    ...inAuthorization(value),
  ];
}

function inAddress(value: string): Secret[] {
  const found = /:\/\/[^\s/?#@:]*:([^\s/?#@]+)@/.exec(value)?.[1];
  const tail = looksSecret(value) ? /^https:\/\/[^?#]*\/([^/?#]{8,})\/?$/.exec(value)?.[1] : undefined;
  return [found, found && decoded(found), tail].flatMap((part) => (part ? [{ name: 'password', value: part }] : []));
}

/** `Server=…;Password=…`, `?sig=…&…`, `user=… password=…`. */
function inPairs(value: string): Secret[] {
  return [...value.matchAll(/(?<![\w-])([A-Za-z][\w-]*)=([^;&\s]+)/g)].flatMap(([, name = '', part = '']) =>
    isSecretName(name) ? [part, decoded(part)].map((each) => ({ name, value: each })) : [],
  );
}

function inAuthorization(value: string): Secret[] {
  const [, scheme = '', token = ''] = /^(Basic|Bearer|Token|ApiKey)\s+(\S+)$/i.exec(value) ?? [];
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString() : '';
  const password = pair.slice(pair.indexOf(':') + 1);
  return [token, password].flatMap((part) => (part === '' ? [] : [{ name: 'authorization', value: part }]));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
