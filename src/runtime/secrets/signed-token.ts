import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a JSON web token says of its bearer. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Signs tokens, and knows its own. A key that is made here is kept in memory alone: its tokens end with it. */
export class TokenKey {
  constructor(private readonly key: Uint8Array = randomBytes(32)) {}

  /** The claims as a JSON web token (RFC 7519), signed with HMAC-SHA256. */
  sign(claims: TokenClaims): string {
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${this.signature(signed).toString('base64url')}`;
  }

  /** True when this key signed the token; an algorithm that the token itself asks for is not tried. */
  hasSigned(token: string): boolean {
    const cut = token.lastIndexOf('.');
    const given = Buffer.from(token.slice(cut + 1), 'base64url');
    const own = this.signature(token.slice(0, cut));
    return given.length === own.length && timingSafeEqual(given, own);
  }

  private signature(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}

/** What the token says, whoever signed it; undefined when it is no token. */
export function readToken(token: string): TokenClaims | undefined {
  const parts = token.split('.');
  try {
    const claims: unknown = parts.length === 3 ? JSON.parse(decode(parts[1] ?? '')) : undefined;
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as TokenClaims)
      : undefined;
  } catch {
    return undefined;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}
