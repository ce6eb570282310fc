/** A token as the sample Repositories take it; its signature is never looked at. */
export function token(claims: Readonly<Record<string, unknown>> = {}): string {
  const all = {
    iss: 'sample',
    typ: 'ACCESS_TOKEN',
    rol: 'DOMAIN_ADMIN',
    did: 'domain-sample',
    exp: Math.floor(Date.now() / 1000) + 3600,
    ...claims,
  };
  return [{ alg: 'none', typ: 'JWT' }, all].map(encoded).join('.') + '.c2lnbmF0dXJl';
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
